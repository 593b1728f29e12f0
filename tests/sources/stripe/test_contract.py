"""Stripe keeps the contract of every source, against an account of our own making."""

from collections.abc import Iterator

import pytest

from forenotice.channels.webhook.addresses import AllowList
from forenotice.sources.contract import Opening
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
