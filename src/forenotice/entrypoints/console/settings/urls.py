"""The addresses of this room."""

from django.urls import path

from forenotice.entrypoints.console.settings.page import show

app_name = "settings"

urlpatterns = [path("", show, name="page")]
