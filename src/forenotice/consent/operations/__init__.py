"""Writes of consent: addresses suppressed and lifted, and what members wish."""

from forenotice.consent.operations.preferring import set_preference
from forenotice.consent.operations.suppressing import NewSuppression, Suppressed, lift, suppress

__all__ = ["NewSuppression", "Suppressed", "lift", "set_preference", "suppress"]
