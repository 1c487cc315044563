"""How a change of a field is typed, and the class that it demands at least (DESIGN §7).

Every field that readers see has one of these values in its annotation:

    locations: Annotated[Stated[tuple[Location, ...]], Items("location", added="material", dropped="minor")]

`comparing.fact_diff` asks it what became of a value; `rows` lists all answers it can give, for the manual.  A field
without one is an error where its kind is declared (`kind.Kind`).
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from trustcenter.model.periods import parse_period

Floor: TypeAlias = Literal["editorial", "minor", "material"]
FLOORS: tuple[Floor, ...] = ("editorial", "minor", "material")
"""The classes that facts can demand, weakest first."""
Row: TypeAlias = tuple[str, Floor]
"""A type of change and its floor: `("location added", "material")`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFloors:
    """The floors of a whole record that is added or removed."""

    added: Floor
    removed: Floor


class Comparison(ABC):
    """What a field says of two values of it that differ; None stands for a field that is absent."""

    __slots__ = ()

    @abstractmethod
    def compare(self, before: Any, after: Any, /) -> Row:
        """The type of the change and its floor."""

    @abstractmethod
    def rows(self) -> tuple[Row, ...]:
        """Every answer that `compare` can give."""


@dataclass(frozen=True, slots=True)
class Changed(Comparison):
    """Any difference counts the same."""

    floor: Floor

    def compare(self, _before: Any, _after: Any, /) -> Row:
        return "changed", self.floor

    def rows(self) -> tuple[Row, ...]:
        return (("changed", self.floor),)


EDITORIAL, MINOR, MATERIAL = Changed("editorial"), Changed("minor"), Changed("material")


@dataclass(frozen=True, slots=True)
class Worded(Comparison):
    """Free text: `editorial` where only case, punctuation and white space differ."""

    floor: Floor

    def compare(self, before: Any, after: Any, /) -> Row:
        a, b = (re.sub(r"\W+", "", str(value or "")).casefold() for value in (before, after))
        return ("reworded", "editorial") if a == b else ("changed", self.floor)

    def rows(self) -> tuple[Row, ...]:
        return (("reworded", "editorial"), ("changed", self.floor))


CORRECTED: Row = ("corrected", "editorial")
"""A name of the same entity that was misprinted, as its record declares."""


TAKEN_OVER: Row = ("taken over", "material")
"""A name of another entity that took over the contract, as the record declares."""


@dataclass(frozen=True, slots=True)
class Named(Comparison):
    """The name of a record; `otherwise` is the floor where there was none or is none any more.

    `replaced`: another name means another entity unless the record declares it (`formerly`), and this is the floor.
    """

    otherwise: Floor
    renamed: Floor = "editorial"
    replaced: Floor | None = None

    def compare(self, before: Any, after: Any, /) -> Row:
        return ("renamed", self.renamed) if before and after else ("changed", self.otherwise)

    def rows(self) -> tuple[Row, ...]:
        replaced: tuple[Row, ...] = (CORRECTED, TAKEN_OVER, ("replaced", self.replaced)) if self.replaced else ()
        return (("renamed", self.renamed), *replaced, ("changed", self.otherwise))


