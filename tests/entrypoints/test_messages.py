"""Words of messages, from their first draft to a return to earlier ones, typed as a person types it."""

from email import message_from_bytes, policy

import pytest

from tests.entrypoints.club import BLUEPRINT, row, set_up, write_members
from tests.entrypoints.desk import Desk

OWN = """
[[messages]]
key = "spring"
name = "Spring"
{more}
[messages.text.en]
subject = "{words}, {{{{ member.first_name }}}}"
preheader = "Before all else"
[[messages.text.en.blocks]]
type = "text"
words = "{words} on {{{{ payment.due_date }}}}."
"""


def declare(desk: Desk, words: str, more: str = "") -> None:
    set_up(desk, text=BLUEPRINT + OWN.format(words=words, more=more))


def test_messages_are_listed_with_what_speaks_and_what_is_a_draft(desk: Desk) -> None:
    set_up(desk)
    declare(desk, "First", "draft = true")
    renewal, spring = desk.read_json("messages", "list")
    assert (renewal["published"]["number"], renewal["draft"]) == (1, None)
    assert (spring["published"], spring["draft"]["number"]) == (None, 1)
    printed = desk.run("messages", "list").stdout
    assert "revision 1" in printed
    assert "spring" in printed


def test_an_empty_list_says_what_fills_it(desk: Desk) -> None:
    set_up(desk, text=BLUEPRINT.split("[[messages]]")[0])
    assert "Declare one in a blueprint" in desk.run("messages", "list").stdout


def test_a_draft_is_shown_published_and_gone_back_from(desk: Desk) -> None:
    declare(desk, "First")
    declare(desk, "Second", "draft = true")
    assert "First on {{ payment.due_date }}." in desk.run("messages", "show", "spring").stdout
    draft = desk.run("messages", "show", "spring", "--revision", "2").stdout
    assert "Second on" in draft
    assert "a draft. To let it speak: forenotice messages publish spring" in draft
    assert "Revision 2 speaks from now on." in desk.run("messages", "publish", "spring").stdout
    shown = desk.run("messages", "show", "spring").stdout
    assert "Second on" in shown
    assert "2, courtesy: it speaks" in shown
    assert "it speaks no more" in desk.run("messages", "show", "spring", "--revision", "1").stdout
    back = desk.run("messages", "publish", "spring", "--revision", "1").stdout
    assert "The words of revision 1 speak from now on, as revision 3." in back
    assert "Nothing was changed" in desk.run("messages", "publish", "spring", "--revision", "1").stdout
    plain = desk.read_json("messages", "show", "spring")
    assert plain["revision"]["texts"]["en"]["subject"] == "First, {{ member.first_name }}"
    assert [one["number"] for one in plain["revisions"]] == [3, 2, 1]
    assert plain["revision"]["texts"]["en"]["blocks"][0]["type"] == "text"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "summer"), 'no message "summer". Known: renewal, spring.'),
        (("show", "spring", "--revision", "9"), "has no revision 9. Its last one is 1."),
        (("publish", "spring"), "has no draft. Name a revision to return to its words: --revision N."),
    ],
)
def test_what_is_not_there_is_said(desk: Desk, words: tuple[str, ...], said: str) -> None:
    declare(desk, "First")
    assert said in desk.run("messages", *words, expect=1).stderr


def test_apply_warns_of_a_step_that_has_only_a_draft(desk: Desk) -> None:
    text = BLUEPRINT.replace('default = "renewal"', 'default = "renewal"\ndraft = true')
    path = set_up(desk, text=text)
    assert "is only a draft, so nobody is told" in desk.run("apply", path, "--dry-run").stderr
    desk.run("messages", "publish", "renewal")
    assert "only a draft" not in desk.run("apply", path).stderr
    assert desk.run("export").stdout.count("draft = true") == 0


def test_a_preview_is_three_files_made_for_a_member(desk: Desk) -> None:
    set_up(desk)
    desk.run("import", write_members(desk.home, [row(1), row(2)]))
    out = desk.home / "look"
    said = desk.run(
        "messages", "preview", "renewal", "--member", "S-2", "--locale", "fr-CA", "--out", out
    ).stdout
    assert "It is what Member2 will read, but for links that act for them" in said
    assert sorted(path.name for path in out.iterdir()) == [
        "renewal.fr.eml",
        "renewal.fr.html",
        "renewal.fr.txt",
    ]
    mail = message_from_bytes((out / "renewal.fr.eml").read_bytes(), policy=policy.default)
    assert mail["To"] == "Member2 <member2@example.org>"
    assert str(mail["Subject"]) in said
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert text.get_content().split() == (out / "renewal.fr.txt").read_text().split()
    assert html.get_content().split() == (out / "renewal.fr.html").read_text().split()
    assert "Bonjour Member2" in (out / "renewal.fr.txt").read_text()
    assert desk.read_json("mailbox", "list") == []


def test_a_preview_of_a_draft_for_a_sample(desk: Desk) -> None:
    declare(desk, "First", "draft = true")
    preview = ("messages", "preview", "spring", "--out", desk.home)
    assert "is only a draft. To see it, add: --draft" in desk.run(*preview, expect=1).stderr
    plain = desk.read_json(*preview, "--draft", "--sample", "manual")
    assert (plain["subject"], plain["sample"], plain["revision"]) == ("First, Ana", "manual", 1)
    assert len(plain["files"]) == 3
    assert 'the sample "automatic" would read' in desk.run(*preview, "--draft").stdout
    both = desk.run(*preview, "--draft", "--sample", "manual", "--member", "S-1", expect=1)
    assert "Keep one of the two" in both.stderr


def test_what_is_unknown_is_named(desk: Desk) -> None:
    declare(desk, "First {{{{ order.coupon }}}}".replace("{{{{", "{{").replace("}}}}", "}}"))
    preview = ("messages", "preview", "spring", "--out", desk.home)
    assert "nothing is known for {{ order.coupon }}" in desk.run(*preview).stderr
