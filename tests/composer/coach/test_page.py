"""A page is read as a member sees it: what is hidden is not there, and colours and heights are worked out."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forenotice.composer.coach.reader import page_of
from forenotice.composer.coach.styles import colour_in, pixels


def test_words_stand_in_their_blocks_and_hidden_ones_apart() -> None:
    page = page_of(
        '<div style="display:none">Seen in the list</div><style>p{}</style><p>One <b>two</b><br>three</p>'
        "<table><tr><th>Amount</th><td>12 €</td></tr></table>after"
    )
    assert [passage.words for passage in page.passages] == ["One two\nthree", "Amount", "12 €", "after"]
    assert [passage.is_cell for passage in page.passages] == [False, True, True, False]
    assert page.hidden == ("Seen in the list",)


@pytest.mark.parametrize(
    ("html", "is_button", "stands_alone"),
    [
        ('<p>So <a href="https://x.example">pay</a> now</p>', False, False),
        ('<p><a href="https://x.example">pay</a></p>', False, True),
        ('<p>So <a class="button" href="https://x.example">pay</a></p>', True, False),
        ('<p>So <a style="background:#123456" href="https://x.example">pay</a></p>', True, False),
        ('<p>So <a style="border:1px solid;padding:9px" href="https://x.example">pay</a></p>', True, False),
    ],
)
def test_a_button_is_what_looks_like_one(html: str, is_button: bool, stands_alone: bool) -> None:
    (link,) = page_of(html).links
    assert (link.words, link.is_button, link.stands_alone) == ("pay", is_button, stands_alone)


def test_a_link_around_an_image_has_its_words() -> None:
    page = page_of('<a href="https://x.example"><img src="https://x.example/i.png" alt="Pay"></a>')
    assert page.links[0].words == "Pay"
    assert [picture.alt for picture in page.pictures] == ["Pay"]


def test_colours_come_down_from_where_they_are_set() -> None:
    page = page_of(
        '<table bgcolor="#000000"><tr><td style="color:rgb(255,255,255)">a</td></tr></table>'
        '<div style="background:url(x.png)">b</div><div style="color:#888">c <a href="#">d</a></div>'
    )
    inks = {ink.words: (ink.colour, ink.ground) for ink in page.inks}
    assert inks["a"] == ((255, 255, 255), (0, 0, 0))
    assert inks["b"] == ((0, 0, 0), None)
    assert inks["c"] == ((136, 136, 136), (255, 255, 255))
    assert inks["d"] == ((0, 0, 238), (255, 255, 255))


@pytest.mark.parametrize(
    ("words", "colour"),
    [
        ("#FFF", (255, 255, 255)),
        ("2px solid #0b5d8a", (11, 93, 138)),
        ("rgba(1, 2, 3, 0.5)", None),
        ("RED", (255, 0, 0)),
        ("var(--x)", None),
        ("#12345", None),
        ("rgb(1 2 3)", (1, 2, 3)),
    ],
)
def test_only_colours_that_are_sure_are_read(words: str, colour: object) -> None:
    assert colour_in(words) == colour


def test_lengths_are_pixels() -> None:
    assert [pixels(words, 20) for words in ("8px", "6pt", "1.5em", "50%", "1rem", "auto")] == [
        *(8, 8, 30, 10, 16),
        None,
    ]


def test_a_row_is_as_high_as_its_highest_cell() -> None:
    def below(cells: str) -> float:
        return (
            page_of(f'<table><tr>{cells}</tr></table><p><a href="https://x.example">x</a></p>').links[0].below
        )

    high = f"<td>{'word ' * 40}</td>"
    assert below(high + "<td>a</td>") == below("<td>a</td>" + high) == below(high) > below("<td>a</td>")


def test_a_thousand_boxes_in_one_another_are_read_too() -> None:
    deep = "<div>" * 3000 + "down here" + "</div>" * 3000
    assert "down here" in page_of(deep).words


PIECES = st.sampled_from(
    [
        "color:",
        "background:",
        "font-size:",
        "line-height:",
        "padding:",
        "margin-top:",
        "rgba(",
        "#",
        "px",
        "em",
        "1",
        "1.2.3",
        ".",
        "-",
        "%",
        ",",
        ")",
        ";",
        "white",
        "url(x)",
        "999",
        "none",
        "!important",
    ]
)


@given(
    st.lists(PIECES, max_size=30).map(" ".join) | st.lists(PIECES, max_size=30).map("".join),
    st.text(max_size=20),
)
def test_no_style_is_too_strange_to_be_read(style: str, words: str) -> None:
    inside = html.escape(words)
    page = page_of(
        f'<div style="{html.escape(style)}"><p>{inside}</p><a href="https://x.example">x</a></div>'
    )
    assert page.links or page.hidden
