"""The sentence for each answer of a shop that is not what it was asked for, and what to do about it. Pure."""

import re
from datetime import datetime
from typing import Any

from forenotice.sources.errors import SourceRefusedError, SourceUnavailableError
from forenotice.sources.woocommerce.answers import Answer


def require_good(answer: Answer, now: datetime) -> None:
    """Raise an error of this room, with what to do, unless the shop answered what it was asked for."""
    status = answer.status
    if status == 200 and answer.body is not None:
        return
    if status in (429, 502, 503, 504):
        raise SourceUnavailableError(
            f"The shop is busy or closed (HTTP {status}).", answer.retry_after_seconds(now)
        )
    if status in (401, 403):
        raise SourceRefusedError(
            f"The shop does not let the keys in (HTTP {status}{_named(answer)}). Make new ones under "
            "WooCommerce, Settings, Advanced, REST API, with the right to read, for somebody who may see "
            "orders; or see whether something before the shop takes the header Authorization away."
        )
    if status == 404:
        raise SourceRefusedError(
            f"The shop has no list of subscriptions (HTTP 404{_named(answer)}). WooCommerce "
            "Subscriptions must be active there, and Settings, Permalinks be anything but Plain."
        )
    if status == 400:
        raise SourceRefusedError(
            f"The shop does not understand the question (HTTP 400{_named(answer)}). It needs "
            "WooCommerce 5.8 or later and WooCommerce Subscriptions 3.1 or later."
        )
    if 300 <= status < 400:
        raise SourceRefusedError(
            f"The shop sends us elsewhere (HTTP {status}). Write its final address as url, such as "
            "https://www.shop.example instead of http://shop.example."
        )
    if status == 200:
        raise SourceUnavailableError("The shop answered with something that is no JSON.")
    raise SourceUnavailableError(f"The shop failed to answer (HTTP {status}{_named(answer)}).")


def items_of(answer: Answer) -> list[Any]:
    """The list that was asked for."""
    if not isinstance(answer.body, list):
        raise SourceUnavailableError("The shop answered with something else than a list.")
    return answer.body


def _named(answer: Answer) -> str:
    """WordPress's own name for what went wrong, as far as it is one."""
    return f", {answer.code}" if re.fullmatch(r"[a-z0-9_]{1,80}", answer.code) else ""
