"""The address of the start page."""

from django.urls import path

from forenotice.entrypoints.console.home.page import show

app_name = "home"

urlpatterns = [path("", show, name="page")]
