"""A member's booster is put into words, and becomes one of the facts that their message is made of."""

from forenotice.composer.boosters.offers import BoosterOffer
from forenotice.composer.facts import BoosterFacts, Facts
from forenotice.composer.fill import fill, speaking_locale
from forenotice.composer.render import names_used, render
from forenotice.composer.texts import CompiledText
from forenotice.composer.values import harmless_url


def shows_booster(text: CompiledText) -> bool:
    """Whether a message has a place for a booster."""
    return any(name.startswith("booster.") for name in names_used(text))


def with_booster(facts: Facts, offer: BoosterOffer, text: CompiledText) -> Facts:
    """The facts with this booster among them; raise :class:`RenderError` when its words cannot be made."""
    locale = speaking_locale(text.locale, facts.member.locale, facts.organization.locale)
    itself = BoosterFacts(coupon=offer.terms.coupon, link=harmless_url(offer.terms.link))
    words = render(text, fill(facts._replace(booster=itself), locale, names_used(text)))
    return facts._replace(
        booster=itself._replace(title=words.subject, html=words.html, text=words.text.rstrip("\n"))
    )
