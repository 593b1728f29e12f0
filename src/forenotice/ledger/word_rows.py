"""The rows by which members are found; :mod:`forenotice.ledger.models` offers them with all others."""

from typing import ClassVar

from django.db import models

from forenotice.accounts.models import Organization


class MemberWord(models.Model):
    """A word by which a member is found, as bytes, so that every database sorts it the same way.

    Words of people are folded (:mod:`~forenotice.ledger.words`); those that begin with a zero byte are
    traits, such as the product of a subscription. They follow the members within a pulse or two; see
    :class:`WordsKept`.
    """

    pk = models.CompositePrimaryKey("member_id", "word")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    member = models.ForeignKey("ledger.Member", on_delete=models.CASCADE, db_index=False, db_constraint=False)
    word = models.BinaryField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "word", "member"], name="ledger_memberword_by_word")
        ]


class WordsKept(models.Model):
    """How far an organization's rows have been read for their words: by our own numbers, which only grow.

    ``since_id`` is where the present stretch of subscriptions began, to tell how much of it is done.
    """

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, primary_key=True)
    member_id = models.BigIntegerField(default=0)
    subscription_id = models.BigIntegerField(default=0)
    change_id = models.BigIntegerField(default=0)
    since_id = models.BigIntegerField(default=0)
