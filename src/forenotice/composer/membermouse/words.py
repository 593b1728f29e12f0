"""Words put into a condition of ours as a string."""

import re

# Whatever could end the string, the smart tag, an attribute's value or the string of a blueprint around it,
# or would be taken for something else by an HTML editor, is written by its number.
_RISKY = re.compile(r"[\x00-\x1f\x7f-\xa0\u2028\u2029\"'\\<>{}%#\[\]“”„‘’′″]|&(?=[#\w])")


def quoted(words: str) -> str:
    """The words as a string of the template language, which nothing around it can misread."""
    return f'"{_RISKY.sub(_by_number, words)}"'


def _by_number(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
