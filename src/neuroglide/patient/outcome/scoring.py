"""From what was filled in to a score, or to the reason why there is none.

No wording of a questionnaire stands here: sections and totals come in, numbers go out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from neuroglide.patient.outcome.measures import Measure, load_measures
from neuroglide.patient.outcome.reading import choice, mapping, number, refuse


@dataclass(frozen=True)
class Score:
    """The score of one series at one time.

    ``series`` a measure, with its place or side (``odi``, ``nprs.leg``, ``slr.r``); ``value`` [points] or None with the
    ``reason``; ``label``, the band it falls into, and ``patient_label``, the same where patients may see it;
    ``version`` of the questionnaire; ``device`` and ``rater`` of an angle.
    """

    series: str
    value: float | None
    reason: str = ""
    label: str = ""
    patient_label: str = ""
    version: str | None = None
    device: str | None = None
    rater: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return dict(vars(self))


def score_odi(raw: Any, source: str | None = None) -> Score:
    """The Oswestry Disability Index from its sections.

    Parameters: raw ``{version, sections}`` with ten values 0 to 5, null where unanswered, a list where two boxes were
    ticked (the higher counts); or ``{version, score}`` with a score already worked out. Returns the Score [0 to 100].
    Equation: sum of the answered sections / (5 x answered) x 100. Raises: InputError.
    """
    measure = load_measures()["odi"]
    raw = mapping(raw, "odi", ("version", "sections", "score"), source)
    version = choice(str(raw.get("version")), "the ODI's version", measure.versions, source)
    if ("sections" in raw) == ("score" in raw):
        raise refuse("odi needs its sections or its score, one of them.", "write ten sections, or the score", source)
    if "score" in raw:
        return _made(measure, "odi", number(raw["score"], "odi.score", measure.low, measure.high, source),
                     version=version)
    rule = {name: int(value) for name, value in measure.scoring.items()}
    sections = raw["sections"]
    if not isinstance(sections, (list, tuple)) or len(sections) != rule["sections"]:
        count = len(sections) if isinstance(sections, (list, tuple)) else "no"
        raise refuse(f"odi.sections has {count} values, and the ODI has {rule['sections']} sections.",
                     "write null for a section that was not answered", source)
    read = [_section(value, i + 1, rule["section_max"], source) for i, value in enumerate(sections)]
    answered = [value for value in read if value is not None]
    if len(answered) < rule["min_answered"]:
        return Score("odi", None, version=version, reason=f"{len(answered)} of {rule['sections']} sections answered; "
                     f"fewer than {rule['min_answered']} give no score (our choice)")
    return _made(measure, "odi", 100 * sum(answered) / (rule["section_max"] * len(answered)), version=version)


def _section(value: Any, place: int, highest: int, source: str | None) -> float | None:
    name = f"section {place} of the ODI"
    if value is None:
        return None
    if isinstance(value, (list, tuple)):  # two boxes ticked: the higher
        if not value:
            raise refuse(f"{name} is an empty list.", "write null when it was not answered", source)
        return max(number(item, name, 0, highest, source, whole=True) for item in value)
    return number(value, name, 0, highest, source, whole=True)


def score_psfs(raw: Any, source: str | None = None) -> Score:
    """The Patient-Specific Functional Scale: the mean of the patient's activities, each 0 to 10.

    Parameters: raw, a list of scores, ``{scores: [...]}`` or ``{score: mean}``. Raises: InputError.
    """
    measure = load_measures()["psfs"]
    if isinstance(raw, Mapping):
        raw = mapping(raw, "psfs", ("scores", "score"), source)
        raw = raw.get("scores", raw.get("score"))
    values = raw if isinstance(raw, (list, tuple)) else [raw]
    if not values:
        raise refuse("psfs has no activities.", "write the score of at least one activity", source)
    read = [number(value, "an activity of the PSFS", measure.low, measure.high, source) for value in values]
    return _made(measure, "psfs", sum(read) / len(read))


def score_start_back(raw: Any, source: str | None = None) -> Score:
    """The STarT Back total with its risk group: 3 or less low, else high from 4 psychosocial points, else medium.

    Parameters: raw ``{total, psychosocial}``. Raises: InputError, also when the part exceeds the whole.
    """
    measure = load_measures()["start_back"]
    rule = measure.scoring
    raw = mapping(raw, "start_back", ("total", "psychosocial"), source)
    total = number(raw.get("total"), "start_back.total", measure.low, measure.high, source, whole=True)
    part = raw.get("psychosocial")
    if part is not None:
        part = number(part, "start_back.psychosocial", 0, rule["psychosocial_max"], source, whole=True)
        if part > total:
            raise refuse(f"start_back: {part:g} psychosocial points of {total:g} in all.",
                         "the psychosocial items are part of the total: correct one of them", source)
    if total <= rule["low_total_to"]:
        label = "low risk"
    elif part is None:
        return Score("start_back", total, label="medium or high risk: the psychosocial points decide",
                     patient_label="")
    else:
        label = "high risk" if part >= rule["high_psychosocial_from"] else "medium risk"
    return Score("start_back", total, label=label, patient_label="")


def score_plain(id: str, raw: Any, source: str | None = None, name: str | None = None) -> Score:
    """A measure that comes as one number, bare or as ``{score: number}``. Raises: InputError."""
    measure, name = load_measures()[id], name or id
    if isinstance(raw, Mapping):
        raw = mapping(raw, name, ("score",), source).get("score")
    return _made(measure, id, number(raw, name, measure.low, measure.high, source, measure.whole))


def score_nprs(raw: Any, source: str | None = None) -> list[Score]:
    """Pain by place: a number, or ``{now, best, worst}``, of which ``now`` is followed. Raises: InputError."""
    measure = load_measures()["nprs"]
    found = []
    for place, value in mapping(raw, "nprs", measure.places, source).items():
        name = f"nprs.{place}"
        if isinstance(value, Mapping):
            value = mapping(value, name, ("now", "best", "worst"), source)
            parts = {key: number(item, f"{name}.{key}", measure.low, measure.high, source)
                     for key, item in value.items() if item is not None}
            if parts.get("best", measure.low) > parts.get("worst", measure.high):
                raise refuse(f"{name}: best {parts['best']:g} is more pain than worst {parts['worst']:g}.",
                             "exchange or correct them", source)
            found.append(_made(measure, name, parts["now"]) if "now" in parts else
                         Score(name, None, reason="pain now was not given"))
        elif value is not None:
            found.append(_made(measure, name, number(value, name, measure.low, measure.high, source)))
    return found


def score_slr(raw: Any, source: str | None = None) -> list[Score]:
    """Straight leg raises: one ``{side, angle_deg, device, rater}`` or a list of them. Raises: InputError.

    ``rater`` same or different: against the measurement before.
    """
    measure = load_measures()["slr"]
    found = []
    for item in raw if isinstance(raw, (list, tuple)) else [raw]:
        item = mapping(item, "slr", ("side", "angle_deg", "device", "rater"), source)
        side = choice(item.get("side"), "slr.side", measure.places, source)
        if any(score.series == f"slr.{side}" for score in found):
            raise refuse(f"slr has two angles of side {side} in one entry.", "keep one, or give them dates", source)
        device = item.get("device") and choice(item["device"], "slr.device", DEVICES, source)
        rater = item.get("rater") and choice(item["rater"], "slr.rater", RATERS, source)
        angle = number(item.get("angle_deg"), "slr.angle_deg", measure.low, measure.high, source)
        found.append(_made(measure, f"slr.{side}", angle, device=device, rater=rater))
    return found


DEVICES, RATERS = ("goniometer", "inclinometer", "phone", "visual"), ("same", "different")
_PLAIN = {"rmdq": "rmdq", "s_lanss": "s_lanss", "paindetect": "pain_detect", "groc": "groc", "dash": "dash",
          "quickdash": "quickdash"}
_PARTS = {"fabq": {"pa": "fabq_pa", "work": "fabq_work"},
          "boston": {"symptom": "boston_symptom", "function": "boston_function"}}
#: Names of a follow-up entry, or of an examination's questionnaires, that are measures.
NAMES = ("nprs", "odi", "rmdq", "psfs", "s_lanss", "paindetect", "fabq", "start_back", "groc", "dash", "quickdash",
         "boston", "slr")


def score_all(raw: Mapping[str, Any], source: str | None = None) -> dict[str, Score]:
    """Every score of an entry or of an examination's questionnaires, by series.

    Parameters: raw, values by name (``NAMES``); other names are left alone. Raises: InputError.
    """
    found: list[Score] = []
    for name, value in raw.items():
        if name not in NAMES or value is None:
            continue
        if name in _PLAIN:
            found.append(score_plain(_PLAIN[name], value, source, name))
        elif name in _PARTS:
            parts = mapping(value, name, tuple(_PARTS[name]), source)
            found += [score_plain(_PARTS[name][part], item, source, f"{name}.{part}")
                      for part, item in parts.items() if item is not None]
        else:
            made = _BY_NAME[name](value, source)
            found += made if isinstance(made, list) else [made]
    return {score.series: score for score in found}


_BY_NAME = {"nprs": score_nprs, "odi": score_odi, "psfs": score_psfs, "start_back": score_start_back, "slr": score_slr}


def _made(measure: Measure, series: str, value: float, **more: Any) -> Score:
    band = measure.band(value)
    return Score(series, value, label=band.label if band else "",
                 patient_label=band.label if band and band.patient else "", **more)
