"""An organization that has one of everything, and what each is called in an address.

For tests that go through all addresses. All that an owner or a source names bears the mark, which is the
organization's own key: who sees it where it should not be has looked into a neighbour's house.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from forenotice.accounts.models import Access, ApiKey, Invitation, Organization, User
from forenotice.accounts.operations import invite
from forenotice.accounts.states import Role
from forenotice.channels.models import Channel
from forenotice.channels.operations import declare_channel
from forenotice.channels.queries import find_letters, mailbox_directory
from forenotice.composer.defaults import default_message
from forenotice.composer.operations import publish_message
from forenotice.dispatcher.models import Attempt, Delivery
from forenotice.dispatcher.operations import hear
from forenotice.dispatcher.queries import unreached_messages
from forenotice.kernel.message import MessageClass
from forenotice.kernel.news import News, NewsKind, message_name
from forenotice.ledger.models import DueDate, Member, Product
from forenotice.planner.models import Reminder
from forenotice.planner.operations import count_ahead
from forenotice.rules.models import Rule, Step
from forenotice.rules.specification import Audience
from forenotice.sources.operations import declare_source, keep_upload, name_upload
from tests.support.caller import caller_of
from tests.support.console import let_in
from tests.support.stage import MORNING, Stage
from tests.support.world import ACTOR, step

KEY = "of-another"
MAIL = "mail"


class Furnished(Stage):
    """The organization. ``ids`` is by the name that an address has for it.

    Where rooms differ it is `room.name`, and where pages of a room do, `room:page.name`.
    """

    def __init__(self, mark: str, now: datetime = MORNING) -> None:
        super().__init__(key=mark, name=mark, now=now)
        self._invitation = self._person(self.key, let_in(self.organization))
        self._require(KEY)
        self.rule(KEY, step("7 days", message=KEY), name=mark, audience=Audience(products=("basic",)))
        self.due(mark, member={"first_name": mark})
        self.dispatch()
        delivery = Delivery.objects.get(organization=self.organization)
        # What law demands and no mail could bring is a letter to print.
        came_back = News(
            "mail", delivery.message_id, NewsKind.BOUNCED, self.now, message_name(delivery.message_id)
        )
        hear(organization=self.organization, news=[came_back], now=self.now)
        self.told(f"{mark}-2", next_on=self.in_days(8))
        self.plan()
        self._mail_account()
        count_ahead(organization=self.organization, now=self.now)
        self._shop()
        self._file()
        programs = self._for_programs()
        ids = self._rows(delivery) | programs | self._by_room(programs["endpoint_id"])
        self.ids: Mapping[str, object] = ids

    def crowd(self, many: int) -> None:
        """Have so many more of whatever there is a list of, a day later."""
        numbers = range(many)
        own = self._programs
        for number in numbers:
            name = f"{self.key}-of-many-{number}"
            self._require(name)
            self._mail_account(f"mail-{number}")
            self._shop(f"shop-{number}")
            self._person(name, let_in(self.organization, email=f"{name}@in.example"))
            own.put(
                f"/boosters/{name}",
                {"kind": "tip", "text": {"en": {"title": name, "words": name}}},
                expect=201,
            )
            own.post("/suppressions", {"address": f"{name}@x.example"}, expect=201)
            self.told(f"{name}-too", next_on=self.in_days(8), member={"external_id": self.key})
        for number in numbers:
            self.rule(
                KEY, step("7 days", message=KEY), step(f"{number + 10} days", message=KEY), name=self.key
            )
            self.rule(f"rule-{number}", step("6 days", message=KEY), name=self.key)
        self.due(*(f"{self.key}-of-many-{number}" for number in numbers))
        self.dispatch()
        count_ahead(organization=self.organization, now=self.now)

    def _require(self, key: str) -> None:
        ours = default_message("renewal")
        publish_message(
            organization=self.organization,
            key=key,
            name=self.key,
            message_class=MessageClass.REQUIRED,
            texts=ours.texts_as(MessageClass.REQUIRED),
            actor=ACTOR,
            now=self.now,
        )

    def _person(self, name: str, owner: User) -> Invitation:
        return invite(
            organization=self.organization,
            email=f"{name}@invited.example",
            role=Role.VIEWER,
            by=owner,
            actor=ACTOR,
            now=self.now,
        ).invitation

    def _mail_account(self, key: str = MAIL) -> None:
        declare_channel(
            organization=self.organization,
            key=key,
            kind="email",
            settings={"host": f"{self.key}.example"},
            secrets={},
            actor=ACTOR,
            now=self.now,
        )

    def _shop(self, key: str = "shop") -> None:
        declare_source(
            organization=self.organization,
            key=key,
            kind="woocommerce",
            settings={"url": f"https://{self.key}.example"},
            secrets={"consumer_key": "ck_1", "consumer_secret": "cs_1"},
            fresh_for_days=3,
            actor=ACTOR,
            now=self.now,
        )

    def _file(self) -> None:
        rows = (f"7,ana@{self.key}.example,2027-03-31,12.00", f"8,{self.key},soon,1.2.3")
        table = "\n".join(("id,email,next payment,amount", *rows))
        upload = keep_upload(
            organization=self.organization,
            name=f"{self.key}.csv",
            blocks=[table.encode()],
            actor=ACTOR,
            now=self.now,
        )
        name_upload(upload)

    def _rows(self, delivery: Delivery) -> dict[str, object]:
        mine = {"organization": self.organization}
        return {
            "member_id": Member.objects.filter(**mine).earliest("pk").pk,
            "product_id": Product.objects.filter(**mine).earliest("pk").pk,
            "subscription_id": self.subscription(self.key).pk,
            "due_date_id": DueDate.objects.filter(**mine).earliest("pk").pk,
            "reminder_id": Reminder.objects.get(state="planned", **mine).pk,
            "delivery_id": delivery.pk,
            "attempt_id": Attempt.objects.filter(delivery=delivery).earliest("pk").pk,
            "step_id": Step.objects.filter(**mine).earliest("pk").pk,
            "rule": Rule.objects.get(**mine).pk,
            "invitation_id": self._invitation.pk,
            "access_id": Access.objects.get(**mine).pk,
        }

    def _for_programs(self) -> dict[str, object]:
        own = self._programs = caller_of(self)
        words = {"en": {"title": self.key, "words": self.key}}
        own.put(f"/boosters/{KEY}", {"kind": "tip", "text": words}, expect=201)
        url = f"https://{self.key}.example.com/"
        address = {"address": f"{self.key}@x.example"}
        return {
            "suppression_id": own.post("/suppressions", address, expect=201)["id"],
            "endpoint_id": own.post("/endpoints", {"url": url}, expect=201)["id"],
            "hook_id": own.post("/hooks", {"target_url": url}, expect=201)["id"],
            "key_id": ApiKey.objects.filter(organization=self.organization).earliest("pk").pk,
            "key": KEY,
        }

    def _by_room(self, endpoint_id: object) -> dict[str, object]:
        (letter,) = unreached_messages(self.organization)
        (caught,) = find_letters(mailbox_directory(self.organization), "").rows
        return {
            "messages.number": 1,
            "messages.locale": "fr",
            "reminders.begin": "annual",
            "reminders.number": 1,
            "scheduled.number": letter.number,
            "mailbox.name": caught.name,
            "mailbox.which": "text",
            "settings:way_out.key": "mailbox",
            "settings:records.key": MAIL,
            "start:account.key": MAIL,
            "settings:endpoint.key": Channel.objects.get(
                organization=self.organization, pk=str(endpoint_id)
            ).key,
            "settings:source.key": "csv",
            "settings:source_rows_file.key": "csv",
            "settings:keep_source.key": "csv",
            "start:connection.key": "shop",
            "start.way": "stripe",
            "start.day": self.in_days(1).isoformat(),
            "start.due_date_id": DueDate.objects.get(subscription=self.subscription(f"{self.key}-2")).pk,
        }

    def _channels(self) -> "QuerySet[Channel]":
        return Channel.objects.filter(organization=self.organization)


def rows_of(organization: Organization) -> dict[str, list[dict[str, Any]]]:
    """Every row of ours that belongs to an organization."""
    return {
        model._meta.label: list(
            model._default_manager.filter(organization=organization).order_by("pk").values()
        )
        for model in apps.get_models()
        if model.__module__.startswith("forenotice.") and hasattr(model, "organization")
    }
