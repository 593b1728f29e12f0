"""What the Enter key does in the fields of a page."""

from html.parser import HTMLParser
from typing import Any

# What takes the Enter key where it is not the one main button of its form.
KEEPS = frozenset({("do", "save"), ("do", "draft"), ("ask", "pause")})
# In these Enter opens or ticks something.
_NOT_TYPED = frozenset({"hidden", "checkbox", "radio", "file", "submit", "button", "image", "reset", "color"})


class _Forms(HTMLParser):
    """The buttons of each form in their order, also of those that stand outside of it."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[tuple[object, dict[str, Any]]] = []
        self.typed: list[object] = []
        self.inside: object = None

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        told = dict(attrs)
        if tag == "form":
            self.inside = told.get("id") or self.getpos()
        form = told.get("form", self.inside)
        if tag == "button" and told.get("type", "submit") == "submit":
            self.buttons.append((form, told))
        if tag == "input" and told.get("type", "text") not in _NOT_TYPED:
            self.typed.append(form)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None


def taken_by_enter(page: str) -> list[str]:
    """What Enter would press in a field, though it neither keeps what was typed nor is the main button."""
    forms = _Forms()
    forms.feed(page)
    wrong = []
    for form in dict.fromkeys(forms.typed):
        buttons = [told for its_form, told in forms.buttons if its_form == form]
        first = buttons[0] if buttons else {}
        keeps = (first.get("name"), first.get("value")) in KEEPS
        if len(buttons) > 1 and not keeps and "main" not in first.get("class", "").split():
            wrong.append(f"{form}: {first.get('name')}={first.get('value')}")
    return wrong
