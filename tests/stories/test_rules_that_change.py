"""An owner changes a rule: off and on, a longer lead, other words; never a second speech, never a flood."""

from collections.abc import Callable
from datetime import date

from tests.stories.life import Life
from tests.support.world import step


def test_off_is_silent_and_on_again_speaks_of_what_is_still_ahead(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.told("ben", next_on=date(2026, 2, 8))
    life.until("2026-01-23")
    life.rule("renewals", "7 days", on=False)
    life.until("2026-01-26")
    life.expect_silence(ana="rule_off")
    life.rule("renewals", "7 days")
    life.until("2026-02-08")
    # Ana's moment passed while the rule was off, and nobody is flooded when it is switched on.
    life.expect("2026-02-01 7-days ben")


def test_a_lengthened_lead_keeps_quiet_about_those_already_inside(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", step("3 days", key="first"))
    life.told("ana", next_on=date(2026, 1, 15))
    life.told("ben", next_on=date(2026, 1, 31))
    life.rule("renewals", step("14 days", key="first"))
    life.until("2026-01-31")
    life.expect("2026-01-17 first ben")


def test_a_lengthened_lead_speaks_at_once_when_the_owner_chose_that(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", step("3 days", key="first"))
    life.told("ana", next_on=date(2026, 1, 15))
    life.rule("renewals", step("14 days", key="first"), past_moments="speak")
    life.until("2026-01-15")
    life.expect("2026-01-06 first ana")


def test_an_edited_lead_never_makes_a_second_speech(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", step("14 days", key="first"))
    life.told("ana", next_on=date(2026, 1, 31))
    life.until("2026-01-18")
    life.expect("2026-01-17 first ana")
    life.rule("renewals", step("3 days", key="first"))
    life.until("2026-01-22")
    life.rule("renewals", step("20 days", key="first"), past_moments="speak")
    life.until("2026-01-31")
    life.expect()


def test_switching_a_rule_on_never_floods(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    for number in range(20):
        life.told(f"m{number}", next_on=date(2026, 1, 6 + number % 6))
    life.rule("renewals", "14 days")
    life.until("2026-01-12")
    life.expect()
