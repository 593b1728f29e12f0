"""The requests of the page on pushed facts are answered as it says, and it names every field there is."""

import json
import re

from forenotice.ledger.models import Subscription
from forenotice.sources.push.documents import MemberDocument, ProductDocument, SubscriptionDocument
from tests.docs.conftest import WRITTEN_AT
from tests.docs.pages import DOCS
from tests.support.caller import caller_of
from tests.support.world import World

PAGE = (DOCS / "push.md").read_text(encoding="utf-8")
REQUEST = re.compile(
    r"^```http\n(?P<method>[A-Z]+) (?P<path>\S+)\n(?:\n(?P<body>.*?))?^```$", re.DOTALL | re.M
)


def test_every_request_is_answered(db: None) -> None:
    caller = caller_of(World(now=WRITTEN_AT))
    asked = list(REQUEST.finditer(PAGE))
    assert len(asked) == PAGE.count("```http")
    for one in asked:
        if "/42" in one["path"]:
            number = Subscription.objects.get(external_id="sub_1042").pk
            path = one["path"].replace("/42", f"/{number}")
        else:
            path = one["path"]
        body = json.loads(one["body"]) if one["body"] else None
        expect = 201 if body and body.get("external_id") in ("sub_1042", "sub_1043") else 200
        answer = caller.ask(one["method"], path, body, expect=expect).json()
        assert answer.get("rejected", 0) == 0
    row = Subscription.objects.get(external_id="sub_1042")
    assert (row.standing, row.cancel_at_period_end) == ("active", True)
    closings = row.due_dates.filter(occasion="payment").order_by("due_on").values_list("due_on", "closing")
    assert [(str(day), closing) for day, closing in closings] == [
        ("2027-04-08", "recorded"),
        ("2028-04-08", ""),
    ]


def test_every_field_is_named() -> None:
    told = PAGE[PAGE.index("## What can be told") : PAGE.index("## Whose facts")]
    for document in (SubscriptionDocument, MemberDocument, ProductDocument):
        assert [name for name in document.model_fields if f"`{name}`" not in told] == []
