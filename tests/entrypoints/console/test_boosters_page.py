"""Boosters in the console: made, changed, switched off and on, and seen as a member reads them."""

from forenotice.composer.boosters.library import booster_sources
from tests.support.console import Person
from tests.support.world import World

OPEN_LATE = {
    "kind": "news",
    "weight": "1",
    "title-en": "Late on Friday",
    "words-en": "Open until **ten**, {{ member.first_name }}.",
    "countries": "fr, be",
}


def test_a_booster_is_made_changed_and_switched(world: World, owner: Person) -> None:
    world.told("ana", member={"first_name": "Ana"}, next_on=world.in_days(5))
    assert "No booster yet" in owner.look("messages/boosters/")
    made = owner.send("messages/boosters/new/", **OPEN_LATE)
    assert "The booster was saved." in made.content.decode()
    [source] = booster_sources(world.organization)
    assert (source.key, source.terms.countries) == ("late-on-friday", ("FR", "BE"))
    where = "messages/boosters/of/late-on-friday/"
    assert "<strong>ten</strong>, Ana" in owner.look(f"{where}seen/")
    owner.send(f"{where}switch/", on="no")
    owner.send(where, **OPEN_LATE | {"title-en": "Late on Saturday", "products": ["basic"]})
    assert booster_sources(world.organization) == []
    [source] = booster_sources(world.organization, archived=True)
    assert (source.texts["en"].title, source.terms.products) == ("Late on Saturday", ("basic",))
    owner.send(f"{where}switch/", on="yes")
    assert "Late on Saturday" in owner.look("messages/boosters/")
    assert [each.key for each in booster_sources(world.organization)] == ["late-on-friday"]


def test_what_is_wrong_with_a_booster_stands_beside_it(owner: Person) -> None:
    wrong = OPEN_LATE | {"words-en": "{{ nobody }}", "countries": "FR"}
    page = owner.send("messages/boosters/new/", **wrong).content.decode()
    assert "There is no smart tag" in page
    backwards = OPEN_LATE | {
        "starts_on": "2026-05-02",
        "ends_on": "2026-05-01",
        "title-en": "",
        "words-en": "",
    }
    page = owner.send("messages/boosters/new/", **backwards).content.decode()
    assert "It would end before it begins" in page
    assert "Give it a title and words" in page
    assert owner.browser.get(owner.address("messages/boosters/of/none/")).status_code == 404
