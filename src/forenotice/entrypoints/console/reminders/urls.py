"""The addresses of this room."""

from django.urls import path

from forenotice.entrypoints.console.reminders import listing, new, revisions, rule, switching

app_name = "reminders"

urlpatterns = [
    path("", listing.show, name="page"),
    path("reminders.csv", listing.show_file, name="file"),
    path("new/", new.choose, name="new"),
    path("new/<slug:begin>/", new.write, name="write"),
    path("<int:rule>/", rule.show, name="rule"),
    path("<int:rule>/on/", switching.switch_on, name="on"),
    path("<int:rule>/off/", switching.switch_off, name="off"),
    path("<int:rule>/away/", switching.put_away, name="away"),
    path("<int:rule>/back/", switching.bring_back, name="back"),
    path("<int:rule>/revisions/", revisions.show, name="revisions"),
    path("<int:rule>/revisions.csv", revisions.show_file, name="revisions_file"),
    path("<int:rule>/revisions/<int:number>/", revisions.go_back, name="revision"),
]
