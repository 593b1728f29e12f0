"""`draft = true`: words that a blueprint keeps ready, beside those that speak or before any do."""

from datetime import UTC, datetime

import pytest

from forenotice.accounts.models import Organization
from forenotice.blueprint.document import read_blueprint
from forenotice.blueprint.errors import BlueprintRefusedError
from forenotice.blueprint.operations import Surroundings, apply_blueprint
from forenotice.blueprint.queries import blueprint_text
from forenotice.composer.models import MessageRevision
from forenotice.composer.operations import publish_revision
from forenotice.composer.queries import draft_texts, published_texts

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
CLUB = """
[organization]
key = "club"
name = "Chess Club"
time_zone = "Europe/Paris"

[[channels]]
key = "email"
kind = "mailbox"

[[rules]]
key = "monthly"
kinds = ["renewal"]
[[rules.steps]]
key = "week"
lead = "7 days"
message = "renewal"
"""
LIVE = """
[[messages]]
key = "renewal"
[messages.text.en]
subject = "As it is"
html = "<p>As it is, {{ member.first_name }}</p>"
"""
DRAFT = """
[[messages]]
key = "renewal"
draft = true
class = "required"
[messages.text.en]
subject = "As it may be"
html = "<p>As it may be, {{ member.first_name }}</p>"
"""


def apply(text: str) -> tuple[list[str], tuple[str, ...]]:
    done = apply_blueprint(
        blueprint=read_blueprint(text, "club.toml"),
        name="club.toml",
        surroundings=Surroundings(),
        actor="a test",
        now=NOW,
        may_be_another=True,
    )
    return [str(difference) for difference in done.differences], done.warnings


def club(key: str = "club") -> Organization:
    return Organization.objects.get(key=key)


def speaks() -> str:
    return published_texts(club())["renewal"].texts["en"].subject


def test_a_draft_stands_beside_the_words_that_speak(db: None) -> None:
    apply(CLUB + LIVE)
    told, warnings = apply(CLUB + DRAFT)
    assert told == ['+ draft of message "renewal": Renewal']
    assert warnings == ()
    assert (speaks(), draft_texts(club())["renewal"].texts["en"].subject) == ("As it is", "As it may be")
    assert apply(CLUB + DRAFT) == ([], ())
    told, _ = apply(CLUB + DRAFT.replace("may be", "could be"))
    assert [line.partition(":")[0] for line in told] == [
        '~ draft of message "renewal", text, en, subject',
        '~ draft of message "renewal", text, en, html',
    ]


@pytest.mark.parametrize("text", [CLUB + DRAFT, CLUB + LIVE + DRAFT, CLUB + DRAFT + LIVE])
def test_an_export_holds_what_speaks_and_the_draft(db: None, text: str) -> None:
    apply(text)
    exported = blueprint_text(club())
    assert exported.count("draft = true") == 1
    assert exported.count('key = "renewal"') == text.count('key = "renewal"')
    revisions = MessageRevision.objects.count()
    assert apply(exported)[0] == []
    assert blueprint_text(club()) == exported
    assert MessageRevision.objects.count() == revisions
    other = exported.replace('key = "club"', 'key = "other"')
    apply(other)
    assert blueprint_text(club("other")) == other, "another organization becomes the same"


def test_a_message_has_one_draft_at_most() -> None:
    with pytest.raises(BlueprintRefusedError, match='there are two called "renewal"'):
        read_blueprint(CLUB + LIVE + DRAFT + DRAFT, "club.toml")


def test_a_draft_whose_mark_is_taken_away_speaks(db: None) -> None:
    apply(CLUB + LIVE + DRAFT)
    told, _ = apply(CLUB + DRAFT.replace("draft = true\n", ""))
    assert '- draft of message "renewal": a draft no more' in told
    assert speaks() == "As it may be"
    assert MessageRevision.objects.count() == 2, "it is the revision that was the draft"


def test_a_published_draft_is_not_drafted_again_by_the_same_file(db: None) -> None:
    apply(CLUB + DRAFT)
    publish_revision(organization=club(), key="renewal", actor="ana", now=NOW)
    assert apply(CLUB + DRAFT) == ([], ())
    assert speaks() == "As it may be"


def test_a_step_that_has_only_a_draft_is_warned_about(db: None) -> None:
    _, warnings = apply(CLUB + DRAFT)
    assert " ".join(warnings) == (
        'Rule "monthly", step "week": the message "renewal" is only a draft, so nobody is told. '
        "To let it speak, run: forenotice messages publish renewal"
    )
    assert apply(CLUB.replace('key = "monthly"', 'key = "monthly"\non = false') + DRAFT)[1] == ()


def test_a_faulty_draft_is_refused_with_its_place(db: None) -> None:
    with pytest.raises(BlueprintRefusedError, match=r'"renewal".*en: html, line 1, column 7.*first_name'):
        apply(CLUB + DRAFT.replace("<p>As it may be, {{ member.first_name }}", "<p>{{ member.frist_name }}"))
    assert not Organization.objects.exists()
