"""MemberMouse's decisions as conditions of ours: an attribute's equation asked of what we know."""

from collections.abc import Mapping

from forenotice.composer.membermouse.equations import Both, Equation, EquationError, condition, parse
from forenotice.composer.membermouse.native import Counterpart
from forenotice.composer.membermouse.questions import QUESTIONS, Question, question_of

NOBODY = "false"
"""The condition in place of one that we cannot ask: its words are then for nobody."""

_UNKNOWN = "Until then, nobody reads the words inside of it."


def decision(name: str, attributes: Mapping[str, str]) -> Counterpart:
    """The condition for an opening tag, empty when there is none.

    Raise :class:`EquationError` when its own rules forbid what it asks.
    """
    questions = QUESTIONS.get(name.lower())
    if questions is None:
        why = "Forenotice knows nothing of what it asks."
        return Counterpart("", why, f"Write a condition of your own in its place. {_UNKNOWN}")
    if not attributes:
        raise EquationError("It asks for nothing.")
    asked = [(attribute, question_of(attribute, questions), value) for attribute, value in attributes.items()]
    unknown = [attribute for attribute, question, _ in asked if question is None]
    if unknown:
        why = f"Forenotice cannot ask for {', '.join(unknown)}."
        return Counterpart("", why, f"Write a condition of your own in its place. {_UNKNOWN}")
    known = [(question, parse(value)) for _, question, value in asked if question is not None]
    written = [_condition(question, equation, is_alone=len(known) == 1) for question, equation in known]
    return Counterpart(
        " and ".join(written),
        " ".join(dict.fromkeys(question.why for question, _ in known if question.why)),
        " ".join(dict.fromkeys(question.advice for question, _ in known if question.advice)),
    )


def _condition(question: Question, equation: Equation, *, is_alone: bool) -> str:
    written = condition(equation, question.write)
    needs_brackets = isinstance(equation, Both) and equation.word == "or" and not is_alone
    return f"({written})" if needs_brackets else written
