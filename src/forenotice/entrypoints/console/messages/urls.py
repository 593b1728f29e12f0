"""The addresses of this room. Keys are chosen by owners, so each stands behind a word of ours."""

from django.urls import path

from forenotice.entrypoints.console.messages import boosters
from forenotice.entrypoints.console.messages.beginning import begin
from forenotice.entrypoints.console.messages.coaching import coach_panel, verdict
from forenotice.entrypoints.console.messages.editor import edit
from forenotice.entrypoints.console.messages.listing import show, show_file
from forenotice.entrypoints.console.messages.membermouse import paste
from forenotice.entrypoints.console.messages.preview import preview
from forenotice.entrypoints.console.messages.readers import readers
from forenotice.entrypoints.console.messages.revisions import go_back, revision, revisions, revisions_file
from forenotice.entrypoints.console.messages.setting_aside import away, drop_language, duplicate, take_out

app_name = "messages"

urlpatterns = [
    path("", show, name="page"),
    path("messages.csv", show_file, name="file"),
    path("new/", begin, name="new"),
    path("boosters/", boosters.show, name="boosters"),
    path("boosters/boosters.csv", boosters.show_file, name="boosters_file"),
    path("boosters/new/", boosters.edit, name="new_booster"),
    path("boosters/of/<slug:key>/", boosters.edit, name="booster"),
    path("boosters/of/<slug:key>/switch/", boosters.switch, name="switch_booster"),
    path("boosters/of/<slug:key>/seen/", boosters.look, name="booster_seen"),
    path("membermouse/", paste, name="membermouse"),
    path("readers/", readers, name="readers"),
    path("message/<slug:key>/", edit, name="edit"),
    path("message/<slug:key>/coach/", coach_panel, name="coach"),
    path("message/<slug:key>/verdict/", verdict, name="verdict"),
    path("message/<slug:key>/preview/", preview, name="preview"),
    path("message/<slug:key>/versions/", revisions, name="revisions"),
    path("message/<slug:key>/versions.csv", revisions_file, name="revisions_file"),
    path("message/<slug:key>/versions/<int:number>/", revision, name="revision"),
    path("message/<slug:key>/versions/<int:number>/back/", go_back, name="go_back"),
    path("message/<slug:key>/duplicate/", duplicate, name="duplicate"),
    path("message/<slug:key>/without/<str:locale>/", drop_language, name="drop_language"),
    path("message/<slug:key>/away/", away, name="away"),
    path("message/<slug:key>/back/", take_out, name="back"),
]
