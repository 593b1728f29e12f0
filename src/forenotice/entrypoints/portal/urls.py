"""The addresses of the portal. They are short, because they stand in mails as plain text too."""

from django.urls import path, re_path

from forenotice.entrypoints.portal.answers import nothing_here
from forenotice.entrypoints.portal.calendars import calendar
from forenotice.entrypoints.portal.confirming import confirm
from forenotice.entrypoints.portal.member_page import member_page
from forenotice.entrypoints.portal.style import stylesheet
from forenotice.entrypoints.portal.unsubscribing import unsubscribe

urlpatterns = [
    path("m/<str:token>", member_page),
    path("c/<str:token>.ics", calendar),
    path("u/<str:token>", unsubscribe),
    path("a/<str:token>", confirm),
    path("style/<slug:colour>.css", stylesheet),
    # A link that a mail program broke or cut is still read by a person.
    re_path("^[muca]/", nothing_here),
]
