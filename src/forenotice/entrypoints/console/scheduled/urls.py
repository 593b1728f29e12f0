"""The addresses of this room."""

from django.urls import path

from forenotice.entrypoints.console.scheduled.page import show

app_name = "scheduled"

urlpatterns = [path("", show, name="page")]
