"""The addresses of this room."""

from django.urls import path

from forenotice.entrypoints.console.start.page import show

app_name = "start"

urlpatterns = [path("", show, name="page")]
