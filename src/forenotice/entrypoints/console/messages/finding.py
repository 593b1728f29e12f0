"""Which message a page is about, and which of its words stand on the screen."""

from django.http import Http404, HttpRequest

from forenotice.composer.defaults import LANGUAGES, default_message
from forenotice.composer.errors import UnknownDefaultError, UnknownMessageError
from forenotice.composer.queries import MessageTold, RevisionWords, message_told, revision_told
from forenotice.composer.texts import MessageSource, in_language_of, tidy_locale
from forenotice.entrypoints.console.messages.written import Written, from_form, from_source
from forenotice.entrypoints.console.visitors import Visitor

_LONGEST_LOCALE = 16


def message_of(visitor: Visitor, key: str) -> MessageTold:
    """The message of that key; there is no page where there is none."""
    try:
        return message_told(visitor.organization, key)
    except UnknownMessageError:
        raise Http404 from None


def words_of(visitor: Visitor, told: MessageTold, number: int | None = None) -> RevisionWords:
    """The words of one revision: the draft's where there is one, else those that speak."""
    if number is None:
        number = (told.draft or told.published or told.revisions[0]).number
    try:
        return revision_told(visitor.organization, told.key, number)
    except UnknownMessageError:
        raise Http404 from None


def chosen_locale(request: HttpRequest, visitor: Visitor, words: RevisionWords) -> str:
    """The language that was asked for, else the organization's, else the first that there is."""
    asked = tidy_locale(request.GET.get("locale", "")[:_LONGEST_LOCALE])
    if asked and all(part.isalnum() for part in asked.split("-")):
        return asked
    usual = in_language_of(visitor.organization.locale, {name: name for name in words.texts})
    return usual or min(words.texts)


def source_in(visitor: Visitor, told: MessageTold, words: RevisionWords, locale: str) -> MessageSource:
    """The words in a language. Of a new one, ours where we have them, else a copy to be translated."""
    if locale in words.texts:
        return words.texts[locale].source
    language = locale.split("-")[0]
    if language in LANGUAGES:
        try:
            ours = default_message(told.key).texts_as(words.message_class)
        except UnknownDefaultError:
            pass
        else:
            return ours[language]
    texts = {name: text.source for name, text in words.texts.items()}
    return (
        in_language_of(locale, texts)
        or in_language_of(visitor.organization.locale, texts)
        or texts[min(texts)]
    )


def written_now(request: HttpRequest, visitor: Visitor, told: MessageTold) -> Written:
    """What stands on the screen: what was sent, else what is kept."""
    words = words_of(visitor, told)
    locale = chosen_locale(request, visitor, words)
    if request.method == "POST":
        return from_form(request.POST, locale)
    source = source_in(visitor, told, words, locale)
    return from_source(source, told.name, words.message_class, locale, told.revisions[0].number)
