"""The address where the first owner comes in, before there is any organization."""

from django.urls import path

from forenotice.entrypoints.console.start.first import first

app_name = "first"

urlpatterns = [path("", first, name="page")]
