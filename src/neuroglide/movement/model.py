"""What a movement is: a start posture and steps, with who does it, why, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

KINDS = ("technique", "test", "experiment")
CLASSES = ("slider", "tensioner", "stretch", "opener", "test")
PERFORMERS = ("patient", "clinician")
POSITIONS = ("supine", "seated", "long_sitting", "standing", "side_lying", "prone")
#: Grades of the packaged library (src/neuroglide/movement/library/README.md); a file may carry another word.
GRADES = ("trial-moderate", "trial-low", "trial-very-low", "measured", "custom")


@dataclass(frozen=True, slots=True)
class Angle:
    """One coordinate as the file names it (``knee_flexion_affected``), its angle [rad] and its line.

    ``named`` is the range the file writes in the angle's place (``foot`` or ``-foot``); the angle is then its middle.
    """

    name: str
    value_rad: float
    line: int | None = field(default=None, compare=False)
    named: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """An angle that a study leaves open: two or more rising values [rad] that it may have had, and why they are run."""

    name: str
    values_rad: tuple[float, ...]
    why: str
    line: int | None = field(default=None, compare=False)

    @property
    def middle_rad(self) -> float:
        """The middle value [rad]; of an even number the lower of the middle two."""
        return self.values_rad[(len(self.values_rad) - 1) // 2]


@dataclass(frozen=True, slots=True)
class Step:
    """A move to angles (``to_start``: to the start posture), or a hold, lasting ``seconds`` [s]."""

    kind: str
    seconds: float
    angles: tuple[Angle, ...] = ()
    to_start: bool = False
    label: str | None = None
    note: str | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Steps done ``repeat`` times over: a bout of oscillations inside a session."""

    steps: tuple[Step | Group, ...]
    repeat: int = 1
    label: str | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Approach:
    """How ``start`` is reached from relaxed supine neutral: a ramp of ``seconds`` [s], then ``hold`` [s]."""

    seconds: float = 5.0
    hold: float = 0.0


@dataclass(frozen=True, slots=True)
class Dose:
    """The dose a study used or custom gives; every field may be unknown (None)."""

    sets: float | None = None
    repetitions: float | None = None
    hold_s: float | None = None
    sessions_per_day: float | None = None
    sessions_per_week: float | None = None
    weeks: float | None = None
    note: str | None = None


@dataclass(frozen=True)
class Movement:
    """A technique, test or experiment as posture over time, parsed and within the limits.

    ``start`` and the moves hold angles [rad] under the names of the file; sides are resolved by
    :func:`neuroglide.movement.build_timeline`. An angle that ``ranges`` leaves open stands at its middle value here;
    :func:`neuroglide.movement.variants` gives all of them. ``source`` is the file it came from.
    """

    id: str
    steps: tuple[Step | Group, ...]
    start: tuple[Angle, ...] = ()
    repeat: int = 1
    approach: Approach = Approach()
    name: str | None = None
    kind: str | None = None
    class_: str | None = None
    performed_by: str | None = None
    position: str | None = None
    sources: tuple[str, ...] = ()
    evidence_grade: str | None = None
    summary: str | None = None
    purpose: str | None = None
    instructions: tuple[str, ...] = ()
    note: str | None = None
    dose: Dose | None = None
    ranges: tuple[Range, ...] = ()
    source: str = field(default="<movement>", compare=False)
    #: Line of ``repeat``, or of ``steps`` without one, in the source.
    repeat_line: int | None = field(default=None, compare=False)

    @property
    def title(self) -> str:
        """The name for people, or the id where there is none."""
        return self.name or self.id

    @property
    def start_deg(self) -> Mapping[str, float]:
        """The start posture [deg] under the names of the file."""
        from neuroglide.units import from_si

        return {angle.name: from_si(angle.value_rad, "deg") for angle in self.start}
