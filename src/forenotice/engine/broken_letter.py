"""The letter about a pulse that breaks off each time, in both languages. Pure."""

from forenotice.engine.findings import PulseBroken
from forenotice.engine.letter import About, Block


def in_english(found: PulseBroken, about: About) -> tuple[str, list[Block]]:
    """Subject and blocks."""
    since = f"{found.since:%Y-%m-%d} at {found.since:%H:%M}"
    return f"{about.name}: reminders cannot be prepared", [
        f"Since {since}, each try to prepare your reminders breaks off, and none leave.",
        (
            "What it means: nothing is lost. We try again each minute, and what is not yet too late leaves "
            "as soon as it works. You get no other word from us until then."
        ),
        (
            "What to do: forward this to whoever looks after the machine. Its log says where it breaks "
            f"({found.fault}), and so does this:"
        ),
        about.command("pulse"),
    ]


def in_french(found: PulseBroken, about: About) -> tuple[str, list[Block]]:
    """Subject and blocks."""
    since = f"{found.since:%d/%m/%Y} à {found.since:%H:%M}"
    return f"{about.name} : les rappels ne peuvent pas être préparés", [
        f"Depuis le {since}, chaque essai de préparer vos rappels s'interrompt, et aucun ne part.",
        (
            "Ce que cela veut dire : rien n'est perdu. Nous réessayons chaque minute, et ce qui n'est pas "
            "encore trop tard partira dès que cela marchera. D'ici là, nous ne vous écrirons rien d'autre."
        ),
        (
            "Que faire : transmettez ce message à la personne qui s'occupe de la machine. Son journal dit où "
            f"cela s'interrompt ({found.fault}), et ceci le dit aussi :"
        ),
        about.command("pulse"),
    ]
