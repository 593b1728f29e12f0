"""The addresses of the settings."""

from django.urls import path

from forenotice.entrypoints.console.settings.endpoints import endpoint, new_endpoint
from forenotice.entrypoints.console.settings.host import host
from forenotice.entrypoints.console.settings.invitations import invitation, people
from forenotice.entrypoints.console.settings.keys import keys
from forenotice.entrypoints.console.settings.lists import (
    invitations_file,
    keys_file,
    people_file,
    source_rows_file,
    sources_file,
    ways_out_file,
)
from forenotice.entrypoints.console.settings.one_source import keep_source
from forenotice.entrypoints.console.settings.organization import organization
from forenotice.entrypoints.console.settings.people import person
from forenotice.entrypoints.console.settings.records import records
from forenotice.entrypoints.console.settings.sources import how_far, source, sources
from forenotice.entrypoints.console.settings.speaking import speaking
from forenotice.entrypoints.console.settings.trail import trail, trail_file
from forenotice.entrypoints.console.settings.ways_out import way_out, ways_out

app_name = "settings"

urlpatterns = [
    path("", organization, name="page"),
    path("speaking", speaking, name="speaking"),
    path("ways-out", ways_out, name="ways_out"),
    path("ways-out.csv", ways_out_file, name="ways_out_file"),
    path("ways-out/<slug:key>", way_out, name="way_out"),
    path("ways-out/<slug:key>/records", records, name="records"),
    path("endpoints/new", new_endpoint, name="new_endpoint"),
    path("endpoints/<slug:key>", endpoint, name="endpoint"),
    path("sources", sources, name="sources"),
    path("sources.csv", sources_file, name="sources_file"),
    path("sources/<slug:key>", source, name="source"),
    path("sources/<slug:key>/rows.csv", source_rows_file, name="source_rows_file"),
    path("sources/<slug:key>/keep", keep_source, name="keep_source"),
    path("progress", how_far, name="how_far"),
    path("people", people, name="people"),
    path("people.csv", people_file, name="people_file"),
    path("people/<int:access_id>", person, name="person"),
    path("people/invitations.csv", invitations_file, name="invitations_file"),
    path("people/invitations/<int:invitation_id>", invitation, name="invitation"),
    path("keys", keys, name="keys"),
    path("keys.csv", keys_file, name="keys_file"),
    path("trail", trail, name="trail"),
    path("trail.csv", trail_file, name="trail_file"),
    path("host", host, name="host"),
]
