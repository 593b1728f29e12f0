"""The addresses of the test mailbox."""

from django.urls import path

from forenotice.entrypoints.console.mailbox.letters import empty, letter, letters, letters_file, part

app_name = "mailbox"

urlpatterns = [
    path("", letters, name="page"),
    path("mailbox.csv", letters_file, name="file"),
    path("empty", empty, name="empty"),
    path("letters/<str:name>", letter, name="letter"),
    path("letters/<str:name>/<str:which>", part, name="part"),
]
