"""Which address leads where."""

from django.urls import include, path

from forenotice.entrypoints.api.health import healthz, readyz
from forenotice.entrypoints.api.metrics import metrics
from forenotice.entrypoints.api.v1 import api
from forenotice.entrypoints.hooks.calls import hear_provider
from forenotice.entrypoints.hooks.sources import hear_source

urlpatterns = [
    path("api/v1/", api.urls),
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("hooks/sources/<slug:organization>/<slug:source>", hear_source),
    path("hooks/channels/<slug:organization>/<slug:channel>/", hear_provider),
    path("account/", include("forenotice.entrypoints.console.account_urls")),
    path("", include("forenotice.entrypoints.console.urls")),
    path("", include("forenotice.entrypoints.portal.urls")),
]

handler400 = "forenotice.project.failing.malformed"
handler404 = "forenotice.project.failing.nothing_here"
handler500 = "forenotice.project.failing.broken_down"
