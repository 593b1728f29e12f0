"""Members in the console: found, understood, corrected, told now, and forgotten."""

import json
import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode, Role
from forenotice.consent.operations import NewSuppression, suppress
from forenotice.consent.states import SuppressionReason
from forenotice.ledger.models import Correction, Member
from forenotice.ledger.operations import keep_words
from forenotice.planner.models import Reminder
from forenotice.planner.operations import plan, release
from forenotice.planner.states import Reason, ReminderState
from forenotice.rules.models import Step
from forenotice.rules.specification import Audience
from forenotice.sources.operations import keep_upload
from tests.support.console import Person
from tests.support.stage import Stage

ANNA = {"external_id": "m1", "first_name": "Anna", "last_name": "Müller", "email": "anna@acme.example"}


@pytest.fixture
def club(db: None) -> Stage:
    """A club whose rule speaks seven days before a renewal, with a member who pays by hand besides."""
    made = Stage(now=datetime.now(UTC), live=False, window_start=time(0), window_end=time(23, 59))
    made.rule("renewals", "7 days", kinds=("renewal",), name="Renewals")
    made.told("a1", member=ANNA, next_on=made.in_days(30), order_number="R-100")
    made.told("b1", member={"first_name": "<b>Bert</b>"}, next_on=made.in_days(8), payer_kind="manual")
    plan(organization=made.organization, now=made.now)
    keep_words(organization=made.organization)
    return made


@pytest.fixture
def owner(club: Stage) -> Person:
    """Its owner."""
    return Person(club.organization)


def of(club: Stage, who: str, rest: str = "") -> str:
    """The address of a subscription."""
    return f"members/subscriptions/{club.subscription(who).pk}{rest}"


def whose(club: Stage, who: str, rest: str = "") -> str:
    """The address of its member."""
    return f"members/{club.subscription(who).member_id}{rest}"


def test_members_are_found_as_somebody_types(club: Stage, owner: Person) -> None:
    everybody = owner.look("members/")
    assert "Anna Müller" in everybody
    assert "&lt;b&gt;Bert" in everybody
    for text in ("mull", "ANN ac", "r-100", "a1", "m1"):
        found = owner.look("members/", text=text)
        assert "Anna Müller" in found, text
        assert "Bert" not in found, text
    assert "Nobody fits" in owner.look("members/", text="zzz")
    by_hand = owner.look("members/", payer="manual", due="30")
    assert "Bert" in by_hand
    assert "Anna" not in by_hand
    assert "Anna" in owner.look("members/", after="nonsense", product="nonsense")
    lines = owner.browser.get(owner.address("members/members.csv"), {"text": "mull"})
    written = b"".join(lines).decode("utf-8-sig").splitlines()
    assert written[0].startswith("Member id,Name,Email,Subscription,Order number,Product,Status,Comes next,")
    assert written[1].startswith("m1,Anna Müller,anna@acme.example,a1,R-100,")
    assert written[1].endswith(",12.00,EUR")
    assert len(written) == 2
    # Of a subscription that ends nothing comes.
    club.told("a1", cancel_at_period_end=True)
    lines = owner.browser.get(owner.address("members/members.csv"), {"text": "mull"})
    assert b"".join(lines).decode("utf-8-sig").splitlines()[1].endswith(",active,,,,")
    page = owner.look(f"members/{Member.objects.get(external_id='m1').pk}")
    assert "The subscription is cancelled and ends with its period." in page
    assert "€12.00" not in page


def test_why_a_member_got_nothing_is_found_out(club: Stage, owner: Person) -> None:
    page = owner.look("members/", text="bert")
    member = re.search(r'href="([^"]+/members/\d+)"', page)
    assert member is not None
    page = owner.browser.get(member[1]).content.decode()
    subscription = re.search(r'href="([^"]+/members/subscriptions/\d+)"', page)
    assert subscription is not None
    page = owner.browser.get(subscription[1]).content.decode()
    assert re.search(r"not meant for it, because this is not so: .*It is one of these: Renewal", page)
    assert re.search(r'bad">no</span> It is one of these: Renewal', page)
    french = Person(club.organization, Role.VIEWER, language="fr")
    page = french.browser.get(subscription[1]).content.decode()
    assert "Renouvellement" in page
    assert "not meant" not in page


