"""What every source that is asked must do, written once and inherited by the tests of each.

A test inherits :class:`SourceContract` and says how its system is brought into a state; the system is a real
server or file of the test's own.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from forenotice.ledger.facts import SubscriptionFacts
from forenotice.sources.contract import Opening, OpenSource, Page, SourceKind, Unavailable
from forenotice.sources.errors import SettingsRefusedError, SourceRefusedError, SourceUnavailableError
from forenotice.sources.kinds import kind_of, secret_names
from forenotice.sources.sound import why_unsound

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIZE = 7
PAGE = 3


class System(ABC):
    """The system behind a source, from the other side."""

    @abstractmethod
    def put(self, number: int, *, minor: int = 1200) -> str:
        """Make subscription number `number`, or change its amount in euro cents; return its id."""

    @abstractmethod
    def remove(self, number: int) -> None:
        """End subscription number `number`: it is cancelled or gone."""

    @abstractmethod
    def spoil(self, number: int) -> None:
        """Let the system say something of number `number` that nobody can understand."""

    @abstractmethod
    def refuse(self) -> None:
        """Refuse our key from now on, or take away what we read."""

    @abstractmethod
    def vanish(self) -> None:
        """Be out of reach from now on."""

    @abstractmethod
    def opening(self) -> Opening:
        """How the source is opened that asks this system."""


class SourceContract:
    """Inherit this, name the kind, and give a fixture ``system``."""

    kind: ClassVar[str]
    secret_words: ClassVar[tuple[str, ...]] = ()
    """What must never stand in a sentence."""

    @pytest.fixture
    def found(self) -> SourceKind:
        return kind_of(self.kind)

    @pytest.fixture
    def source(self, found: SourceKind, system: System) -> OpenSource:
        return found.open_source(system.opening())

    def test_its_settings_read_again_stay_as_they_are(self, found: SourceKind, system: System) -> None:
        plain = found.read_settings(system.opening().settings)
        assert found.read_settings(plain) == plain
        assert tuple(found.secrets) == tuple(secret_names(self.kind))
        assert not set(found.secrets) & set(plain)
        with pytest.raises(SettingsRefusedError, match="no_such_setting"):
            found.read_settings({**plain, "no_such_setting": 1})

    def test_it_tells_all_there_is_page_by_page(self, source: OpenSource, system: System) -> None:
        ids = {system.put(number) for number in range(SIZE)}
        pages = list(source.pull("", page=PAGE))
        assert {told.external_id for page in pages for told in page.facts} == ids
        assert pages[-1].is_whole
        assert not any(page.is_whole for page in pages[:-1])
        assert not any(page.unclear for page in pages)
        assert [why_unsound(told) for page in pages for told in page.facts] == [None] * SIZE

    def test_a_pull_goes_on_after_any_page(self, source: OpenSource, system: System) -> None:
        ids = {system.put(number) for number in range(SIZE)}
        first = next(iter(source.pull("", page=PAGE)))
        source.close()
        again = kind_of(self.kind).open_source(system.opening())
        rest = list(again.pull(first.cursor, page=PAGE)) if first.cursor else []
        assert {told.external_id for page in (first, *rest) for told in page.facts} == ids
        assert (rest or [first])[-1].is_whole
        again.close()

    def test_a_cursor_that_is_no_cursor_counts_as_none(self, source: OpenSource, system: System) -> None:
        key = system.put(0)
        pages = list(source.pull("what is this?", page=PAGE))
        assert key in {told.external_id for page in pages for told in page.facts}

    def test_the_same_words_have_the_same_fingerprint(self, source: OpenSource, system: System) -> None:
        key = system.put(0)
        first = self.told(source)[key]
        assert self.told(source)[key] == first
        system.put(0, minor=1500)
        second = self.told(source)[key]
        assert (first.amount_minor, second.amount_minor) == (1200, 1500)
        assert second.fingerprint != first.fingerprint

    def test_only_news_are_told_after_a_cursor(self, source: OpenSource, system: System) -> None:
        if not source.capabilities.has_news:
            pytest.skip("This source tells everything each time.")
        keys = [system.put(number) for number in range(SIZE)]
        # At a border too much may be told rather than too little; then it is silent.
        cursor = self.end(list(source.pull(self.whole(source), page=PAGE)), self.whole(source))
        silent = list(source.pull(cursor, page=PAGE))
        assert len(silent) <= 1
        system.put(1, minor=990)
        news = list(source.pull(self.end(silent, cursor), page=PAGE))
        told = {each.external_id: each for page in news for each in page.facts}
        assert told[keys[1]].amount_minor == 990
        assert not any(page.is_whole for page in news)

    def test_it_confirms_what_it_told(self, source: OpenSource, system: System) -> None:
        if not source.capabilities.confirms:
            pytest.skip("This source confirms nothing.")
        key = system.put(0)
        told = self.told(source)[key]
        assert source.confirm(key, seconds=5) == told
        assert source.confirm("no-such-subscription", seconds=5) is None
        system.remove(0)
        answer = source.confirm(key, seconds=5)
        assert answer is None or (isinstance(answer, SubscriptionFacts) and answer.standing != told.standing)

    def test_what_is_unclear_stops_nothing_else(self, source: OpenSource, system: System) -> None:
        keys = [system.put(number) for number in range(SIZE)]
        system.spoil(2)
        pages = list(source.pull("", page=PAGE))
        unclear = [each for page in pages for each in page.unclear]
        unclear += [each for page in pages for each in page.facts if why_unsound(each)]  # type: ignore[misc]
        assert len(unclear) == 1
        told = {each.external_id for page in pages for each in page.facts if not why_unsound(each)}
        assert told == set(keys) - {keys[2]}

    def test_it_says_what_is_there_when_tried(self, source: OpenSource, system: System) -> None:
        system.put(0)
        assert source.check().found

    def test_being_refused_is_told_from_being_out_of_reach(self, source: OpenSource, system: System) -> None:
        system.put(0)
        for bring_about, error in (
            (system.refuse, SourceRefusedError),
            (system.vanish, SourceUnavailableError),
        ):
            bring_about()
            for ask in (source.check, lambda: list(source.pull("", page=PAGE))):
                with pytest.raises(error) as caught:
                    ask()
                assert not any(word in str(caught.value) for word in self.secret_words)
        if source.capabilities.confirms:
            try:
                answer: Any = source.confirm("any", seconds=2)
            except SourceUnavailableError:
                answer = Unavailable("")
            assert isinstance(answer, Unavailable)

    def test_closing_twice_is_harmless(self, source: OpenSource, system: System) -> None:
        system.put(0)
        # Only what was asked has something to let go of.
        assert list(self.told(source)) != []
        source.close()
        source.close()

    def told(self, source: OpenSource) -> Mapping[str, SubscriptionFacts]:
        """All that it tells."""
        return {each.external_id: replace(each) for page in source.pull("", page=PAGE) for each in page.facts}

    def whole(self, source: OpenSource) -> str:
        """The cursor after all that there is."""
        return self.end(list(source.pull("", page=PAGE)), "")

    def end(self, pages: list[Page], before: str) -> str:
        """The cursor after these pages."""
        return pages[-1].cursor if pages else before
