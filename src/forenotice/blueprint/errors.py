"""What can go wrong with a blueprint."""

from collections.abc import Sequence

from forenotice.blueprint.problems import Path, Problem


class BlueprintError(Exception):
    """The family of this room's errors; each says what is wrong and what to do."""


class BlueprintRefusedError(BlueprintError):
    """Nothing of a blueprint was applied. ``problems`` holds every reason with its place."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.name = name
        self.problems = tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"Nothing was applied. Please correct {name}:\n{lines}")


class PartRefusedError(BlueprintError):
    """One part was not taken. ``faults`` holds every reason with where it stands in that part."""

    def __init__(self, place: str, faults: Sequence[tuple[Path, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{place} was not taken: {' '.join(sentence for _, sentence in faults)}")


class SecretNotFoundError(BlueprintError):
    """A secret is not where the blueprint says that it is."""


class AnotherOrganizationError(BlueprintError):
    """A blueprint speaks for an organization that this instance has never heard of, beside the one it has."""
