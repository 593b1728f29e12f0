"""How people sign in and what of it is ours: nobody signs up by themselves, and messages speak as we do."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are invited by an owner; the first owner comes in at the start."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an invitation is the only way in."""
        del request
        return False