def test_addresses_are_corrected_and_believed_again(club: Stage, owner: Person) -> None:
    there = whose(club, "a1", "/correct")
    refused = owner.send(there, email="ana@", country="France").content.decode()
    assert 'value="ana@"' in refused
    before = club.subscription("a1").member.email
    page = owner.send(there, email="new@example.org", city="Nantes", country="fr").content.decode()
    assert "By post:</strong> Nantes, FR" in page or "By post: Nantes, FR" in page
    assert f"new@example.org; the source says {before}." in page
    club.told("a1")
    assert club.subscription("a1").member.email == "new@example.org"
    assert "Nantes, FR" in owner.look(whose(club, "a1", "/history"))
    for part in ("email", "post"):
        owner.send(whose(club, "a1", "/take-back"), part=part)
    assert club.subscription("a1").member.email == before
    assert "Nantes" not in owner.look(whose(club, "a1", ""))


def test_only_what_somebody_typed_is_corrected(club: Stage, owner: Person) -> None:
    shown = owner.look(whose(club, "a1", ""))
    email = re.search(r'name="initial-email" value="([^"]+)"', shown)
    assert email
    club.told("a1", member={"email": "moved@example.org"})
    typed = {"email": email[1], "initial-email": email[1], "city": "Nantes", "country": "FR"}
    owner.send(whose(club, "a1", "/correct"), **typed)
    assert club.subscription("a1").member.email == "moved@example.org"
    before = club.due_date("a1").due_on.isoformat()
    club.told("a1", next_on=club.in_days(33))
    seen = {"due_on": before, "initial-due_on": before, "amount": "15.50", "initial-amount": "12.00"}
    owner.send(of(club, "a1", "/correct"), **seen)
    assert club.due_date("a1").due_on == club.in_days(33)
    assert club.due_date("a1").amount_minor == 1_550
    wrong = owner.send(of(club, "a1", "/correct"), **seen | {"amount": "1e5"}).content.decode()
    assert "Write the amount as a number" in wrong
    past = owner.send(of(club, "a1", "/correct"), **seen | {"due_on": "2020-01-01"}).content.decode()
    assert "That day of the next payment has passed" in past


def test_a_correction_holds_until_it_is_undone(club: Stage, owner: Person) -> None:
    day = club.in_days(12)
    typed = {"due_on": day.isoformat(), "amount": "15,50", "term_ends_on": club.in_days(90).isoformat()}
    page = owner.send(of(club, "a1", "/correct"), **typed).content.decode()
    assert "You can undo it" in page
    assert page.count("End of the term") == 3
    assert club.due_date("a1").due_on == day
    assert club.due_date("a1").amount_minor == 1_550
    club.told("a1")
    assert club.due_date("a1").due_on == day
    for part in ("due", "amount", "term"):
        owner.send(of(club, "a1", "/take-back"), part=part)
    assert club.due_date("a1").due_on == club.in_days(30)
    assert not Correction.objects.filter(organization=club.organization).exists()
    refused = owner.send(of(club, "a1", "/correct"), due_on=day.isoformat(), amount="a lot").content.decode()
    assert f'value="{day.isoformat()}"' in refused
    assert 'value="a lot"' in refused
    changed = owner.look(whose(club, "a1", "/history"))
    assert "Next payment" in changed
    assert "€15.50" in changed
    file = b"".join(owner.browser.get(owner.address(whose(club, "a1", "/history.csv")))).decode("utf-8-sig")
    assert "Amount: €12.00 → €15.50" in file
    assert "Facts changed,a1" in file


def test_a_pause_is_of_everything_a_member_has(club: Stage, owner: Person) -> None:
    until = club.in_days(40).isoformat()
    owner.send(whose(club, "a1", "/pause"), ask="pause", until_on=until)
    assert club.due_date("a1").quiet == "paused"
    assert "Its reminders are paused." in owner.look(of(club, "a1", "/facts"))
    owner.send(of(club, "a1", "/pause"), ask="resume")
    assert club.due_date("a1").quiet == ""
    for wrong in ("2026-99-99", club.in_days(-1).isoformat()):
        assert (
            "othing was"
            in owner.send(whose(club, "a1", "/pause"), ask="pause", until_on=wrong).content.decode()
        )


