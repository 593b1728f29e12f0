"""What people's second steps are reckoned from, sealed like every secret."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator

from forenotice.accounts.errors import SealBrokenError
from forenotice.accounts.models import User
from forenotice.accounts.sealing import unseal


def lost_second_steps(user: User) -> list[int]:
    """Those of this person that no key opens any more."""
    rows = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN)
    return [row.pk for row in rows if not _opens(row.data)]


def forget_lost_second_steps(user: User) -> None:
    """Let go of those, because new ones take their place."""
    Authenticator.objects.filter(user=user, pk__in=lost_second_steps(user)).delete()


def _opens(kept: dict[str, Any]) -> bool:
    try:
        with_secrets(kept, unseal)
    except SealBrokenError:
        return False
    return True


def with_secrets(kept: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """What is kept of an authenticator app or of recovery codes, with each secret in it changed."""
    changed: dict[str, Any] = {name: change(kept[name]) for name in ("secret", "seed") if name in kept}
    if kept.get("migrated_codes") is not None:
        changed["migrated_codes"] = [change(each) for each in kept["migrated_codes"]]
    return kept | changed
