"""The addresses of this room."""

from django.urls import path

from forenotice.entrypoints.console.members.page import show

app_name = "members"

urlpatterns = [path("", show, name="page")]
