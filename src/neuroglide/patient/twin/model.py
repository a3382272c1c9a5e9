"""What the inference says, as plain frozen values; every number with an interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from neuroglide.body.person import Sensitised
    from neuroglide.evidence.replay import Own
    from neuroglide.parameters import ParameterSet
    from neuroglide.patient.twin.cloud import Cloud

SCHEMA = "neuroglide.twin/1"
LIMITERS = ("nerve", "hamstring", "joint", "several")


@dataclass(frozen=True)
class Band:
    """Median and 90 % interval."""

    median: float
    low: float
    high: float

    def text(self, digits: int = 1) -> str:
        """The band in words, without its unit."""
        return f"{self.median:.{digits}f} ({self.low:.{digits}f} to {self.high:.{digits}f})"


@dataclass(frozen=True)
class Learned:
    """A parameter before and after: ``spread_over_prior``, ratio of standard deviations (of logarithms for what cannot
    be negative); ``learned``, whether that is below the record ``twin.learned_below``."""

    name: str
    prior: Band
    posterior: Band
    spread_over_prior: float
    learned: bool
    unit: str


@dataclass(frozen=True)
class NextTest:
    """The test that would tell most: ``expected_gain_bits`` about what limits the movement; ``about`` the gain of all
    tests that were weighed."""

    test: str
    with_sensitiser: str | None
    side: str
    expected_gain_bits: float
    why: str
    about: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Unused:
    """A finding that did not enter, and why."""

    finding: str
    reason: str


@dataclass(frozen=True)
class Felt:
    """What one possible person feels of a nerve and bears of its muscles.

    ``sensitised`` sites, each with the strain at which it begins to hurt; ``healthy``, that strain of all others [1];
    ``span`` from the first symptom to 10 [1]; ``tolerance_nm`` as of a TwinDraw.
    """

    sensitised: tuple[Sensitised, ...]
    healthy: float
    span: float
    tolerance_nm: float


@dataclass(frozen=True)
class TwinDraw:
    """One possible nerve of this person, all equally probable.

    ``parameters`` the set of values; ``own`` restrictions and sensitised sites, as a Replay takes them;
    ``hamstring_tolerance_nm`` [N m] passive hip moment at which the affected leg asks to stop; ``joint_limit_deg`` hip
    flexion at which the joint ends (the range's end where it is not stiff); ``symptom_at_stop`` 0..10 at which the
    person stops. ``felt``, what each of the people feels who may have this nerve, all equally probable: the first one
    is who the rest speaks of.
    """

    parameters: ParameterSet
    own: Own
    hamstring_tolerance_nm: float
    joint_limit_deg: float
    symptom_at_stop: float
    felt: tuple[Felt, ...]


@dataclass(frozen=True)
class Twin:
    """What the findings say about this person.

    ``limiter`` probability of nerve, hamstring, joint, several; ``movement`` the test it is about; ``restriction`` by
    site [N/mm], zero where there is none, with ``restriction_probability`` (one anywhere) and ``restriction_at``;
    ``sensitisation`` {probability, sites, threshold_percent}; ``referred_probability``, that a tissue which is no nerve
    brings on the symptom; ``undetermined`` where no limiter is probable enough (the
    sentence says where an answer hangs on one single finding); ``parameters`` what was learned of each; ``used`` and
    ``unused`` findings; ``conflicts`` findings that contradict one another; ``notes`` on the inference itself;
    ``effective`` the equal draws that the result is worth; ``weighed`` the power of the findings, 1 unless the
    model could not meet them.
    """

    examination: str
    side: str
    limb: str
    movement: str
    limiter: Mapping[str, float]
    undetermined: bool
    restriction: Mapping[str, Band]
    restriction_probability: float
    restriction_at: Mapping[str, float]
    sensitisation: Mapping[str, Any]
    parameters: Mapping[str, Learned]
    cannot_tell: tuple[str, ...]
    next_test: NextTest | None
    used: tuple[str, ...]
    unused: tuple[Unused, ...]
    conflicts: tuple[str, ...]
    notes: tuple[str, ...]
    effective: float
    weighed: float
    sentences: Mapping[str, str]
    seed: int
    provenance: Mapping[str, Any]
    referred_probability: float = 0.0
    cloud: Cloud | None = field(default=None, compare=False, repr=False)

    def draws(self, n: int = 32, seed: int = 1) -> list[TwinDraw]:
        """``n`` equally probable nerves of this person; the same ``n`` and ``seed`` give the same.

        Returns: a list of TwinDraw.
        """
        return self.cloud.draws(n, seed)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        kept = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "cloud"}
        return {"schema": SCHEMA} | {name: _plain(value) for name, value in kept.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Band | Learned | NextTest | Unused):
        return {key: _plain(item) for key, item in asdict(value).items()}
    return value
