"""A blueprint makes the rows be as declared; applied again, or exported and applied, it changes nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from forenotice.accounts.models import AuditEntry, Organization
from forenotice.accounts.operations import pulse_url_of
from forenotice.blueprint.document import read_blueprint
from forenotice.blueprint.errors import AnotherOrganizationError, BlueprintRefusedError
from forenotice.blueprint.operations import Applied, Surroundings, apply_blueprint
from forenotice.blueprint.queries import blueprint_text
from forenotice.channels.models import Channel
from forenotice.channels.queries import open_channel
from forenotice.composer.boosters.library import library_of
from forenotice.composer.models import MessageRevision
from forenotice.ledger.models import Product
from forenotice.rules.models import Rule, RuleRevision, Step
from forenotice.rules.states import RuleState
from forenotice.sources.models import Source

pytestmark = pytest.mark.rows

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
SECRETS = {"SMTP_PASSWORD": "hunter2", "PULSE_URL": "https://pulse.example.org/abc"}
TEXT = """
[organization]
key = "club"
name = "Chess Club"
time_zone = "Europe/Paris"
pulse_url = { env = "PULSE_URL" }
[organization.window]
start = "08:30"
end = "21:00"

[[products]]
key = "gold"
name = "Gold"
price = "12.50 EUR"
interval = "1 month"
pay_url = "https://example.org/pay?m={member_id}"

[[sources]]
key = "members"
fresh_for = "2 weeks"
date_format = "DD/MM/YYYY"
key_column = "Contract"
[sources.mapping]
"Zahltag" = "next_payment"

[[channels]]
key = "email"
kind = "email"
host = "localhost"
security = "none"
port = 2525
username = "club"
password = { env = "SMTP_PASSWORD" }

[[messages]]
key = "renewal"
default = "renewal"

[[messages]]
key = "own"
class = "required"
[messages.text.en]
subject = "Your {{ product.name }}"
html = '''
<p>Hello {{ member.first_name }}</p>
<p>"Quoted" and \\\\ and {{ payment.amount }}</p>
'''

[[rules]]
key = "monthly"
kinds = ["renewal"]
[rules.audience]
intervals = ["1 month"]
minimum_amount = "5.00 EUR"
[[rules.steps]]
key = "week"
lead = "7 days"
message = "renewal"
[[rules.steps]]
key = "day"
lead = "1 day"
at = "18:00"
message = "own"
owner_copy = "owner@example.org"

