"""Texts as large as they may be, each the same piece over and over: what takes long takes longest here."""

from collections.abc import Callable, Mapping

_IF, _LAST = "{% if payment.is_last %}", "{% endif %}"


def _repeated(piece: str, before: str = "", after: str = "") -> Callable[[int], str]:
    def giant(size: int) -> str:
        return before + piece * ((size - len(before) - len(after)) // len(piece)) + after

    return giant


def _nested(opening: str, closing: str) -> Callable[[int], str]:
    def giant(size: int) -> str:
        count = (size - 1) // len(opening + closing)
        return opening * count + "x" + closing * count

    return giant


def _numbered(piece: str) -> Callable[[int], str]:
    def giant(size: int) -> str:
        count = size // (len(piece) + 5)
        return "".join(piece.replace("NUMBER", str(number)) for number in range(count))

    return giant


SMART_TAGS = {
    "openings": _repeated("{{"),
    "openings of blocks": _repeated("{%"),
    "openings of comments": _repeated("{#"),
    "closings": _repeated("}}"),
    "smart tags": _repeated("{{ member.first_name }}"),
    "mistaken smart tags": _repeated("{{ membr.first_nam }}"),
    "fields of the owner's": _numbered("{{ member.custom.aNUMBER }}"),
    "conditions": _repeated(_IF),
    "branches": _repeated("{% elif payment.is_last %}x", _IF, _LAST),
    "nested conditions": _nested(_IF, _LAST),
    "nested conditions with paragraphs": _nested(_IF + "\n\n", "\n\n" + _LAST),
    "nested loops": _nested("{% for a in range(2) %}", "{% endfor %}"),
    "names": _repeated("{% set a = member.email %}"),
    "names of one's own": _numbered("{% set aNUMBER = member.email %}{{ aNUMBER }}"),
    "days": _repeated("{{ cancel_by|date('short') }}"),
}
EXPRESSIONS = {
    "brackets": _nested("{{ " + "(" * 50, ")" * 50 + " }}"),
    "open brackets": _repeated("(", "{{ ", " }}"),
    "lists": _repeated("[", "{{ ", " }}"),
    "signs": _repeated("-", "{{ ", "1 }}"),
    "denials": _repeated("not ", "{{ ", "1 }}"),
    "dots": _repeated(".a", "{{ member", " }}"),
    "filters": _repeated("|upper", "{{ member.email", " }}"),
    "filters of days": _repeated("|date", "{{ cancel_by", " }}"),
    "growing filters": _repeated("|replace('', 'aaaaaaaaaa')", "{{ member.email", " }}"),
    "sums": _repeated(" ~ 'a'", "{{ 'a'", " }}"),
    "a word": _repeated("a", "{{ '", "' }}"),
    "words": _repeated("a ", "{{ ", " }}"),
    "a verb": _repeated("if", "{% ", " %}"),
    "quotes": _repeated("'", "{{ ", "x' }}"),
    "quotes of both kinds": _repeated("'\"", "{{ ", " }}"),
    "backslashes": _repeated("\\", "{{ '", " }}"),
    "escaped quotes": _repeated("\\'", "{{ '", " }}"),
    "blanks in a name": _repeated(" ", "{{ member", ".email }}"),
}
HTML = {
    "elements": _repeated("<div>"),
    "cells": _repeated("<table><tr><td>"),
    "paragraphs": _repeated("<p>x"),
    "bold": _repeated("<b>", "", "x"),
    "bold of many kinds": _numbered("<b id=aNUMBER><p>x"),
    "brackets": _repeated("<"),
    "ampersands": _repeated("&"),
    "numbers of letters": _repeated("&#"),
    "attributes": _repeated("a='b' ", "<p ", ">x</p>"),
    "attributes of many kinds": _numbered("<p aNUMBER='b'>x</p>"),
    "comments": _repeated("<!--"),
    "hyphens": _repeated("<!-"),
    "our own marks": _repeated("<!--fn0123456789n0x-->"),
    "links that never end": _repeated("<a href='"),
    "styles": _repeated("<style>"),
    "half a style": _repeated("<style"),
    "rules": _repeated("p{color:red}", "<style>", "</style><p>x</p>"),
    "rules and paragraphs": lambda size: (
        f"<style>{'p{color:red;margin:1px}' * (size // 46)}</style>{'<p>x</p>' * (size // 20)}"
    ),
    "links": _repeated("<a href='{{ links.pay }}'>x</a>"),
    "smart tags in a link": _repeated("{{ member.email }}", "<a href='https://a.example/?", "'>x</a>"),
    "smart tags in an attribute": _repeated("{{ member.email }}", "<p title='", "'>x</p>"),
}
WORDS = {
    "lines": _repeated("x\n"),
    "empty lines": _repeated("\n \n", "x", "x"),
    "blanks": _repeated(" ", "x", "x"),
    "blanks before a line": _repeated(" ", "x\n", "\nx"),
    "stars": _repeated("**"),
    "stars and words": _repeated("*a "),
    "beginnings of links": _repeated("[a]("),
    "square brackets": _repeated("["),
    "round brackets": _repeated("(", "[a]"),
    "whole links": _repeated("[a](https://a.example) "),
    "tags of MemberMouse": _repeated("[MM_Member_Data name='firstName']"),
    "decisions of MemberMouse": _repeated("[MM_Member_Decision isMember='true']"),
    "an equation of MemberMouse": _repeated(
        "(1|", "[MM_Member_Decision membershipId='", "']x[/MM_Member_Decision]"
    ),
    "control characters": _repeated("".join(map(chr, range(32)))),
    "accents": _repeated("\u0301", "e"),
    "the last letter of all": _repeated("\U0010ffff"),
    "half a letter": _repeated("\ud800x"),
    "turns of direction": _repeated("\u202e\u202dx"),
}

GIANTS: Mapping[str, Callable[[int], str]] = {
    f"{group}: {name}": make
    for group, makes in (("tags", SMART_TAGS), ("expression", EXPRESSIONS), ("html", HTML), ("words", WORDS))
    for name, make in makes.items()
}
"""By name: what makes a text of about so many characters."""
