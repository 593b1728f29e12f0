"""Two texts are the same mailbox, or they are not."""

import pytest

from forenotice.consent.addresses import canonical, is_address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana@Example.ORG", "ana@example.org"),
        (" ana@example.org\t", "ana@example.org"),
        ("ana@exämple.org", "ana@xn--exmple-cua.org"),
        ("ANA@EXÄMPLE.org", "ana@exämple.org"),
        ("josé@example.org", "JOSE\N{COMBINING ACUTE ACCENT}@example.org"),
        ("ana@bücher.example", "ana@bu\N{COMBINING DIAERESIS}cher.example"),
    ],
)
def test_the_same_mailbox_however_it_is_written(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)
    assert canonical(canonical(one)) == canonical(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ana+club@example.org", "ana@example.org"),
        ("a.na@example.org", "ana@example.org"),
        ("ana@strasse.example", "ana@straße.example"),
        ("jose@example.org", "josé@example.org"),
    ],
)
def test_what_a_server_may_tell_apart_stays_apart(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_a_domain_that_no_network_knows_is_compared_all_the_same() -> None:
    assert canonical("Ana@-Ä..") == canonical("ana@-ä..")


@pytest.mark.parametrize(
    "text", ["", "ana", "ana@example.org\nBcc: all@example.org", "a" * 250 + "@example.org"]
)
def test_what_is_no_address(text: str) -> None:
    assert not is_address(text)
