"""What a rule asks of a due date, as an owner reads it beside yes or no."""

from django.utils.translation import get_language, gettext

from forenotice.composer.formats import every
from forenotice.entrypoints.console.frame.labels import PAYER_WORDS, label
from forenotice.entrypoints.console.frame.languages import country_name
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.frame.tags import money
from forenotice.planner.queries import ConditionTold
from forenotice.rules.soundness import read_interval
from forenotice.rules.specification import RuleSpecification


def condition_words(told: ConditionTold, rule: RuleSpecification) -> str:
    """One condition with what it asks for; one that nobody has words for says so itself."""
    audience = rule.audience
    asked = {
        "kind": (gettext("It is one of these: %(asked)s"), [label(kind) for kind in rule.kinds]),
        "product": (gettext("Its product is one of these: %(asked)s"), audience.products),
        "level": (gettext("Its membership level is one of these: %(asked)s"), audience.levels),
        "bundle": (gettext("Its bundle is one of these: %(asked)s"), audience.bundles),
        "interval": (
            gettext("It is paid at one of these intervals: %(asked)s"),
            [_interval(each) for each in audience.intervals],
        ),
        "payer_kind": (gettext("It is: %(asked)s"), [_payer(audience.payer_kind)]),
        "minimum_amount": (
            gettext("It costs at least %(asked)s"),
            [money(audience.minimum_amount_minor or 0, audience.currency or "XXX")],
        ),
        "country": (
            gettext("The member lives in one of these countries: %(asked)s"),
            list(map(country_name, audience.countries)),
        ),
        "tag": (gettext("It bears one of these tags: %(asked)s"), audience.tags),
        "cancel_by": (gettext("It can be cancelled until a day that is known"), []),
    }
    if told.name not in asked:
        return said(told.sentence)
    sentence, values = asked[told.name]
    return sentence % {"asked": ", ".join(map(str, values))} if values else sentence


def _payer(kind: str) -> str:
    return str(PAYER_WORDS.get(kind, kind))


def _interval(written: str) -> str:
    interval = read_interval(written)
    return every(interval, get_language() or "en") if interval is not None else written
