"""A person's own pages: signing in and out, password, second factor, and where they are signed in."""

from allauth.account import views
from django.urls import URLPattern, URLResolver, include, path

from forenotice.entrypoints.console.myself import myself

urlpatterns: list[URLPattern | URLResolver] = [
    path("", myself, name="account_self"),
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
