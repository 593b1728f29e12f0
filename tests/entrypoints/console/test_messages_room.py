"""The workshop of messages: begun, written, coached, seen and tried, and never written over."""

import html
import re
from typing import Any

import pytest

from forenotice.accounts.models import AuditEntry
from forenotice.accounts.states import Role
from forenotice.composer.defaults import DEFAULT_KEYS, default_message
from forenotice.composer.queries import message_told, revision_told
from forenotice.entrypoints.console.messages.block_words import CONDITIONS
from forenotice.ledger.operations import keep_words
from tests.support.console import Person
from tests.support.forms import form_of
from tests.support.world import World


def begun(owner: Person, **fields: Any) -> str:
    """The address of a new message."""
    values = {"begins_with": "renewal", "languages": ["en"], "address": "formal"} | fields
    answer = owner.send("messages/new/", **values)
    return str(answer.redirect_chain[-1][0]).removeprefix(owner.address())


def test_a_message_is_begun_written_and_let_speak(world: World, owner: Person) -> None:
    assert "No message yet" in owner.look("messages/")
    where = begun(owner)
    assert where == "messages/message/renewal/"
    page = owner.look(where)
    assert "Nobody reads this yet" in page
    form = form_of(page)
    answer = owner.send(where, **form | {"subject": "{{ product.name }} renews soon", "do": "publish"})
    assert "From now on members read these words." in answer.content.decode()
    told = message_told(world.organization, "renewal")
    assert (told.published and told.published.number, told.locales) == (2, ("en",))
    assert told.revisions[0].actor == f"person:{owner.user.email}"
    words = revision_told(world.organization, "renewal")
    assert words.texts["en"].source.subject == "{{ product.name }} renews soon"
    odd = "<b>{{ name }} 🎉"
    page = owner.look(begun(owner, name=odd, begins_with="empty"))
    assert html.escape(odd) in page
    assert form_of(page)["subject"] == default_message("renewal").texts["en"].subject
    assert len(words.texts["en"].source.blocks) == 22
    assert words.texts["en"].source.blocks == default_message("renewal").texts["en"].blocks
    listed = owner.look("messages/")
    assert "no reminder yet" in listed
    assert (
        "of 100"
        in owner.browser.get(
            owner.address(f"{where}verdict/"), headers={"HX-Request": "true"}
        ).content.decode()
    )
    assert AuditEntry.objects.filter(organization=world.organization, action="message.published").exists()


def test_a_message_reads_like_a_letter_before_anybody_opens_a_block(owner: Person) -> None:
    where = begun(owner)
    page = html.unescape(owner.look(where))
    assert "One member reads: Harbour Club: renewal in 6 days" in page
    summaries = re.findall(r"<summary>(.*?)</summary>", page, re.DOTALL)
    assert [each for each in summaries if "{" in each] == []
    gists = [each[1] for each in re.finditer(r'<span class="gist">(.*?)</span>', page)]
    assert gists[0] == "Hello Ana,"
    assert gists[1].startswith(
        "Please pay by May 15, 2026. Your next payment for “Harbour Club” is due in 6 days,"
    )
    assert "Harbour Club renews in 6 days, but your Visa ending in 4242 will have expired" in gists[2]
    form = form_of(owner.look(where))
    assert form["block-1-when"] == "not payment.is_automatic"
    # A condition of one's own is written where that is chosen.
    own = form | {"block-1-when": "own", "block-1-when-own": "payment.number == 1", "do": "draft"}
    owner.send(where, **own)
    again = owner.look(where)
    assert form_of(again)["block-1-when"] == "own"
    assert 'name="block-1-when-own" value="payment.number == 1"' in again
    assert "only when payment.number == 1" in again


@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_every_condition_of_ours_is_said_in_words(key: str) -> None:
    for block in default_message(key).texts["en"].blocks:
        assert not block.when or block.when in CONDITIONS


