"""What a file says of a person: names, addresses to reach them, tags and links."""

import re

from forenotice.sources.unreadable import UnreadableError, quoted

EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\]+\.[^\s@<>()\[\],;:\"\\.]+")
_LISTED = re.compile(r"[,;|\s]+")
_LONGEST_EMAIL = 254
_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "sir",
        "m",
        "mme",
        "mlle",
        "herr",
        "frau",
        "sr",
        "sra",
        "dame",
    }
)
_FIRMS = frozenset(
    {
        "inc",
        "llc",
        "ltd",
        "limited",
        "gmbh",
        "ag",
        "kg",
        "ug",
        "e.v",
        "ev",
        "sarl",
        "sas",
        "sa",
        "s.a",
        "srl",
        "bv",
    }
    | {"b.v", "oy", "ab", "plc", "corp", "co", "club", "verein", "association", "society", "foundation"}
)
_LINK = re.compile(r"https?://[^\s/?#\"'<>\\]+[^\s\"'<>\\]*", re.IGNORECASE)


def read_email(word: str) -> str:
    """One address, in small letters, as members are known by it."""
    plain = word.strip().lower()
    if len(plain) > _LONGEST_EMAIL or not EMAIL.fullmatch(plain):
        raise UnreadableError(f"{quoted(word)} is not an email address.")
    return plain


def read_emails(word: str) -> tuple[str, ...]:
    """Several addresses, separated by commas, semicolons or blanks."""
    return tuple(read_email(one) for one in _LISTED.split(word.strip()) if one)


def split_name(word: str) -> tuple[str, str]:
    """First name and the rest. The two together are always the whole name.

    A firm, or a name that begins with a title, has no first name to greet by: all of it is the rest.
    """
    parts = word.split()
    if len(parts) < 2 or "," in word:
        return ("", word.strip()) if "," in word else (word.strip(), "")
    plain = [part.lower().rstrip(".") for part in parts]
    if plain[0] in _TITLES or _FIRMS & set(plain):
        return "", " ".join(parts)
    return parts[0], " ".join(parts[1:])


def read_link(word: str) -> str:
    """A web address; anything else (``javascript:``, a bare domain) is refused."""
    plain = word.strip()
    if not _LINK.fullmatch(plain):
        raise UnreadableError(f"{quoted(word)} is not a web address that begins with https:// or http://.")
    return plain


def read_tags(word: str) -> str:
    """Tags separated by commas, semicolons or bars, as ``|one|two|``; empty for none."""
    tags = dict.fromkeys(" ".join(tag.split()) for tag in re.split(r"[,;|]", word))
    tags.pop("", None)
    return f"|{'|'.join(tags)}|" if tags else ""
