"""The addresses of members and their subscriptions."""

from django.urls import path

from forenotice.entrypoints.console.members.addresses import use_address
from forenotice.entrypoints.console.members.correcting import correct, take_back
from forenotice.entrypoints.console.members.correcting_addresses import correct as correct_addresses
from forenotice.entrypoints.console.members.correcting_addresses import take_back as take_addresses_back
from forenotice.entrypoints.console.members.facts import facts
from forenotice.entrypoints.console.members.history import history, history_file
from forenotice.entrypoints.console.members.leaving import erase, export
from forenotice.entrypoints.console.members.member import member
from forenotice.entrypoints.console.members.pausing import pause_all, pause_one
from forenotice.entrypoints.console.members.search import found_file, search
from forenotice.entrypoints.console.members.speaking import say_now
from forenotice.entrypoints.console.members.subscription import subscription
from forenotice.entrypoints.console.members.wishing import wish

app_name = "members"

_ONE = "subscriptions/<int:subscription_id>"

urlpatterns = [
    path("", search, name="page"),
    path("members.csv", found_file, name="file"),
    path("<int:member_id>", member, name="member"),
    path("<int:member_id>/history", history, name="history"),
    path("<int:member_id>/history.csv", history_file, name="history_file"),
    path("<int:member_id>/wishes", wish, name="wish"),
    path("<int:member_id>/addresses", use_address, name="address"),
    path("<int:member_id>/correct", correct_addresses, name="correct_addresses"),
    path("<int:member_id>/take-back", take_addresses_back, name="take_addresses_back"),
    path("<int:member_id>/pause", pause_all, name="pause"),
    path("<int:member_id>/export.json", export, name="export"),
    path("<int:member_id>/erase", erase, name="erase"),
    path(_ONE, subscription, name="subscription"),
    path(f"{_ONE}/facts", facts, name="facts"),
    path(f"{_ONE}/correct", correct, name="correct"),
    path(f"{_ONE}/take-back", take_back, name="take_back"),
    path(f"{_ONE}/pause", pause_one, name="pause_one"),
    path(f"{_ONE}/say/<int:due_date_id>/<int:step_id>", say_now, name="say_now"),
]
