"""Which secrets a webhook has once its owner declared it, or asked for a new one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_bytes

from forenotice.channels.webhook.extra_headers import HEADER
from forenotice.channels.webhook.keys import secret_of
from forenotice.channels.webhook.settings import OLDER

OVERLAP = timedelta(hours=24)
"""How long an older secret signs beside the new one, so that no receiver has to change at the very moment."""


def new_secret() -> str:
    """A secret that nobody knows yet."""
    return secret_of(token_bytes(32))


def completed(
    given: Mapping[str, str],
    held: Mapping[str, str],
    places: Mapping[str, str],
    now: datetime,
    *,
    signs: bool,
    overlap: timedelta = OVERLAP,
) -> dict[str, str]:
    """What was given, with what stays of the secrets `held` before.

    `places` says where those were found that a blueprint spoke of: these go when it speaks of them no more.
    An empty text takes a secret away. A secret for signing is never taken away: it is replaced, and the one
    before still signs for `overlap`.
    """
    kept = {name: text for name, text in held.items() if name.startswith(HEADER) and name not in places}
    whole = {name: text for name, text in {**kept, **given}.items() if text}
    if not signs:
        return whole
    before = held.get("secret", "")
    whole["secret"] = given.get("secret") or before or new_secret()
    whole |= {name: text for name, text in held.items() if name.startswith(OLDER)}
    if before and before != whole["secret"]:
        whole = {name: text for name, text in whole.items() if _still_signs(name, now)}
        if overlap:
            whole[f"{OLDER}{(now + overlap).isoformat()}"] = before
    return whole


def _still_signs(name: str, now: datetime) -> bool:
    return not name.startswith(OLDER) or datetime.fromisoformat(name.removeprefix(OLDER)) > now
