"""The addresses of this room."""

from django.urls import path

from forenotice.entrypoints.console.start.connect import connect, connection
from forenotice.entrypoints.console.start.day import mail, read
from forenotice.entrypoints.console.start.day import show as day
from forenotice.entrypoints.console.start.files import begin, file, mapping, rejected
from forenotice.entrypoints.console.start.leaving import rehearse
from forenotice.entrypoints.console.start.leaving import show as leaving
from forenotice.entrypoints.console.start.lists import day_file, silent_file
from forenotice.entrypoints.console.start.mail_account import mail_account
from forenotice.entrypoints.console.start.organization import organization
from forenotice.entrypoints.console.start.page import show
from forenotice.entrypoints.console.start.reminders import reminders
from forenotice.entrypoints.console.start.subscriptions import sample, subscriptions

app_name = "start"

urlpatterns = [
    path("", show, name="page"),
    path("organization", organization, name="organization"),
    path("subscriptions", subscriptions, name="subscriptions"),
    path("file", file, name="file"),
    path("file/columns", mapping, name="mapping"),
    path("file/begin", begin, name="begin"),
    path("file/rejected.csv", rejected, name="rejected"),
    path("sample", sample, name="sample"),
    path("connect/<slug:way>", connect, name="connect"),
    path("connection/<slug:key>", connection, name="connection"),
    path("reminders", reminders, name="reminders"),
    path("leaving", leaving, name="leaving"),
    path("without-a-reminder.csv", silent_file, name="silent_file"),
    path("leaving/<str:day>/day.csv", day_file, name="day_file"),
    path("leaving/<str:day>", day, name="day"),
    path("leaving/<str:day>/<int:step_id>/<int:due_date_id>", read, name="read"),
    path("leaving/<str:day>/<int:step_id>/<int:due_date_id>/mail", mail, name="mail"),
    path("rehearse", rehearse, name="rehearse"),
    path("mail-account", mail_account, name="mail-account"),
    path("mail-account/<slug:key>", mail_account, name="account"),
]
