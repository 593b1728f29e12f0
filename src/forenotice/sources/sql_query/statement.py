"""Whether an owner's query is one SELECT that only reads. Pure.

The guard that holds is the read-only session in which it runs, and the rights of the account. This check
is for the owner: what they wrote by mistake is refused with a sentence before any database sees it.
"""

import re

from forenotice.sources.unreadable import UnreadableError, quoted

LONGEST_QUERY = 50_000
_FORM = r"""
    (?P<code>/\*[!+])                               # what looks like a comment and is run by MySQL
    | (?P<comment>{comment}|/\*.*?\*/)
    | (?P<quoted>{quoted}|`(?:[^`]|``)*`|(?P<tag>\$\w*\$).*?(?P=tag))
    | (?P<open>['"`]|/\*)                           # one that is never closed
    | (?P<word>[^\W\d][\w$]*)
    | (?P<sign>\S)
    """


def _tokens(comment: str, inside: str) -> re.Pattern[str]:
    marks = "|".join(f"{mark}(?:{inside.format(mark=mark)})*{mark}" for mark in "'\"")
    return re.compile(_FORM.format(comment=comment, quoted=marks), re.VERBOSE | re.DOTALL)


_STANDARD = _tokens(r"--[^\n]*", "[^{mark}]|{mark}{mark}")
_MYSQL = _tokens(r"--(?=\s|$)[^\n]*|\#[^\n]*", r"[^{mark}\\]|{mark}{mark}|\\.")
_CHANGES = frozenset(
    {"insert", "update", "delete", "merge", "into", "drop", "alter", "truncate", "grant", "revoke", "create"}
    | {"call", "lock", "unlock"}
)


def read_select(query: str, *, is_mysql: bool) -> str:
    """The query without what may end it; raise :class:`UnreadableError` unless it is one SELECT.

    MySQL and MariaDB have comments and quotes of their own.
    """
    text = query.strip()
    if len(text) > LONGEST_QUERY:
        raise UnreadableError(f"The query is longer than {LONGEST_QUERY:,} characters.")
    words, end = _words(text, _MYSQL if is_mysql else _STANDARD)
    if not words or words[0] not in ("select", "with"):
        begins = quoted(text.split(maxsplit=1)[0]) if text else "nothing"
        raise UnreadableError(f"The query has to be one SELECT, and begins with {begins}.")
    changing = next((word for word in words if word in _CHANGES), None)
    if changing is not None:
        raise UnreadableError(
            f"The query may only read, and {changing.upper()} stands in it. "
            "If that is the name of a column, put it in quotes as your database wants it."
        )
    return text[:end].rstrip()


def _words(text: str, tokens: re.Pattern[str]) -> tuple[list[str], int]:
    """The bare words of a query in small letters, and where its one statement ends."""
    words: list[str] = []
    end, ended = 0, False
    for match in tokens.finditer(text):
        kind = match.lastgroup if match.lastgroup != "tag" else "quoted"
        if kind == "comment":
            continue
        if kind == "code":
            raise UnreadableError(
                "A comment that begins with /*! or /*+ is run by some databases. Leave it out."
            )
        if kind == "open":
            raise UnreadableError(f"A {match[0]} is never closed in the query.")
        if ended:
            raise UnreadableError("More stands after the semicolon. Write one SELECT only.")
        if match[0] == ";":
            ended = True
            continue
        end = match.end()
        if kind == "word":
            words.append(match[0].lower())
    return words, end