def say(club: Stage, who: str) -> str:
    """Where a step is asked to speak of what comes next."""
    step = Step.objects.get(organization=club.organization)
    return of(club, who, f"/say/{club.due_date(who).pk}/{step.pk}")


def test_a_reminder_is_sent_now_and_once(club: Stage, owner: Person) -> None:
    there = say(club, "a1")
    assert "Anna Müller hears nothing" in owner.look(there)
    Organization.objects.filter(pk=club.organization.pk).update(mode=Mode.LIVE)
    assert "Anna Müller hears of it within a minute" in owner.look(there)
    Organization.objects.filter(pk=club.organization.pk).update(mode=Mode.REHEARSAL)
    assert not Reminder.objects.filter(organization=club.organization).exists()
    page = owner.send(there, confirmed="yes").content.decode()
    assert "It leaves within a minute" in page
    reminder = Reminder.objects.get(organization=club.organization)
    assert (reminder.state, reminder.reason) == (ReminderState.PLANNED, Reason.ASKED_NOW)
    plan(organization=club.organization, now=club.now)
    release(organization=club.organization, reminder_ids=[reminder.pk], actor="worker", now=datetime.now(UTC))
    assert "It is not sent" in owner.send(there, confirmed="yes").content.decode()
    history = owner.look(whose(club, "a1", "/history"))
    assert "The moment came, and the reminder was released." in history
    assert "A person or a program asked for it to leave now." in history


def test_a_step_that_is_written_down_tells_when_it_leaves_or_why_not(club: Stage, owner: Person) -> None:
    club.told("a1", next_on=club.in_days(9), member={"zone": "Pacific/Auckland"})
    plan(organization=club.organization, now=club.now)
    reminder = Reminder.objects.get(organization=club.organization, state=ReminderState.PLANNED)
    Reminder.objects.filter(pk=reminder.pk).update(release_at=reminder.send_at + timedelta(days=1))
    page = owner.look(of(club, "a1"))
    assert f'<time datetime="{(reminder.send_at + timedelta(days=1)).isoformat()}">' in page
    assert reminder.send_at.isoformat() not in page
    assert "for them</span>" in page
    owner.send(whose(club, "a1", "/wishes"), locale="", address="")
    page = owner.look(of(club, "a1"))
    assert "Nobody will be told: The member wants no courtesy reminders." in page
    assert "It leaves on" not in page


def test_who_was_inside_already_can_be_told_after_all(club: Stage, owner: Person) -> None:
    club.told("a1", next_on=club.in_days(3))
    plan(organization=club.organization, now=club.now)
    assert Reminder.objects.get(organization=club.organization).reason == Reason.ALREADY_INSIDE
    owner.send(say(club, "a1"), confirmed="yes")
    club.told("a1", amount_minor=1_300)
    plan(organization=club.organization, now=datetime.now(UTC))
    assert Reminder.objects.get(organization=club.organization).reason == Reason.ASKED_NOW


def test_a_rule_does_not_speak_of_what_it_does_not_meet(club: Stage, owner: Person) -> None:
    page = owner.send(say(club, "b1"), confirmed="yes").content.decode()
    assert "It is not sent" in page
    assert not Reminder.objects.filter(organization=club.organization).exists()


