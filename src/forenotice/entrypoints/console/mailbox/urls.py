"""The addresses of this room."""

from django.urls import path

from forenotice.entrypoints.console.mailbox.page import show

app_name = "mailbox"

urlpatterns = [path("", show, name="page")]
