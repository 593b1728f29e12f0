"""The addresses of what is scheduled and sent."""

from django.urls import path

from forenotice.entrypoints.console.scheduled.again import again
from forenotice.entrypoints.console.scheduled.deliveries import deliveries, deliveries_file, tries_file
from forenotice.entrypoints.console.scheduled.doubts import doubts, doubts_file
from forenotice.entrypoints.console.scheduled.leaving import leaving_file
from forenotice.entrypoints.console.scheduled.letters import letter, letters, letters_file
from forenotice.entrypoints.console.scheduled.one_reminder import reminder, said
from forenotice.entrypoints.console.scheduled.reminders import reminders, reminders_file
from forenotice.entrypoints.console.scheduled.seen import seen
from forenotice.entrypoints.console.scheduled.tries import tries, tries_found_file

app_name = "scheduled"

urlpatterns = [
    path("", reminders, name="page"),
    path("reminders.csv", reminders_file, name="file"),
    path("<int:reminder_id>", reminder, name="reminder"),
    path("said/<int:attempt_id>", said, name="said"),
    path("deliveries", deliveries, name="deliveries"),
    path("deliveries.csv", deliveries_file, name="deliveries_file"),
    path("deliveries/<int:delivery_id>/again", again, name="again"),
    path("tries", tries, name="tries"),
    path("tries-found.csv", tries_found_file, name="tries_found_file"),
    path("tries.csv", tries_file, name="tries_file"),
    path("leaving.csv", leaving_file, name="leaving_file"),
    path("seen", seen, name="seen"),
    path("doubts", doubts, name="doubts"),
    path("doubts.csv", doubts_file, name="doubts_file"),
    path("letters", letters, name="letters"),
    path("letters.csv", letters_file, name="letters_file"),
    path("letters/<int:number>", letter, name="letter"),
]
