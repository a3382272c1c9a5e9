"""Published anatomical bounds: what living adults measure, and what no adult can.

They are records like the parameters, each with source and spread, but no run reads them: they stand beside the
parameter sets, so that a better bound changes neither a result nor the hash of a set.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from neuroglide.errors import InputError
from neuroglide.parameters.record import Record, read_record
from neuroglide.units import from_si

_FILE = Path(__file__).with_name("anatomy_bounds.yaml")
_PREFIX = "bound."
# The C loader is several times faster; it is missing only where PyYAML was built without libyaml.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: Standard deviations within which a value is usual, and beyond which no adult is.
USUAL_SD, IMPOSSIBLE_SD = 2.0, 3.0
#: No adult is five times another: half a slipped decimal point on a logarithmic scale, so that a factor of ten shows
#: wherever in the usual range the right value was.
SLIP = 5.0
UNUSUAL, IMPOSSIBLE = "unusual", "impossible"


@dataclass(frozen=True)
class Bound:
    """One published bound.

    ``name`` the quantity (``length.sciatic``), ``what`` the same in words; ``height_m`` the stature [m] that the figure
    stands for, None where stature plays no part; ``parameter`` the parameter that it is about, ``sex`` whom it is
    about, both empty when it is about all.
    """

    record: Record
    name: str
    what: str
    height_m: float | None = None
    parameter: str = ""
    sex: str = ""

    def scale(self, height_m: float | None) -> float:
        """Factor of the bound for a person of that stature [m]; 1 where stature plays no part."""
        return height_m / self.height_m if height_m and self.height_m else 1.0

    def usual(self, height_m: float | None = None) -> tuple[float, float]:
        """Published range in the record's own unit: the one stated, or the mean -+ 2 standard deviations."""
        spread = self.record.spread
        low, high = self.record.limits or spread.get("interval") or self._within(USUAL_SD)
        factor = self.scale(height_m)
        return low * factor, high * factor

    def possible(self, height_m: float | None = None) -> tuple[float, float]:
        """What an adult can have, in the record's own unit; never of the other sign.

        The mean -+ 3 standard deviations, within a factor of ``SLIP`` of the mean, and the published range in any case.
        A bound that is only assumed cannot call a value impossible so soon: its range is widened by ``SLIP``.
        """
        usual = self.usual()
        if self.record.kind == "assumed":
            near, far = sorted(usual, key=abs)
            ends = near / SLIP, far * SLIP
        else:
            slip = sorted((self.record.value / SLIP, self.record.value * SLIP))
            low, high = self._within(IMPOSSIBLE_SD)
            ends = max(low, slip[0]), min(high, slip[1])
        factor = self.scale(height_m)
        return min(*ends, *usual) * factor, max(*ends, *usual) * factor

    def judge(self, value_si: float, height_m: float | None = None) -> str:
        """What a value [SI] is: empty when usual, ``unusual`` or ``impossible``. Not a number is impossible."""
        value = from_si(value_si, self.record.unit)
        for (low, high), name in ((self.possible(height_m), IMPOSSIBLE), (self.usual(height_m), UNUSUAL)):
            if not low <= value <= high:
                return name
        return ""

    def _within(self, deviations: float) -> tuple[float, float]:
        half = deviations * from_si(self.record.sd_si, self.record.unit)
        return self.record.value - half, self.record.value + half


def read_bound(raw: object, origin: str) -> Bound:
    """Turn one YAML entry into a checked Bound. Raises: InputError naming file, key and the rule broken."""
    record = read_record(raw, origin)
    if not record.key.startswith(_PREFIX) or not record.context.get("what"):
        raise InputError(f"record {record.key}: a bound begins with {_PREFIX!r} and says what it bounds.",
                         fix="write key: bound.topic.name and context: {what: words}.", source=origin)
    if record.value == 0:
        raise InputError(f"record {record.key}: a bound about zero says nothing of a slipped sign or point.",
                         fix="bound a size.", source=origin)
    context = record.context
    height = context.get("height_m")
    return Bound(record, record.key.removeprefix(_PREFIX), str(context["what"]),
                 None if height is None else float(height), str(context.get("parameter") or ""),
                 str(context.get("sex") or ""))


@lru_cache(maxsize=1)
def load_bounds() -> dict[str, Bound]:
    """The packaged bounds by name, in file order. Raises: InputError for a record that is wrong or stands twice."""
    bounds: dict[str, Bound] = {}
    for raw in yaml.load(_FILE.read_text(encoding="utf-8"), Loader=_LOADER):
        bound = read_bound(raw, _FILE.name)
        if bound.name in bounds:
            raise InputError(f"bound {bound.name} stands twice.", source=_FILE.name)
        bounds[bound.name] = bound
    return bounds


def bounds_of_parameter(key: str) -> list[Bound]:
    """The bounds that are about a parameter."""
    return [bound for bound in load_bounds().values() if bound.parameter == key]