@dataclass(frozen=True, slots=True)
class Length(Comparison):
    """A period that gets longer or shorter; one that is no longer stated counts as `material`."""

    noun: str
    longer: Floor = field(kw_only=True)
    shorter: Floor = field(kw_only=True)

    def compare(self, before: Any, after: Any, /) -> Row:
        lesser, greater = sorted((self.longer, self.shorter), key=FLOORS.index)
        if not isinstance(after, str):
            return f"{self.noun} no longer stated", "material"
        if not isinstance(before, str):
            return f"{self.noun} stated", lesser
        difference = parse_period(after).about_days - parse_period(before).about_days
        if difference == 0:
            return f"{self.noun} changed", greater
        return (f"{self.noun} lengthened", self.longer) if difference > 0 else (f"{self.noun} shortened", self.shorter)

    def rows(self) -> tuple[Row, ...]:
        lesser, greater = sorted((self.longer, self.shorter), key=FLOORS.index)
        return (
            (f"{self.noun} lengthened", self.longer), (f"{self.noun} shortened", self.shorter),
            (f"{self.noun} changed", greater), (f"{self.noun} stated", lesser),
            (f"{self.noun} no longer stated", "material"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ladder(Comparison):
    """Values from best to worst for the person concerned: a step down is `material`, a step up `minor`.

    `steps` are values, or tuples of values that are equally good.  Of a list the best item counts.
    """

    noun: str
    steps: tuple[object, ...]

    def compare(self, before: Any, after: Any, /) -> Row:
        was, now, unknown = self._rank(before), self._rank(after), len(self.steps)
        if was == unknown != now:  # what was not stated may only turn out to be the best
            return f"{self.noun} stated", "minor" if now == 0 else "material"
        if now == was:
            return f"{self.noun} changed", "minor"
        return (f"{self.noun} weakened", "material") if now > was else (f"{self.noun} strengthened", "minor")

    def _rank(self, value: Any) -> int:
        items = value if isinstance(value, list) else [value]
        return min((self._step(item) for item in items), default=len(self.steps))

    def _step(self, item: Any) -> int:
        held = [step if isinstance(step, tuple) else (step,) for step in self.steps]
        return next((place for place, values in enumerate(held) if item in values), len(held))

    def rows(self) -> tuple[Row, ...]:
        return (
            (f"{self.noun} weakened", "material"), (f"{self.noun} strengthened", "minor"),
            (f"{self.noun} changed", "minor"), (f"{self.noun} stated (the best)", "minor"),
            (f"{self.noun} stated (not the best)", "material"),
        )  # fmt: skip


def ladder(noun: str, *steps: object) -> Ladder:
    """`ladder("consent", "all parties", "one party", "none")`: from best to worst."""
    return Ladder(noun, steps)


@dataclass(frozen=True, slots=True)
class Items(Comparison):
    """A list whose items come and go one by one; `noun` is what one is called."""

    noun: str
    added: Floor = field(kw_only=True)
    dropped: Floor = field(kw_only=True)

    def compare(self, _before: Any, after: Any, /) -> Row:
        """For a list that becomes known or unknown as a whole."""
        return "changed", self.added if isinstance(after, list) else self.dropped

    def rows(self) -> tuple[Row, ...]:
        return ((f"{self.noun} added", self.added), (f"{self.noun} dropped", self.dropped))


@dataclass(frozen=True, slots=True)
class Places(Items):
    """Locations: a city or region named in a country that was stated as a whole is no new location."""

    specified: Floor = field(kw_only=True, default="editorial")

    def specifies(self, before: object, after: object, /) -> bool:
        """Whether a location names a place in the country that another one states: `IE` → `IE: Dublin`."""
        return str(after).startswith(f"{before}:")

    def rows(self) -> tuple[Row, ...]:
        return (*Items.rows(self), (f"{self.noun} specified", self.specified))


MERGED: Row = ("merged", "material")
JOINED: Row = ("joined", "minor")
SPLIT_OFF: Row = ("split off", "material")
SPLIT: Row = ("split", "minor")
MERGED_AS_STATED: Row = ("merged, as stated before", "minor")


@dataclass(frozen=True, slots=True)
class Lineage(Comparison):
    """The ids under which a record stood before: what becomes of records that end in another one, or come from one.

    `merged` and `split off`: into or from another legal entity; `joined` and `split`: of the same entity.  A record
    that said before into which one it would be merged only leaves.
    """

    def compare(self, _before: Any, _after: Any, /) -> Row:
        return "changed", "editorial"

    def rows(self) -> tuple[Row, ...]:
        return (("changed", "editorial"), MERGED, MERGED_AS_STATED, JOINED, SPLIT_OFF, SPLIT)


LINK_ADDED: Row = ("link added", "material")
LINK_DROPPED: Row = ("link dropped", "minor")
CHAIN_LENGTHENED: Row = ("chain lengthened", "material")
CHAIN_UNKNOWN: Row = ("chain no longer known", "material")
CHAIN_ENDS: Row = ("chain stated to end", "minor")


@dataclass(frozen=True, slots=True)
class Chain(Comparison):
    """A chain of processors: links that come and go, how long it is, and `parts`, what each link says of itself.

    A link is a company at one place of the chain, so the same company at another place is another link.  A chain that
    becomes known is told link by link.
    """

    parts: Mapping[str, Comparison] = field(hash=False)

    def compare(self, _before: Any, after: Any, /) -> Row:
        """For a chain, or the end of one, that is no longer known, or of which it is said that it ends here."""
        return CHAIN_ENDS if isinstance(after, list) else CHAIN_UNKNOWN

    def rows(self) -> tuple[Row, ...]:
        ends = (LINK_ADDED, LINK_DROPPED, CHAIN_LENGTHENED, CHAIN_UNKNOWN, CHAIN_ENDS)
        inner = ((name, row) for name, comparison in self.parts.items() for row in comparison.rows())
        return (*ends, *((what if what.startswith(("place", "access")) else f"{name} of a link {what}", demanded)
                         for name, (what, demanded) in inner))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts(Comparison):
    """A record within the record, told part by part.

    `also` names, for a part, the field of the record that repeats it: where that changed too, the part is not told.
    """

    floor: Floor
    also: Mapping[str, str] = field(default_factory=dict, hash=False)

    def compare(self, _before: Any, _after: Any, /) -> Row:
        return "changed", self.floor

    def rows(self) -> tuple[Row, ...]:
        return (("changed", self.floor),)
