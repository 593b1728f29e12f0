"""A compiled text and a member's values become words: the hot path."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any, NamedTuple

import minijinja

from forenotice.composer.engine import new_environment
from forenotice.composer.errors import RenderError
from forenotice.composer.fill import LOCALE, Context
from forenotice.composer.sanitise import sanitise
from forenotice.composer.smarttags import TagKind, kind_of
from forenotice.composer.template import engine_name, flatten
from forenotice.composer.texts import CompiledText
from forenotice.composer.trace import Trace, trace_of
from forenotice.composer.weave import weave
from forenotice.kernel.message import Html, SharedBlocks

_KEPT_TEXTS = 2048
_KEPT_TRACES = 256
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
    """A text in the engine: its templates' names, the context's, and these beside the engine's."""

    templates: tuple[str, str, str]
    keys: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    markup: tuple[str, ...]
    shared: SharedBlocks
    trace: Trace
    trace_templates: dict[tuple[str, ...], str]
    """By the smart tags that are empty: the template that tells where they stood, empty if nowhere."""


class _Engine:
    """The process's environment and the texts compiled in it; the oldest make room for new ones."""

    def __init__(self) -> None:
        self.environment = new_environment()
        self._texts: OrderedDict[str, _Prepared] = OrderedDict()
        self._lock = Lock()

    def prepared(self, text: CompiledText) -> _Prepared:
        """The text, compiled at its first use. Its name stands for its content."""
        found = self._texts.get(text.name)
        if found is not None:
            return found
        with self._lock:
            prepared = self._prepare(text)
            self._texts[text.name] = prepared
            if len(self._texts) > _KEPT_TEXTS:
                self._drop(self._texts.popitem(last=False)[1])
            return prepared

    def _prepare(self, text: CompiledText) -> _Prepared:
        flattened = [flatten(source) for source in (text.subject, text.text, text.html)]
        trace = trace_of(text.subject, text.text, text.html)
        names = sorted(set(trace.names).union(*(each.names for each in flattened)))
        templates = (f"{text.name}:subject.txt", f"{text.name}:text.txt", f"{text.name}:html.html")
        html, shared = weave(flattened[2].source)
        for template, source in zip(templates, (flattened[0].source, flattened[1].source, html), strict=True):
            self.environment.add_template(template, source)
        return _Prepared(
            templates=templates,
            keys=tuple(names),
            names=tuple((name, engine_name(name)) for name in names),
            markup=tuple(engine_name(name) for name in names if kind_of(name) is TagKind.HTML),
            shared=shared,
            trace=trace,
            trace_templates={},
        )

    def trace_template(self, prepared: _Prepared, empty: tuple[str, ...]) -> str:
        """The template that tells which of these empty tags stand in a text for some member."""
        found = prepared.trace_templates.get(empty)
        if found is not None:
            return found
        with self._lock:
            if len(prepared.trace_templates) >= _KEPT_TRACES:
                self._drop_traces(prepared)
            source = prepared.trace.template_for(empty)
            name = f"{prepared.templates[0]}:{len(prepared.trace_templates)}.txt" if source else ""
            if name:
                self.environment.add_template(name, source)
            prepared.trace_templates[empty] = name
            return name

    def _drop_traces(self, prepared: _Prepared) -> None:
        for name in filter(None, prepared.trace_templates.values()):
            self.environment.remove_template(name)
        prepared.trace_templates.clear()

    def _drop(self, prepared: _Prepared) -> None:
        self._drop_traces(prepared)
        for template in prepared.templates:
            self.environment.remove_template(template)


_engine = _Engine()


def render(text: CompiledText, context: Context) -> Words:
    """The words of ``text`` for these values; raise :class:`RenderError` when the engine refuses."""
    try:
        prepared = _engine.prepared(text)
        values = _values(prepared, context)
        to_words = _engine.environment.render_template
        subject, plain, html = (to_words(template, **values) for template in prepared.templates)
        warnings = _empty_tags(prepared, context, values)
    except Exception as error:
        # The engine and the filters raise whatever Python raises; none of it may leave this room as it is.
        raise _refused(text, error) from error
    if "\n\n\n" in plain:
        plain = _BLANK_LINES.sub("\n\n", plain)
    # The engine also escapes slashes, which protects nothing where values stand and is unkind to readers.
    body = Html(html.replace("&#x2f;", "/"), prepared.shared)
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


def _empty_tags(prepared: _Prepared, context: Context, values: dict[str, Any]) -> tuple[str, ...]:
    """The smart tags that rendered as nothing. The trace is only run when one of them can have."""
    empty = tuple([name for name in prepared.trace.names if context.get(name, "") == ""])
    template = _engine.trace_template(prepared, empty) if empty else ""
    if not template:
        return ()
    return prepared.trace.names_in(_engine.environment.render_template(template, **values))
