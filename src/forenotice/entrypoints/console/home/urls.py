"""The addresses of the start page and of its lists."""

from django.urls import path

from forenotice.entrypoints.console.home.lists import ahead_file, behind_file, revenue_file
from forenotice.entrypoints.console.home.page import show

app_name = "home"

urlpatterns = [
    path("", show, name="page"),
    path("leaving-by-day.csv", ahead_file, name="ahead_file"),
    path("left-by-day.csv", behind_file, name="behind_file"),
    path("revenue.csv", revenue_file, name="revenue_file"),
]
