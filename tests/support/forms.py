"""The forms of a page, as a browser reads them."""

import html
import re
from typing import Any


def form_of(page: str, form_id: str = "words") -> dict[str, Any]:
    """What a browser would send of that form, all of it but its buttons."""
    fields: dict[str, Any] = {}
    found = re.search(rf'<form\b[^>]*\bid="{form_id}".*?</form>', page, re.DOTALL)
    assert found, f"there is no form {form_id}"
    form = found[0]
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'(\S+)="([^"]*)"', tag))
        if said.get("type") in ("checkbox", "radio") and "checked" not in tag:
            continue
        if "name" in said:
            value = html.unescape(said.get("value", ""))
            fields.setdefault(said["name"], []).append(value)
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        fields[name] = html.unescape(value)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected>', options) or re.search(
            r'value="([^"]*)"', options
        )
        fields[name] = html.unescape(chosen[1] if chosen else "")
    return fields
