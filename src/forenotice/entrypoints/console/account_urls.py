"""A person's own pages: signing in and out, password, second step, and where they are signed in."""

from allauth.account import views
from django.urls import URLPattern, URLResolver, include, path, re_path

from forenotice.entrypoints.console.myself import myself, sessions
from forenotice.entrypoints.console.second_steps import DownloadCodes, MakeCodes, ShowCodes

_KEY = r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", myself, name="account_self"),
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("signup/", views.signup, name="account_signup"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(_KEY, views.password_reset_from_key, name="account_reset_password_from_key"),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/recovery-codes/", ShowCodes.as_view(), name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", MakeCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", DownloadCodes.as_view(), name="mfa_download_recovery_codes"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", sessions, name="usersessions_list"),
]