def test_what_is_refused_is_shown_again_with_its_place(world: World, owner: Person) -> None:
    where = begun(owner)
    form = form_of(owner.look(where)) | {"block-1-headline": "Pay {{ payment.amont }}", "do": "publish"}
    answer = owner.send(where, **form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Did you mean payment.amount?" in page
    assert 'value="Pay {{ payment.amont }}"' in page
    assert message_told(world.organization, "renewal").published is None


def test_buttons_of_the_editor_change_words_and_keep_nothing(world: World, owner: Person) -> None:
    where = begun(owner)
    form = form_of(owner.look(where)) | {"subject": "Mine"}

    def after(do: str) -> dict[str, Any]:
        return form_of(owner.send(where, **form, do=do).content.decode())

    assert after("add:deadline")["block-22-type"] == ["deadline"]
    assert (after("down:0")["block-0-type"], after("up:1")["block-1-type"]) == (["due"], ["greeting"])
    assert (after("remove:0")["blocks"], after("up:0")["blocks"]) == (["21"], ["22"])
    as_html = after("as_html")
    assert as_html["form"] == ["html"]
    assert "{{ member.first_name" in as_html["html"]
    assert "_url" not in as_html["html"]
    without_thanks = form | {"block-19-type": "divider"}
    page = owner.send(where, **without_thanks, do="check").content.decode()
    assert "Nobody is thanked." in page
    mended = owner.send(where, **without_thanks, do="mend:thanks_missing").content.decode()
    assert "Nobody is thanked." not in mended
    assert form_of(mended)["subject"] == "Mine"
    assert message_told(world.organization, "renewal").revisions[0].number == 1


def test_both_see_it_when_two_write_at_once(owner: Person) -> None:
    where = begun(owner)
    form = form_of(owner.look(where))
    owner.send(where, **form | {"subject": "Theirs, saved first", "do": "draft"})
    answer = owner.send(where, **form | {"subject": "Mine, saved second", "do": "draft"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody saved this message while you were writing" in page
    assert re.search("<del>Theirs</del>.*<ins>Mine</ins>.*<del>first</del>", page, re.DOTALL)
    again = owner.send(where, **form_of(page), do="draft")
    assert "Saved as a draft." in again.content.decode()


def test_the_preview_stands_in_a_frame_of_its_own(owner: Person) -> None:
    where = begun(owner)
    for query in ({}, {"light": "dark"}, {"part": "text"}, {"sample": "yen"}):
        answer = owner.browser.get(owner.address(f"{where}preview/"), query)
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        page = answer.content.decode()
        assert ("¥" in page or "￥" in page) == ("sample" in query)
        assert ("<pre>" in page) == ("part" in query)
        assert "prefers-color-scheme" not in page


def test_the_preview_is_of_a_real_member_and_of_what_is_typed(world: World, owner: Person) -> None:
    where = begun(owner)
    owner.send(where, **form_of(owner.look(where)), do="publish")
    world.rule("renewals", "7 days")
    world.told("ana", member={"first_name": "Ana"}, next_on=world.in_days(40))
    keep_words(organization=world.organization)
    form = form_of(owner.look(where)) | {"subject": "Dear {{ member.first_name }}"}
    page = owner.send(f"{where}preview/", **form).content.decode()
    assert "Dear Ana" in page
    for meant in ("ana@example.org", "ana"):
        assert "Dear Ana" in owner.send(f"{where}preview/", **form, member=meant).content.decode()
    assert 'value="ana"' in owner.look("messages/readers/", member="An")
    nobody = owner.send(f"{where}preview/", **form, member="nobody").content.decode()
    assert "Nothing to show yet" in nobody
    broken = owner.send(f"{where}preview/", **form | {"subject": "{{ nobody }}"}).content.decode()
    assert "Nothing to show yet" in broken
    tried = owner.send(where, **form, do="test").content.decode()
    assert "It lies in the test mailbox." in tried or "There is no way to send it yet." in tried


def test_versions_are_compared_and_gone_back_to(world: World, owner: Person) -> None:
    where = begun(owner)
    form = form_of(owner.look(where))
    owner.send(where, **form | {"subject": "Soon it renews", "do": "publish"})
    assert "Version 2" in owner.look(f"{where}versions/")
    assert [row["Version"] for row in owner.rows(f"{where}versions.csv")] == ["2", "1"]
    page = owner.look(f"{where}versions/2/")
    assert "<ins>Soon</ins>" in page.replace("Soon it renews", "Soon")
    assert owner.browser.get(owner.address(f"{where}versions/9/")).status_code == 404
    assert "Go back to version 1?" in owner.look(f"{where}versions/1/back/")
    owner.send(f"{where}versions/1/back/", confirmed="yes")
    told = message_told(world.organization, "renewal")
    assert (told.published and told.published.number) == 3


def test_words_from_membermouse_become_a_draft(world: World, owner: Person) -> None:
    pasted = {
        "name": "From before",
        "locale": "en",
        "subject": "Dear [MM_Member_Data name='firstName']",
        "body": "<p>You pay [MM_Order_Data name='total'].</p>",
    }
    page = owner.send("messages/membermouse/", **pasted).content.decode()
    assert "{{ member.first_name }}" in page
    owner.send("messages/membermouse/", **pasted, keep="yes")
    source = revision_told(world.organization, "from-before").texts["en"].source
    assert source.subject == "Dear {{ member.first_name }}"


def test_a_language_is_begun_kept_and_taken_out(world: World, owner: Person) -> None:
    where = begun(owner)
    french = owner.browser.get(owner.address(where), headers={"Accept-Language": "fr"}).content.decode()
    tags = french[french.index('id="palette-title"') :]
    assert "dans 6 jours" in tags
    assert "in 6 days" not in tags
    page = owner.look(where, locale="fr")
    assert "There are no words in this language yet" in page
    owner.send(f"{where}?locale=fr", **form_of(page), do="draft")
    words = revision_told(world.organization, "renewal", 2)
    assert sorted(words.texts) == ["en", "fr"]
    assert "Vous" in str(words.texts["fr"].source.blocks)
    owner.send(f"{where}without/fr/", confirmed="yes")
    assert sorted(revision_told(world.organization, "renewal", 3).texts) == ["en"]


def test_a_message_in_use_is_not_put_away(world: World, owner: Person) -> None:
    where = begun(owner)
    world.rule("renewals", "7 days")
    assert (
        "Choose another message there first" in owner.send(f"{where}away/", confirmed="yes").content.decode()
    )
    copy = owner.send(f"{where}duplicate/").redirect_chain[-1][0].removeprefix(owner.address())
    owner.send(f"{copy}away/", confirmed="yes")
    page = owner.look("messages/")
    assert "1 message was put away" in page
    owner.send(f"{copy}back/")
    assert "was put away" not in re.sub("“.*?” was put away", "", owner.look("messages/"))


def test_a_viewer_reads_and_changes_nothing(world: World, owner: Person) -> None:
    where = begun(owner)
    viewer = Person(world.organization, Role.VIEWER)
    page = viewer.look(where)
    assert "<fieldset disabled>" in page
    assert "Save as a draft" not in page
    assert "of 100" in viewer.look(f"{where}coach/")
    for path in (where, f"{where}coach/", f"{where}preview/", f"{where}away/", f"{where}duplicate/"):
        assert viewer.send(path, do="draft").status_code == 403
