"""A form that is open twice, with two people or in two windows: nobody overwrites what they have not seen."""

from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext

_SEEN = "seen"


class SharedForm(forms.Form):
    """It knows what stood in each field when it was drawn.

    What somebody else changed meanwhile stays, where this person left the field alone. Where both changed the
    same field, nothing is kept until they have read what stands there now.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """What a field begins with; for the hidden one, the marks of what all others begin with."""
        if field_name != _SEEN:
            return super().get_initial_for_field(field, field_name)
        return " ".join(f"{name}={_mark(self._stands(name))}" for name in self._names)

    def full_clean(self) -> None:
        """As every form, after what changed meanwhile has found its place."""
        both = self._meet() if self.is_bound else []
        super().full_clean()
        if both:
            self.add_error(None, gettext("This was changed meanwhile. What you typed is not kept yet."))
        for name in both:
            now = {"now": self._shown(name)}
            self.add_error(
                name,
                gettext("Meanwhile this was changed to “%(now)s”. Send the form again to let yours hold.")
                % now,
            )

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, cleaned."""
        return {name: value for name, value in self.cleaned_data.items() if name != _SEEN}

    @property
    def _names(self) -> list[str]:
        return [name for name in self.fields if name != _SEEN]

    def _meet(self) -> list[str]:
        """Take what others changed where this person changed nothing; the fields that both did."""
        marks, both = _marks(self.data.get(_SEEN, "")), []
        self.data = self.data.copy()  # type: ignore[attr-defined]
        for name in self._names:
            stands, typed = self._stands(name), self.data.getlist(name)  # type: ignore[attr-defined]
            if marks.get(name) in (None, _mark(stands)) or _mark(typed) == _mark(stands):
                continue
            if _mark(typed) == marks[name]:
                self.data.setlist(name, stands)  # type: ignore[attr-defined]
            else:
                both.append(name)
        self.data[_SEEN] = self.get_initial_for_field(self.fields[_SEEN], _SEEN)  # type: ignore[index]
        return both

    def _stands(self, name: str) -> list[str]:
        """What stands in a field by now, as a browser would send it."""
        field = self.fields[name]
        initial = field.prepare_value(self.get_initial_for_field(field, name))
        written = field.widget.format_value(initial)
        if isinstance(written, list | tuple):
            return [str(each) for each in written]
        return [str(written)] if written else []

    def _shown(self, name: str) -> str:
        """The same for a person to read."""
        titles = {str(value): str(title) for value, title in getattr(self.fields[name], "choices", ())}
        found = ", ".join(titles.get(each, each) for each in self._stands(name))
        return " · ".join(found.split("\n")) or gettext("empty")


def _mark(written: list[str]) -> str:
    """Tell two values apart; how a browser ends its lines makes no difference."""
    plain = sorted(" ".join(each.split()) for each in written)
    return sha256("\n".join(each for each in plain if each).encode()).hexdigest()[:8]


def _marks(sent: str) -> dict[str, str]:
    return dict(each.split("=", 1) for each in sent.split() if "=" in each)