[[rules]]
key = "by-hand"
on = false
kinds = ["payment_due"]
[[rules.steps]]
key = "week"
lead = "7 days"
message = "renewal"
"""


def _apply(
    text: str = TEXT,
    *,
    dry_run: bool = False,
    secrets: dict[str, str] = SECRETS,
    now: datetime = NOW,
    another: bool = False,
    folder: Path = Path(),
) -> Applied:
    return apply_blueprint(
        blueprint=read_blueprint(text, "club.toml", folder),
        name="club.toml",
        surroundings=Surroundings(secrets, folder),
        actor="a test",
        now=now,
        dry_run=dry_run,
        may_be_another=another,
    )


def _club() -> Organization:
    return Organization.objects.get(key="club")


def test_everything_declared_stands_in_the_rows(db: None) -> None:
    applied = _apply()
    club = _club()
    assert (club.name, club.time_zone, str(club.window_start)[:5]) == ("Chess Club", "Europe/Paris", "08:30")
    assert pulse_url_of(club) == SECRETS["PULSE_URL"]
    assert Product.objects.get(organization=club, external_id="gold").price_minor == 1250
    source = Source.objects.get(organization=club, key="members")
    assert source.fresh_for_days == 14
    assert source.settings["key"] == "Contract"
    assert [rule.state for rule in Rule.objects.filter(organization=club).order_by("key")] == ["off", "on"]
    assert Step.objects.filter(organization=club).count() == 3
    assert 'organization "club"' in applied.differences[0].subject
    assert AuditEntry.objects.filter(organization=club, action="blueprint.applied").count() == 1


def test_the_same_blueprint_again_changes_nothing(db: None) -> None:
    _apply()
    entries = AuditEntry.objects.count()
    again = _apply(now=NOW + timedelta(days=1))
    assert again.differences == ()
    assert RuleRevision.objects.count() == 2
    assert MessageRevision.objects.count() == 2
    assert AuditEntry.objects.count() == entries


def test_what_is_exported_changes_nothing_when_applied_and_holds_no_secret(db: None) -> None:
    _apply()
    exported = blueprint_text(_club())
    assert "hunter2" not in exported
    assert "pulse.example.org" not in exported
    assert 'password = { env = "SMTP_PASSWORD" }' in exported
    assert _apply(exported).differences == ()
    assert blueprint_text(_club()) == exported


def test_a_late_policy_in_two_languages_is_written_back_and_changes_line_by_line(db: None) -> None:
    one = TEXT.replace('time_zone = "Europe/Paris"', 'time_zone = "Europe/Paris"\nlate_policy = "We wait."')
    _apply(one)
    assert _club().late_policy == {"en": "We wait."}
    assert 'late_policy = "We wait."' in blueprint_text(_club())
    two = one.replace('"We wait."', '{ en = "We wait.", fr = "On attend." }')
    told = _apply(two).differences
    assert len(told) == 1
    assert "late_policy" in str(told[0])
    exported = blueprint_text(_club())
    assert '[organization.late_policy]\nen = "We wait."\nfr = "On attend."' in exported
    assert _apply(exported).differences == ()
    assert _apply(two).differences == ()


def test_an_export_makes_another_instance_the_same(db: None) -> None:
    _apply()
    exported = blueprint_text(_club())
    _apply(exported.replace('key = "club"', 'key = "twin"', 1), another=True)
    twin = Organization.objects.get(key="twin")
    assert blueprint_text(twin) == exported.replace('key = "club"', 'key = "twin"', 1)


def test_secrets_are_stored_sealed_and_taken_anew(db: None) -> None:
    _apply()
    assert "hunter2" not in Channel.objects.get().sealed_secrets
    renewed = _apply(secrets={**SECRETS, "SMTP_PASSWORD": "hunter3"})
    assert [str(one) for one in renewed.differences] == ['~ channel "email": its secrets were renewed']
    assert "hunter3" not in str(AuditEntry.objects.values_list("detail"))


def test_a_secret_may_come_from_a_file_beside_the_blueprint(db: None, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hunter2\n")
    text = TEXT.replace('{ env = "SMTP_PASSWORD" }', '{ file = "password" }')
    _apply(text, folder=tmp_path)
    assert _apply(text, folder=tmp_path).differences == ()


def test_a_dry_run_tells_the_difference_and_makes_none(db: None) -> None:
    assert _apply(dry_run=True).differences
    assert not Organization.objects.exists()
    _apply()
    changed = _apply(TEXT.replace('lead = "7 days"', 'lead = "10 days"', 1), dry_run=True)
    assert [str(one) for one in changed.differences] == [
        '~ rule "monthly", step "week", lead: "7 days" -> "10 days"'
    ]
    assert _apply().differences == ()


def test_each_change_is_told_in_words(db: None) -> None:
    _apply()
    text = TEXT.replace('name = "Chess Club"', 'name = "Go Club"').replace("on = false", "on = true")
    text = text.replace("Hello", "Dear").replace('key = "day"', 'key = "eve"')
    assert [str(one) for one in _apply(text).differences] == [
        '~ organization, name: "Chess Club" -> "Go Club"',
        '~ message "own", text, en, html: 1 line added, 1 line removed',
        '~ rule "by-hand", on: false -> true',
        '+ rule "monthly", step "eve": 1 day before',
        '- rule "monthly", step "day": put away; what it said stays on record',
    ]


def test_a_new_lead_time_keeps_the_step(db: None) -> None:
    _apply()
    before = set(Step.objects.values_list("pk", "key"))
    _apply(TEXT.replace('lead = "7 days"', 'lead = "10 days"'))
    assert set(Step.objects.values_list("pk", "key")) == before


def test_a_rule_no_longer_declared_is_put_away_and_comes_back(db: None) -> None:
    _apply()
    start = TEXT.index('[[rules]]\nkey = "by-hand"')
    assert [one.sign for one in _apply(TEXT[:start]).differences] == ["-"]
    rule = Rule.objects.get(key="by-hand")
    assert rule.state == RuleState.ARCHIVED
    assert "by-hand" not in blueprint_text(_club())
    _apply()
    rule.refresh_from_db()
    assert rule.state == RuleState.OFF


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("port = 2525", "port = 99999", '[[channels]] "email": '),
        ("port = 2525", "prt = 2525", '[[channels]] "email": '),
        ("{{ payment.amount }}", "{{ payment.amont }}", '[[messages]] "own": en'),
        ('date_format = "DD/MM/YYYY"', 'date_format = "nonsense"', '[[sources]] "members": '),
        ('default = "renewal"', 'default = "renewl"', '[[messages]] "renewal": There is no default message'),
    ],
)
def test_what_a_room_refuses_is_told_with_its_place_and_nothing_is_applied(
    db: None, before: str, after: str, said: str
) -> None:
    assert before in TEXT
    with pytest.raises(BlueprintRefusedError) as refused:
        _apply(TEXT.replace(before, after, 1))
    assert said in str(refused.value)
    assert not Organization.objects.exists()


OWN_WORDS = "<p>Hello {{ member.first_name }}</p>"


def test_what_was_taken_out_of_a_message_is_said_each_time(db: None) -> None:
    spy = '<img src="https://t.example/p.gif?{{ member.email }}">'
    text = TEXT.replace(OWN_WORDS, f"<script>f()</script>{OWN_WORDS}{spy}")
    for applied in (_apply(text, dry_run=True), _apply(text), _apply(text)):
        removed, pixel = applied.warnings
        assert removed == ('Message "own", en: html: What a message cannot hold was taken out: <script>.')
        assert pixel.startswith('Message "own", en: html, line 1, column ')
        assert "{{ member.email }}" in pixel
        assert "tracking pixel" in pixel


def test_a_line_break_in_a_subject_is_refused_with_its_place(db: None) -> None:
    broken = TEXT.replace('subject = "Your {{ product.name }}"', 'subject = "Your\\n{{ product.name }}"')
    with pytest.raises(BlueprintRefusedError) as refused:
        _apply(broken)
    assert '[[messages]] "own": en: subject, line 1, column 5: A subject is a single line' in str(
        refused.value
    )
    assert not Organization.objects.exists()


def test_a_missing_secret_names_its_variable(db: None) -> None:
    with pytest.raises(BlueprintRefusedError, match="the variable SMTP_PASSWORD is not set"):
        _apply(secrets={"PULSE_URL": "https://pulse.example.org"})
    assert not Organization.objects.exists()


def test_a_secret_that_is_no_longer_there_stays_in_use(db: None) -> None:
    _apply()
    before = Channel.objects.get(key="email").sealed_secrets
    again = _apply(secrets={})
    assert again.differences == ()
    assert any("SMTP_PASSWORD is not set" in each and "stays in use" in each for each in again.warnings)
    assert Channel.objects.get(key="email").sealed_secrets == before
    elsewhere = TEXT.replace("SMTP_PASSWORD", "OTHER_PASSWORD")
    with pytest.raises(BlueprintRefusedError, match="the variable OTHER_PASSWORD is not set"):
        _apply(elsewhere, secrets={})


def test_a_changed_key_is_not_taken_for_a_new_organization_by_mistake(db: None) -> None:
    _apply()
    with pytest.raises(AnotherOrganizationError, match="--another"):
        _apply(TEXT.replace('key = "club"', 'key = "klub"', 1))
    assert Organization.objects.count() == 1
    _apply(TEXT.replace('key = "club"', 'key = "klub"', 1), another=True)
    assert Organization.objects.count() == 2


def test_a_step_that_speaks_before_the_payment_ahead_is_made_is_warned_about(db: None) -> None:
    applied = _apply(TEXT.replace('lead = "7 days"', 'lead = "30 days"', 1))
    assert len(applied.warnings) == 1
    assert 'Rule "monthly"' in applied.warnings[0]


def test_secrets_are_sealed_anew_when_the_key_was_replaced(db: None, settings: Settings) -> None:
    old, new, lost = (Fernet.generate_key().decode() for _ in range(3))
    settings.FORENOTICE_SECRET_KEYS = [old]
    _apply()
    settings.FORENOTICE_SECRET_KEYS = [new, old]
    assert [str(one) for one in _apply().differences] == [
        "~ organization, pulse_url: the address was renewed",
        '~ channel "email": its secrets were renewed',
    ]
    settings.FORENOTICE_SECRET_KEYS = [new]
    assert pulse_url_of(_club()) == SECRETS["PULSE_URL"]
    assert _apply().differences == ()
    settings.FORENOTICE_SECRET_KEYS = [lost]
    assert len(_apply().differences) == 2, "a lost key is mended by applying with the secrets at hand"
    open_channel(Channel.objects.get(organization=_club()), clock=lambda: NOW).close()


BOOSTERS = """
[[boosters]]
key = "friday"
kind = "perk"
products = ["gold"]
countries = ["fr"]
from = 2026-01-01
until = "2026-12-31"
weight = 2
coupon = "FRIEND10"
link = "https://example.org/friday"
[boosters.text.en]
title = "Late opening"
words = "For {{ member.first_name }}"
"""
MEASURE = "\n[organization.boosters]\napart = 5\nevery = { testimonial = 3 }\n"


def test_boosters_are_declared_written_back_and_put_away(db: None) -> None:
    whole = TEXT.replace("\n[[products]]", f"{MEASURE}\n[[products]]", 1) + BOOSTERS
    _apply(whole)
    library = library_of(_club())
    assert (library.apart, library.every, library.offers[0].terms.countries) == (
        5,
        {"testimonial": 3},
        ("FR",),
    )
    exported = blueprint_text(_club())
    assert 'from = "2026-01-01"' in exported
    assert _apply(exported).differences == ()
    assert _apply(whole).differences == ()
    changed = _apply(whole.replace('"Late opening"', '"Open late"'))
    assert [str(one) for one in changed.differences] == [
        '~ booster "friday", text, en, title: "Late opening" -> "Open late"'
    ]
    gone = _apply(whole.replace(BOOSTERS, ""))
    assert [str(one) for one in gone.differences] == [
        '- booster "friday": put away; what it said stays on record'
    ]
    assert library_of(_club()).offers == ()


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('kind = "perk"', 'kind = "perks"', 'Did you mean "perk"?'),
        ('"2026-12-31"', '"2025-12-31"', "before it begins"),
        ('"2026-12-31"', '"soon"', "is not a day"),
        ('["fr"]', '["France"]', "two-letter code"),
        ("weight = 2", "weight = 0", "out of bounds"),
        ("member.first_name", "member.frist_name", "en: words, line 1, column 8"),
    ],
)
def test_a_bad_booster_is_refused_with_its_place(db: None, right: str, wrong: str, said: str) -> None:
    with pytest.raises(BlueprintRefusedError) as refused:
        _apply(TEXT + BOOSTERS.replace(right, wrong))
    assert said in str(refused.value)
    assert "friday" in str(refused.value)
