"""The DNS is asked for what it says of a sender's domain, within a few seconds."""

from base64 import b64encode
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from forenotice.channels.models import Channel
from forenotice.channels.queries import secrets_of
from forenotice.channels.sender_records import RecordFinding, judge_dkim, judge_dmarc, judge_spf

_SECONDS = 4.0


def look_up_sender(
    channel: Channel, sender: str, resolver: Resolver | None = None, *, seconds: float = _SECONDS
) -> list[RecordFinding]:
    """What receivers will find of the domain of a sender's address; all is asked at once.

    Each question waits so many seconds. Without a ``resolver`` this machine's own is asked.

    Raise `accounts.errors.SealBrokenError` when the key that mail is signed with cannot be read.
    """
    asked = resolver or Resolver()
    asked.lifetime = seconds
    domain = sender.rpartition("@")[2].lower()
    dkim = channel.settings.get("dkim") or {}
    name = f"{dkim['selector']}._domainkey.{dkim['domain']}" if dkim else ""
    key = secrets_of(channel).get("dkim_key", "") if dkim else ""
    with ThreadPoolExecutor(3) as waiting:
        spf, signed, dmarc = waiting.map(partial(_texts, asked), (domain, name, f"_dmarc.{domain}"))
    return [
        judge_spf(domain, spf, str(channel.settings.get("host", ""))),
        judge_dkim(name, signed, public_key_of(key) if key else ""),
        judge_dmarc(domain, dmarc),
    ]


def public_key_of(private_key: str) -> str:
    """The value of ``p=`` that belongs to a private key in PEM (RFC 6376, 3.6.1; RFC 8463, 4.2)."""
    key = load_pem_private_key(private_key.encode(), password=None)
    public = key.public_key()
    if isinstance(key, Ed25519PrivateKey):
        raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    else:
        raw = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(raw).decode()


def _texts(resolver: Resolver, name: str) -> Sequence[str] | None:
    """The TXT records of a name, each joined from its pieces; None when the DNS gives no answer."""
    if not name:
        return ()
    try:
        answer = resolver.resolve(name, "TXT", search=False)
    except (NXDOMAIN, NoAnswer):
        return ()
    except DNSException:
        return None
    return [b"".join(row.strings).decode("utf-8", "replace") for row in answer]
