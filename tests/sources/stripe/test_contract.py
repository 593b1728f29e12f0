"""Stripe keeps the contract of every source, against an account of our own making."""

from collections.abc import Iterator

import pytest

from forenotice.channels.addresses import AllowList
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.sources.contract import Opening, Unavailable
from forenotice.sources.kinds import kind_of
from forenotice.sources.stripe.client import Client
from forenotice.sources.stripe.reading import AT_ONCE
from forenotice.sources.stripe.settings import StripeSettings
from tests.contracts.source_contract import NOW, SourceContract, System
from tests.support.stripe_account import KEY, Account
from tests.support.stripe_server import serve


class StripeSystem(System):
    """The account, and the address at which it is served."""

    def __init__(self, account: Account, address: str) -> None:
        self.account, self.address = account, address

    def put(self, number: int, *, minor: int = 1200) -> str:
        return self.account.put(number, minor=minor)

    def remove(self, number: int) -> None:
        self.account.cancel(number)

    def spoil(self, number: int) -> None:
        self.account.put(number, status="dreaming")

    def refuse(self) -> None:
        self.account.mood = "revoked"

    def vanish(self) -> None:
        self.account.mood = "500"

    def opening(self) -> Opening:
        return Opening(
            settings={"address": self.address},
            secrets={"api_key": KEY},
            zone="Europe/Paris",
            currency="EUR",
            now=NOW,
            allowed=AllowList(["127.0.0.1"]),
        )


@pytest.fixture
def system() -> Iterator[StripeSystem]:
    account = Account()
    with serve(account) as address:
        yield StripeSystem(account, address)


class TestStripe(SourceContract):
    """See above."""

    kind = "stripe"
    secret_words = (KEY, KEY[-8:])


def test_a_connection_is_used_again(system: StripeSystem) -> None:
    client = Client(StripeSettings(address=system.address), KEY, AllowList(["127.0.0.1"]))
    for _ in range(3):
        client.get("events", params={"limit": 1})
    client.close()
    assert len(system.account.callers) == 3
    assert len({caller for _, caller in system.account.callers}) == 1


def test_many_pages_share_a_few_connections_and_many_events_are_looked_up_together(
    system: StripeSystem,
) -> None:
    for number in range(40):
        system.put(number)
    source = kind_of("stripe").open_source(system.opening())
    *_, last = source.pull("", page=4)
    assert len({caller for _, caller in system.account.callers}) <= 1 + AT_ONCE
    for number in range(40):
        system.put(number, minor=999)
    system.account.callers.clear()
    news = list(source.pull(last.cursor, page=4))
    assert {each.amount_minor for page in news for each in page.facts} == {999}
    lookers = [caller for path, caller in system.account.callers if path.startswith("/v1/subscriptions/")]
    assert len(lookers) == 40
    assert len(set(lookers)) > 1, "one after the other, a busy hour of events would take too long to read"
    source.close()


def test_where_more_came_than_one_page_since_an_account_had_no_event_nothing_is_missed(
    system: StripeSystem,
) -> None:
    for number in range(110):
        system.put(number)
    system.account.events.clear()
    system.account.next_at = int(NOW.timestamp()) + 10_000_000
    source = kind_of("stripe").open_source(system.opening())
    *pages, last = source.pull("", page=500)
    # A page of the next invoices of more would take longer than a source may keep anybody waiting.
    assert {len(page.facts) for page in pages} == {50}
    for number in range(110):
        system.put(number, minor=999)
    told = [each for page in source.pull(last.cursor, page=100) for each in page.facts]
    assert len({each.external_id for each in told if each.amount_minor == 999}) == 110
    source.close()


def test_all_that_is_asked_about_one_has_the_same_few_seconds(system: StripeSystem) -> None:
    key = system.put(0)
    source = kind_of("stripe").open_source(system.opening())
    system.account.mood = "slow"
    # Each of three questions would have been answered in that time.
    assert isinstance(source.confirm(key, seconds=0.5), Unavailable)
    system.account.mood = ""
    assert isinstance(source.confirm(key, seconds=10), SubscriptionFacts)
    source.close()
