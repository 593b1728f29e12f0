"""Programs write down what members wish, within what the owner allows."""

from forenotice.ledger.models import Member
from tests.support.caller import Caller
from tests.support.world import World


def test_wishes_are_read_and_written_one_by_one(world: World, caller: Caller) -> None:
    world.told("ana", next_on=world.in_days(9))
    path = f"/members/{Member.objects.get().pk}/preferences"
    nothing = caller.get(path)
    assert (nothing["wants_courtesy"], nothing["lead_days"], nothing["changed_at"]) == (True, None, None)
    refused = caller.patch(path, {"lead_days": 5, "locale": "fr"}, expect=422)
    assert refused["errors"][0]["pointer"] == "#/lead_days"
    world.declare(least_lead_days=1, most_lead_days=7)
    said = caller.patch(path, {"lead_days": 5, "locale": "fr", "address": "a@example.org"})
    assert (said["lead_days"], said["locale"], said["address"]) == (5, "fr", "a@example.org")
    assert said["changed_by"] == "key:program"
    said = caller.patch(path, {"lead_days": None, "address": None, "wants_courtesy": False})
    assert [said[name] for name in ("lead_days", "address", "wants_courtesy", "locale")] == [
        *(None, None, False),
        "fr",
    ]
    assert caller.patch(path, {"wants_courtesy": None})["wants_courtesy"] is True
    for wrong in ({"lead_days": 0}, {"lead_days": 8}, {"locale": "klingon"}, {"address": "ana"}):
        problem = caller.patch(path, wrong, expect=422)
        assert problem["errors"][0]["pointer"] == f"#/{next(iter(wrong))}"
