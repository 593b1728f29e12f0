"""The addresses of this room."""

from django.urls import path

from forenotice.entrypoints.console.messages.page import show

app_name = "messages"

urlpatterns = [path("", show, name="page")]
