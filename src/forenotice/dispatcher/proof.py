"""What a try said is made again from what it kept, and compared with what it handed over."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from forenotice.channels.mime import build_mime
from forenotice.composer.texts import CompiledText
from forenotice.dispatcher.errors import UnknownDeliveryError
from forenotice.dispatcher.models import Attempt
from forenotice.dispatcher.states import ProofVerdict
from forenotice.dispatcher.wording import renderer_name, words_again


@dataclass(frozen=True, slots=True)
class Examined:
    """One try's proof. ``kept_sha256`` is of the bytes handed over then, ``made_sha256`` of those made now.

    ``renderer`` made the first ones. ``detail`` is why nothing could be made now, else empty.
    """

    number: int
    verdict: ProofVerdict
    kept_sha256: str
    made_sha256: str = ""
    renderer: str = ""
    detail: str = ""


def examine(attempt: Attempt, find_text: Callable[[str], CompiledText | None]) -> Examined:
    """Make the bytes of a try again. ``find_text`` gives the compiled text of a name, if it is still there.

    A proof that our own renderer made, and from which it now makes something else, was altered, or its words
    were: that is a mismatch. Of another renderer's nothing can be said, unless the bytes are the same.
    """
    kept = attempt.bytes_sha256
    if attempt.proof_emptied_at is not None:
        return Examined(attempt.number, ProofVerdict.EMPTIED, kept)
    if not kept:
        return Examined(attempt.number, ProofVerdict.UNANSWERED, kept)
    made = why = renderer = ""
    try:
        # A payload is kept as it is, so that no renderer has a part in it.
        renderer = (
            attempt.proof.get("renderer", "") if "payload" in attempt.proof else attempt.proof["renderer"]
        )
        made = _made_again(attempt, attempt.proof, find_text)
    except Exception as error:
        # Rows that somebody altered fail in any way there is, and each way means the same.
        why = f"{type(error).__name__}: {error}"
    if made == kept:
        verdict = ProofVerdict.HOLDS
    elif renderer and renderer != renderer_name():
        verdict = ProofVerdict.OTHER_RENDERER
    else:
        verdict = ProofVerdict.MISMATCH
    return Examined(attempt.number, verdict, kept, made, str(renderer), why)


def _made_again(
    attempt: Attempt, proof: dict[str, Any], find_text: Callable[[str], CompiledText | None]
) -> str:
    """The SHA-256 of what was handed over, as it is made now."""
    if "payload" in proof:
        return hashlib.sha256(proof["payload"].encode()).hexdigest()
    text = find_text(proof["text"])
    if text is None:
        raise UnknownDeliveryError(f"The words {proof['text']} are no longer there.")
    delivery = attempt.delivery
    return build_mime(words_again(_fresh(text), proof, delivery.message_id, delivery.recipient)).sha256


def _fresh(text: CompiledText) -> CompiledText:
    """The text under a name of its content, so that nothing is taken from what was rendered before."""
    content = "\x1f".join((text.subject, text.text, text.html))
    return replace(text, name=f"{text.name}:{hashlib.sha256(content.encode()).hexdigest()}")
