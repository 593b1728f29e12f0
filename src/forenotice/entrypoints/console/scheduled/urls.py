"""The addresses of what is scheduled and sent."""

from django.urls import path

from forenotice.entrypoints.console.scheduled.deliveries import deliveries, deliveries_file
from forenotice.entrypoints.console.scheduled.doubts import doubts
from forenotice.entrypoints.console.scheduled.letters import letter, letters
from forenotice.entrypoints.console.scheduled.one_reminder import reminder, said
from forenotice.entrypoints.console.scheduled.reminders import reminders, reminders_file

app_name = "scheduled"

urlpatterns = [
    path("", reminders, name="page"),
    path("reminders.csv", reminders_file, name="file"),
    path("<int:reminder_id>", reminder, name="reminder"),
    path("said/<int:attempt_id>", said, name="said"),
    path("deliveries", deliveries, name="deliveries"),
    path("deliveries.csv", deliveries_file, name="deliveries_file"),
    path("doubts", doubts, name="doubts"),
    path("letters", letters, name="letters"),
    path("letters/<int:number>", letter, name="letter"),
]
