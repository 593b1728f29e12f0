"""What the DNS says of a sender's domain, and what that means to whoever receives its mail. Pure.

SPF: RFC 7208. DKIM: RFC 6376. DMARC: RFC 7489.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address


class RecordKind(StrEnum):
    """The three kinds of record that receivers look for."""

    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"


class RecordState(StrEnum):
    """What was found."""

    GOOD = "good"
    MISSING = "missing"
    SEVERAL = "several"
    OPEN = "open"
    OTHER_KEY = "other_key"
    NOT_OURS = "not_ours"
    UNASKED = "unasked"


_SPF, _DKIM, _DMARC = RecordKind
_UNASKED = "The DNS did not answer, so nothing is known of it now."

RECORD_SENTENCES = {
    (_SPF, RecordState.GOOD): (
        "The domain says which servers may send for it. See that your mail server is among them."
    ),
    (_SPF, RecordState.MISSING): (
        "The domain does not say which servers may send for it, so that many receivers will distrust "
        "your mail. Add the record below at whoever runs your domain."
    ),
    (_SPF, RecordState.SEVERAL): (
        "There are several records where only one may be, so that receivers ignore them all. Join them "
        "into one."
    ),
    (_SPF, RecordState.OPEN): "The record allows everybody to send for your domain. Let it end with ~all.",
    (_SPF, RecordState.UNASKED): _UNASKED,
    (_DKIM, RecordState.GOOD): "The key in the DNS is the one that your mail is signed with.",
    (_DKIM, RecordState.MISSING): (
        "Your mail is signed, but the key to check it with is not in the DNS. Add the record below."
    ),
    (_DKIM, RecordState.SEVERAL): "There are several keys under one name. Leave only the one below.",
    (_DKIM, RecordState.OTHER_KEY): (
        "The DNS holds another key than the one your mail is signed with, so that each signature looks "
        "forged. Replace it by the record below."
    ),
    (_DKIM, RecordState.NOT_OURS): (
        "Forenotice does not sign your mail itself. Most providers do it: send yourself a test and look "
        "for “dkim=pass” in its headers."
    ),
    (_DKIM, RecordState.UNASKED): _UNASKED,
    (_DMARC, RecordState.GOOD): "The domain says what becomes of mail that only pretends to be yours.",
    (_DMARC, RecordState.MISSING): (
        "The domain does not say what becomes of mail that only pretends to be yours. Large providers "
        "ask for it: add the record below."
    ),
    (_DMARC, RecordState.SEVERAL): (
        "There are several records where only one may be, so that receivers ignore them all. Leave one."
    ),
    (_DMARC, RecordState.UNASKED): _UNASKED,
}


@dataclass(frozen=True, slots=True)
class RecordFinding:
    """One kind of record: the name it has, what stands there, and what to put there if it is not well."""

    kind: RecordKind
    state: RecordState
    name: str
    found: tuple[str, ...] = ()
    wanted: str = ""

    @property
    def sentence(self) -> str:
        """What it means, and what to do."""
        return RECORD_SENTENCES[self.kind, self.state]


def judge_spf(domain: str, texts: Sequence[str] | None, server: str) -> RecordFinding:
    """What the texts at the domain say of servers; None when the DNS did not answer."""
    wanted = f"v=spf1 mx {_of_server(server)} ~all" if server else "v=spf1 mx ~all"
    if texts is None:
        return RecordFinding(RecordKind.SPF, RecordState.UNASKED, domain)
    found = tuple(text for text in texts if text.lower().split(" ")[0] == "v=spf1")
    if len(found) == 1:
        is_open = found[0].lower().split()[-1] in ("+all", "all")
        state = RecordState.OPEN if is_open else RecordState.GOOD
        return RecordFinding(RecordKind.SPF, state, domain, found)
    state = RecordState.SEVERAL if found else RecordState.MISSING
    return RecordFinding(RecordKind.SPF, state, domain, found, wanted)


def _of_server(server: str) -> str:
    """A server as SPF names it; one that is given by number has another word."""
    try:
        number = ip_address(server)
    except ValueError:
        return f"a:{server}"
    return f"ip{number.version}:{number}"


def judge_dmarc(domain: str, texts: Sequence[str] | None) -> RecordFinding:
    """What the texts at ``_dmarc`` say."""
    name = f"_dmarc.{domain}"
    if texts is None:
        return RecordFinding(RecordKind.DMARC, RecordState.UNASKED, name)
    found = tuple(text for text in texts if text.replace(" ", "").lower().startswith("v=dmarc1"))
    if len(found) == 1:
        return RecordFinding(RecordKind.DMARC, RecordState.GOOD, name, found)
    state = RecordState.SEVERAL if found else RecordState.MISSING
    return RecordFinding(RecordKind.DMARC, state, name, found, "v=DMARC1; p=none")


def judge_dkim(name: str, texts: Sequence[str] | None, public_key: str) -> RecordFinding:
    """Whether the key that stands under the name is ours, ``public_key`` being the value of its ``p=``.

    Without a name, mail is not signed here.
    """
    if not name:
        return RecordFinding(RecordKind.DKIM, RecordState.NOT_OURS, "")
    if texts is None:
        return RecordFinding(RecordKind.DKIM, RecordState.UNASKED, name)
    found = tuple(text for text in texts if "p=" in text.replace(" ", ""))
    kind = "rsa" if len(public_key) > 100 else "ed25519"
    wanted = f"v=DKIM1; k={kind}; p={public_key}"
    if not found:
        return RecordFinding(RecordKind.DKIM, RecordState.MISSING, name, (), wanted)
    if len(found) > 1:
        return RecordFinding(RecordKind.DKIM, RecordState.SEVERAL, name, found, wanted)
    held = found[0].replace(" ", "").partition("p=")[2].partition(";")[0]
    state = RecordState.GOOD if held == public_key else RecordState.OTHER_KEY
    return RecordFinding(RecordKind.DKIM, state, name, found, "" if held == public_key else wanted)
