"""From a WordPress: connected, spoken of once, and looked at again at the very last moment."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from forenotice.ledger.models import DueDate
from forenotice.sources.models import Source
from forenotice.sources.operations import declare_source, pull_due, try_source
from tests.stories.life import Life
from tests.support.mariadb import MariadbServer
from tests.support.wordpress import PMPRO, Wordpress
from tests.support.world import ACTOR, step


class ClubLife(Life):
    """A life whose facts come from a site with Paid Memberships Pro."""

    site: Wordpress

    def connect(self, site: Wordpress) -> None:
        """Declare the source."""
        self.site = site
        declare_source(
            organization=self.organization,
            key="club",
            kind="sql",
            settings=site.settings("paid-memberships-pro"),
            fresh_for_days=2,
            actor=ACTOR,
            now=self.now,
        )

    @property
    def club(self) -> Source:
        """The source as it stands."""
        return Source.objects.select_related("organization").get(organization__key=self.key, key="club")

    def pull(self) -> None:
        """What the first station of a pulse does."""
        pull_due(organization=self.organization, stop=lambda: False, now=self.now)

    def pulse(self) -> None:
        self.pull()
        super().pulse()

    def subscribe(self, number: int, *, due: str = "2026-04-10", expires: str = "04/2030") -> None:
        """One more member, with a subscription and a first order."""
        site, link = self.site, {"subscription_transaction_id": f"sub_{number}", "gateway": "stripe"}
        site.member(number, f"m{number}@example.org", first_name=f"Ada{number}")
        site.put(
            "pmpro_subscriptions",
            id=number,
            user_id=number,
            membership_level_id=3,
            gateway_environment="live",
            status="active",
            startdate="2026-03-10 09:00:00",
            next_payment_date=f"{due} 09:00:00",
            billing_amount="20.00",
            cycle_number=1,
            cycle_period="Month",
            billing_limit=0,
            trial_amount=0,
            trial_limit=0,
            modified="2026-03-10 09:00:00",
            **link,
        )
        self.pay_with(number, expires)

    def pay_with(self, number: int, expires: str) -> None:
        """An order that was paid with a card, which is how the plugin hears of it."""
        month, year = expires.split("/")
        self.site.put(
            "pmpro_membership_orders",
            code=f"ORDER{number}{month}{year}",
            subtotal="20.00",
            total="20.00",
            cardtype="Visa",
            accountnumber="XXXXXXXXXXXX4242",
            expirationmonth=month,
            expirationyear=year,
            status="success",
            gateway="stripe",
            gateway_environment="live",
            timestamp="2026-03-10 09:00:00",
            subscription_transaction_id=f"sub_{number}",
        )

    def change(self, number: int, words: str) -> None:
        """Something happens on the site now."""
        moment = self.now.strftime("%Y-%m-%d %H:%M:%S")
        self.site.run(f"UPDATE wp_pmpro_subscriptions SET {words}, modified = '{moment}' WHERE id = {number}")


@pytest.fixture
def life(begin: Callable[..., Life], mariadb: MariadbServer) -> Iterator[ClubLife]:
    del begin  # It only makes the tables ready.
    site = Wordpress(mariadb, PMPRO)
    site.put("pmpro_membership_levels", id=3, name="Gold", initial_payment="20.00")
    life = ClubLife("2026-04-01")
    life.connect(site)
    life.rule("renewals", "7 days")
    yield life
    life.close()


def test_connected_tried_and_spoken_of_once(life: ClubLife) -> None:
    for number in (11, 12, 13, 14):
        life.subscribe(number)
    trial = try_source(organization=life.organization, source=life.club, now=life.now)
    assert (trial.report.created, trial.report.unclear) == (4, 0)
    assert trial.checked.found[1:] == [
        "Rows of pmpro_subscriptions: 4.",
        "Rows of pmpro_memberships_users: 0.",
    ]
    life.until("2026-04-02")
    # One pays later than it was said, which a pull hears; another ends between the pull and the last look.
    life.change(12, "next_payment_date = '2026-04-20 09:00:00'")
    life.advance(hours=23)
    life.now = life.now.replace(hour=9, minute=0)
    life.pull()
    life.change(13, "status = 'cancelled', next_payment_date = NULL")
    life.now += timedelta(minutes=1)
    super(ClubLife, life).pulse()
    life.expect("2026-04-03 7-days 11", "2026-04-03 7-days 14")
    assert life.reminders()["13"] == "cancelled withdrawn"
    due = DueDate.objects.get(organization__key=life.key, subscription__external_id="12")
    assert due.due_on == date(2026, 4, 20)


def test_a_replaced_card_takes_its_expiry_back(life: ClubLife) -> None:
    life.rule("cards", step("14 days", key="card", message="card_expiry"), kinds=("card_expiry",))
    for number in (11, 12):
        life.subscribe(number, due="2026-05-20", expires="04/2026")
    life.now = life.now.replace(day=14)
    life.until("2026-04-15")
    life.pay_with(11, "05/2031")
    life.until("2026-04-17")
    life.expect("2026-04-16 card 12")
