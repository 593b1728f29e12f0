"""Whatever comes from Stripe in whatever order, twice or never: nobody hears of one payment twice."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from forenotice.dispatcher.models import Delivery
from tests.stories.life import Life
from tests.stories.stripe_life import StripeLife
from tests.support.stripe_account import Account
from tests.support.stripe_server import serve

APRIL_10 = int(datetime(2026, 4, 10, 9, tzinfo=UTC).timestamp())
MEMBERS = 3
HAPPENS = ("price", "pause", "end", "card")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(HAPPENS), st.integers(0, MEMBERS - 1)),
        # Any event so far, old or new, once more or for the first time; the others never arrive.
        st.tuples(st.just("hook"), st.integers(0, 30)),
        st.tuples(st.sampled_from(("hours", "silence", "half")), st.just(0)),
    ),
    min_size=6,
    max_size=14,
)
_numbers = count(1)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=STEPS)
def test_one_payment_is_spoken_of_once(
    begin: Callable[..., Life], settings: Settings, steps: list[tuple[str, int]]
) -> None:
    del begin  # It only makes the tables ready.
    settings.FORENOTICE_SOURCE_ALLOW = "127.0.0.1"
    account, changed = Account(APRIL_10), set()
    for number in range(MEMBERS):
        account.put(number)
    with serve(account) as address:
        life = StripeLife("2026-03-30", key=f"club-{next(_numbers)}")
        life.connect(address)
        life.rule("renewals", "7 days")
        life.pulse()
        for what, number in steps:
            _step(life, account, what, number)
            changed |= {number} if what in ("pause", "end") else set()
        account.mood = ""
        # Mornings again, when the send window opens.
        life.now = life.now.replace(hour=9, minute=5) + timedelta(days=1)
        life.until("2026-04-11")
        life.close()
    rows = Delivery.objects.filter(organization=life.organization, state="accepted")
    spoken = Counter(rows.values_list("reminder__due_date__subscription__external_id", flat=True))
    assert not [one for one, times in spoken.items() if times > 1]
    # Those who went on all the time heard of it, whatever was lost on the way.
    assert {f"sub_{number:04}" for number in range(MEMBERS) if number not in changed} <= set(spoken)


def _step(life: StripeLife, account: Account, what: str, number: int) -> None:
    if what == "hours":
        account.mood = ""
        life.advance(hours=7)
    elif what in ("silence", "half"):
        account.mood = "500" if what == "silence" else what
        life.advance(hours=7)
    elif what == "hook":
        life.hook(account, number % len(account.events))
    elif what == "card":
        account.replace_card(number, 7, 2030)
    elif what == "price":
        account.put(number, minor=900 + number)
    elif what == "pause":
        account.put(number, pause_collection={"resumes_at": None})
    else:
        account.cancel(number)