def test_wishes_addresses_and_notes_are_written_down(club: Stage, owner: Person) -> None:
    there = whose(club, "a1")
    owner.send(f"{there}/wishes", locale="fr", address="anna@home.example")
    page = owner.look(there)
    assert "wants no courtesy reminders" in page
    happened = owner.look(f"{there}/history")
    assert "Whether they want courtesy reminders, Language, Other email address" in " ".join(happened.split())
    assert "anna@home.example" in page
    assert "Anna Müller" in owner.look("members/", mail="opted_out")
    refused = owner.send(f"{there}/wishes", locale="qq-nope", wants_courtesy="on").content.decode()
    assert "Select a valid choice" in refused
    owner.send(f"{there}/addresses", address="anna@acme.example", ask="suppress")
    assert "A person decided that nothing is to be sent there." in owner.look(there)
    assert "Anna Müller" in owner.look("members/", mail="unreachable")
    owner.send(f"{there}/addresses", address="anna@acme.example", ask="lift")
    assert "A person decided" not in owner.look(there)
    complaint = NewSuppression("anna@acme.example", SuppressionReason.COMPLAINT)
    suppress(organization=club.organization, wanted=[complaint], actor="test", now=club.now)
    back = {"address": "anna@acme.example", "ask": "lift"}
    assert "called your mail unwanted" in owner.send(f"{there}/addresses", **back).content.decode()
    assert "not used" in owner.look(there)
    assert "again." in owner.send(f"{there}/addresses", **back, confirmed="yes").content.decode()
    owner.send(f"{there}/history", text="Called <twice>.")
    assert "Called &lt;twice&gt;." in owner.look(f"{there}/history")


def test_a_member_is_handed_out_and_forgotten(club: Stage, owner: Person) -> None:
    there = whose(club, "a1")
    owner.send(f"{there}/history", text="Called twice.")
    told: Any = json.loads(owner.look(f"{there}/export.json"))
    assert told["member"]["email"] == "anna@acme.example"
    assert told["notes"][0]["text"] == "Called twice."
    upload = keep_upload(
        organization=club.organization, name="m.csv", blocks=[b"x"], actor="test", now=club.now
    )
    asked = owner.look(f"{there}/erase")
    assert "Nobody can undo this" in asked
    assert "the last 3 files of each source" in asked
    count = 'Members</p><p class="stat">'
    assert f"{count}2<" in owner.look("start/subscriptions")
    done = owner.send(f"{there}/erase", confirmed="yes").content.decode()
    assert upload.stored_as not in done
    assert "erased-" not in owner.look("members/")
    assert f"{count}1<" in owner.look("start/subscriptions")
    assert not Member.objects.filter(organization=club.organization, email="anna@acme.example").exists()
    assert "Anna" not in owner.look("members/", text="mull")


def test_what_a_rule_asks_is_said_in_the_language_of_the_reader(club: Stage, owner: Person) -> None:
    asks: dict[str, Any] = {
        "intervals": ("1 year",),
        "payer_kind": "manual",
        "minimum_amount_minor": 9_900,
        "currency": "EUR",
    }
    club.rule("yearly", "1 month", kinds=("renewal",), audience=Audience(**asks))
    english = owner.look(of(club, "a1"))
    for words in ("intervals: every year", "It is: paid by hand", "at least €99.00", "1 month before"):
        assert words in english
    french = Person(club.organization, Role.VIEWER, language="fr").look(of(club, "a1"))
    for words in ("chaque année", "payé à la main", "99,00", "1 mois avant"):
        assert words in french, words


def test_a_viewer_looks_and_changes_nothing(club: Stage, owner: Person) -> None:
    viewer, editor = Person(club.organization, Role.VIEWER), Person(club.organization, Role.EDITOR)
    for page in (whose(club, "a1"), of(club, "a1", "/facts"), whose(club, "a1", "/history")):
        assert "csrfmiddlewaretoken" not in re.sub(
            r"(?s)<(nav|header|details class=.menu).*?</\1>", "", viewer.look(page)
        )
    for there in (of(club, "a1", "/correct"), of(club, "a1", "/pause"), whose(club, "a1", "/wishes")):
        assert viewer.browser.post(viewer.address(there)).status_code == 403
    assert editor.browser.post(editor.address(whose(club, "a1", "/erase"))).status_code == 403


def test_pages_ask_few_questions(club: Stage, owner: Person, django_assert_max_num_queries: Any) -> None:
    club.rule("trials", "7 days", "3 days", kinds=("trial_end",))
    club.rule("cards", "30 days", "7 days", kinds=("card_expiry",))
    club.rule("late", "5 days", "1 day", kinds=("renewal",))
    theirs = [whose(club, "a1"), whose(club, "a1", "/history"), of(club, "a1"), of(club, "a1", "/facts")]
    for there in ("members/?text=anna", *theirs):
        with django_assert_max_num_queries(15):
            owner.browser.get(owner.address(there))
