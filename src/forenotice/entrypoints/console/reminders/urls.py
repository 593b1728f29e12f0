"""The addresses of this room."""

from django.urls import path

from forenotice.entrypoints.console.reminders.page import show

app_name = "reminders"

urlpatterns = [path("", show, name="page")]
