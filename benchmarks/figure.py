"""One measured figure, the floor it must keep, and how it is printed."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value and what it is held against.

    ``at_least`` or ``at_most`` is the floor or the ceiling that is promised, ``aim`` what we would like.
    A ratio says of what; a plain value has a unit. ``note`` names the sizes, the baseline and the sink.
    """

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    aim: float | None = None
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the promise is kept; None when nothing is promised."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most

    def row(self) -> tuple[str, str, str, str, str]:
        """What a table shows of it."""
        bound = (
            "" if self.holds is None else (f"≥ {self.at_least:g}" if self.at_least else f"≤ {self.at_most:g}")
        )
        aim = f" (aim {self.aim:g})" if self.aim is not None else ""
        verdict = {None: "", True: "kept", False: "NOT KEPT"}[self.holds]
        return self.name, f"{self.value:,.4g} {self.unit}".strip(), bound + aim, verdict, self.note

    def to_json(self) -> dict[str, Any]:
        """All of it, and the verdict."""
        return asdict(self) | {"holds": self.holds}
