"""A compiled text and a member's values become words: the hot path."""

import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any, NamedTuple

import minijinja

from forenotice.composer.engine import new_environment
from forenotice.composer.errors import RenderError
from forenotice.composer.fill import LOCALE, Context
from forenotice.composer.lists import has_list_out_of_place
from forenotice.composer.sanitise import sanitise
from forenotice.composer.smarttags import TagKind, kind_of
from forenotice.composer.template import engine_name, flatten
from forenotice.composer.texts import CompiledText
from forenotice.composer.trace import Trace, trace_of
from forenotice.composer.weave import weave
from forenotice.kernel.message import Html, SharedBlocks

_KEPT_TEXTS = 2048
_KEPT_TRACES = 256
# No words of a member or an owner can guess it: it is another one in every process.
_BETWEEN = f"\x1a{secrets.token_hex(8)}"
_BLANK_LINES = re.compile(r"\n{3,}")


class Words(NamedTuple):
    """A text rendered for one member. ``warnings`` names the smart tags that had nothing to say."""

    subject: str
    text: str
    body: Html
    warnings: tuple[str, ...] = ()

    @property
    def html(self) -> str:
        """The HTML as the member reads it."""
        return self.body.whole


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A text in the engine: the context's names, and these beside the engine's; its sources and templates."""

    name: str
    text: CompiledText
    parts: tuple[str, str, str]
    """Subject, text and HTML."""
    keys: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    markup: tuple[str, ...]
    shared: SharedBlocks
    trace: Trace
    templates: dict[tuple[str, ...], str]
    """By the smart tags that are empty: the template of all parts and of the trace of where these stood."""


class _Engine:
    """The process's environment and the texts compiled in it; the oldest make room for new ones."""

    def __init__(self) -> None:
        self.environment = new_environment()
        self._texts: OrderedDict[str, _Prepared] = OrderedDict()
        self._lock = Lock()

    def prepared(self, text: CompiledText) -> _Prepared:
        """The text, compiled at its first use.

        A name comes again when a database is put back in this process, so it does not vouch for the words.
        """
        found = self._texts.get(text.name)
        if found is not None and (found.text is text or found.text == text):
            return found
        with self._lock:
            if (other := self._texts.pop(text.name, None)) is not None:
                self._drop(other)
            prepared = self._prepare(text)
            self._texts[text.name] = prepared
            if len(self._texts) > _KEPT_TEXTS:
                self._drop(self._texts.popitem(last=False)[1])
            return prepared

    def _prepare(self, text: CompiledText) -> _Prepared:
        if any(map(has_list_out_of_place, (text.subject, text.text, text.html))):
            raise RenderError("A list stands where it could grow without end")
        subject, plain, html = (flatten(source) for source in (text.subject, text.text, text.html))
        trace = trace_of(text.subject, text.text, text.html)
        names = sorted(set(trace.names).union(subject.names, plain.names, html.names))
        woven, shared = weave(html.source)
        prepared = _Prepared(
            name=text.name,
            text=text,
            # The engine takes the last line break of a template for the file's and not the text's.
            parts=(subject.source, plain.source, woven.removesuffix("\n")),
            keys=tuple(names),
            names=tuple((name, engine_name(name)) for name in names),
            markup=tuple(engine_name(name) for name in names if kind_of(name) is TagKind.HTML),
            shared=shared,
            trace=trace,
            templates={},
        )
        self._add_template(prepared, (), "")
        return prepared

    def template(self, prepared: _Prepared, empty: tuple[str, ...]) -> str:
        """The template of all parts, and of where in the whole these empty tags stood."""
        found = prepared.templates.get(empty)
        if found is not None:
            return found
        with self._lock:
            if len(prepared.templates) > _KEPT_TRACES:
                self._drop(prepared)
                self._add_template(prepared, (), "")
            return self._add_template(prepared, empty, prepared.trace.template_for(empty))

    def _add_template(self, prepared: _Prepared, empty: tuple[str, ...], trace: str) -> str:
        name = f"{prepared.name}:{len(prepared.templates)}.txt"
        if empty and not trace:
            name = prepared.templates[()]
        else:
            subject, plain, html = prepared.parts
            html = f"{{% autoescape 'html' %}}{html}{{% endautoescape %}}"
            # What one part sets, another must not see.
            parts = [f"{{% with %}}{part}{{% endwith %}}" for part in (subject, plain, html, trace)]
            self.environment.add_template(name, _BETWEEN.join(parts))
        prepared.templates[empty] = name
        return name

    def _drop(self, prepared: _Prepared) -> None:
        for name in set(prepared.templates.values()):
            self.environment.remove_template(name)
        prepared.templates.clear()


_engine = _Engine()


def render(text: CompiledText, context: Context) -> Words:
    """The words of ``text`` for these values; raise :class:`RenderError` when the engine refuses."""
    try:
        prepared = _engine.prepared(text)
        values = _values(prepared, context)
        empty = tuple([name for name in prepared.trace.names if context.get(name, "") == ""])
        words = _engine.environment.render_template(_engine.template(prepared, empty), **values)
        subject, plain, html, marks = words.split(_BETWEEN)
    except Exception as error:
        # The engine and the filters raise whatever Python raises; none of it may leave this room as it is.
        raise _refused(text, error) from error
    if "\n\n\n" in plain:
        plain = _BLANK_LINES.sub("\n\n", plain)
    # The engine also escapes slashes, which protects nothing where values stand and is unkind to readers.
    body = Html(html.replace("&#x2f;", "/"), prepared.shared)
    warnings = prepared.trace.names_in(marks) if marks else ()
    return Words(subject, plain.strip() + "\n", body, warnings)


def _refused(text: CompiledText, error: Exception) -> RenderError:
    return RenderError(f'The text "{text.name}" could not be rendered: {engine_sentence(error)}')


def names_used(text: CompiledText) -> tuple[str, ...]:
    """The context's names that a text reads: all that must be kept to render it again.

    Raise :class:`RenderError` when the engine refuses the text.
    """
    try:
        return _engine.prepared(text).keys
    except Exception as error:
        raise _refused(text, error) from error


def engine_sentence(error: Exception) -> str:
    """What the engine says is wrong, in one line and without our template's name."""
    words = error.message if isinstance(error, minijinja.TemplateError) else str(error)
    return " ".join(words.split()) or type(error).__name__


def _values(prepared: _Prepared, context: Context) -> dict[str, Any]:
    values: dict[str, Any] = {flat: context.get(name, "") for name, flat in prepared.names}
    values[LOCALE] = context.get(LOCALE, "en")
    for flat in prepared.markup:
        values[flat] = minijinja.safe(sanitise(str(values[flat])))
    return values
