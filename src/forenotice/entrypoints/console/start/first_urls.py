"""The addresses where people come in, before they have a password."""

from django.urls import path

from forenotice.entrypoints.console.start.first import first, safer
from forenotice.entrypoints.console.start.invitation import invitation

app_name = "first"

urlpatterns = [
    path("", first, name="page"),
    path("safer", safer, name="safer"),
    path("invitation/<str:token>", invitation, name="invitation"),
]
