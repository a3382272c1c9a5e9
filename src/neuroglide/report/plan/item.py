"""One technique of a plan as the clinician reads it: how far, how much, its numbers, what stopped it, its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neuroglide.parameters import load_set
from neuroglide.report.plan.answer import best_place
from neuroglide.report.plan.names import plain, sentence, site, sources

_NUMBERS = (("excursion_mm", "how far the nerve slides there", "mm", 1),
            ("peak_strain_percent", "largest strain", "%", 1),
            ("min_blood_flow_percent", "least blood flow of the nerve", "%", 0))
#: What a symptom too small to be told from none is called.
NO_FLARE = "in the model, which knows no flare-up"


def technique(item: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """One technique in words; ``steps`` are filled by the pictures."""
    binds = [plain(one["text"]) for one in item["binds"].values() if one and one.get("text")]
    dose = item["dose"]
    return {
        "id": item["id"], "name": item["name"], "where": best_place(item), "amplitude": f"{item['amplitude_text']}.",
        "why": f"Start: {item['start_text']}. Tempo: {item['tempo']}. {judged(content)}",
        "dose": [(_unit(name, value), f"{value:g}") for name, value in _dose(dose) if value],
        "numbers": {"title": "Over the whole session, in this model: middle, and where nine of ten possible nerves of "
                             "this person lie", "heads": ["", "Middle", "Nine of ten"],
                    "rows": [*(_number(item, *one) for one in _NUMBERS), symptom_row(item)]},
        "binding": "What stopped it from being larger: " + "; ".join(dict.fromkeys(binds)) + "." if binds else "",
        "evidence": evidence(item),
    }


def _dose(dose: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The parts of a dose; of one set without holds there is nothing to rest between."""
    rest = dose["rest_s"] if dose["sets"] > 1 or dose["hold_s"] else 0
    return [("sets", dose["sets"]), ("repetitions", dose["reps"]), ("s held", dose["hold_s"]), ("s of rest", rest),
            ("times a day", dose["per_day"]), ("days a week", dose["days_per_week"]), ("weeks", dose["weeks"])]


def _unit(name: str, value: float) -> str:
    """The name of what is counted, in the singular for one."""
    first, _, rest = name.partition(" ")
    return f"{first.removesuffix('s') or first} {rest}".strip() if value == 1 else name


def judged(content: Mapping[str, Any]) -> str:
    """Where along the nerve the techniques are compared, in words."""
    where, chance = content["site_of_interest"], content["site_of_interest"].get("probability")
    if where["because"] == "examined" or chance is None:
        return f"Judged at {site(where['site'])}: the findings point to this tunnel."
    what = {"restriction": "restricted", "sensitised": "sensitised"}.get(where["because"], where["because"])
    unsure = "" if chance >= 0.5 else ": the place is uncertain"
    return f"Judged at {site(where['site'])} ({what}, {_percent(chance)} in this model{unsure})."


def evidence(item: Mapping[str, Any]) -> list[str]:
    """What trials say of the technique, what of it was tested, and where its place in the order comes from."""
    said = [f"Evidence: {item['certainty'].replace('_', ' ')}"
            + (f" ({sources(item['sources'])})." if item["sources"] else ", no source.")]
    if item.get("found"):
        said.append(f"Found: {plain(item['found'])}")
    share = item.get("share_of_full_range", item.get("reach"))
    if item.get("untested_size", share is not None and share < 1):
        said.append("Not tested at this size" + (f", {_percent(share)} of the full movement." if share < 1 else "."))
    return said + ([sentence(item["custom"])] if item.get("custom") else [])


def symptom_row(item: Mapping[str, Any]) -> list[str]:
    """The largest symptom; under half a point it is told as that, and never as none."""
    small = load_set().record("plan.bound.symptom.high").value
    low, middle, high = item["symptom_max_low"], item["symptom_max"], item["symptom_max_high"]
    if high < small:
        return ["strongest symptom", f"under {small:g} of 10 {NO_FLARE}", f"under {small:g} of 10"]
    shown = [f"under {small:g}" if value < small else f"{value:.1f}" for value in (low, middle, high)]
    return ["strongest symptom", f"{shown[1]} of 10 {NO_FLARE}", f"{shown[0]} to {shown[2]} of 10"]


def _number(item: Mapping[str, Any], key: str, name: str, unit: str, digits: int) -> list[str]:
    low, high = item[f"{key}_low"], item[f"{key}_high"]
    return [name, f"{item[key]:.{digits}f} {unit}", f"{low:.{digits}f} to {high:.{digits}f} {unit}"]


def _percent(share: float) -> str:
    return "under 1 %" if share < 0.01 else "over 99 %" if 0.99 < share < 1 else f"{100 * share:.0f} %"


def chosen(content: Mapping[str, Any], signed: bool) -> dict[str, Any] | None:
    """The ranked techniques as a table; None where there is only one."""
    items = content["techniques"]
    rows = [[f"{one['rank']}. {one['name']}", f"{one['class']}, {best_place(one)}", one["amplitude_text"],
             one["dose_text"], _band(one, "excursion_mm", "mm"), _band(one, "peak_strain_percent", "%"),
             one["certainty"].replace("_", " ")] for one in items]
    heads = ["Technique", "Class, where", "How far", "How much", "Slide", "Largest strain", "Evidence"]
    title = "Techniques that were signed, with their rank in the draft" if signed else "Techniques, best first"
    return {"title": title, "rows": rows, "heads": heads, "words": "They stand in one another's place; they are not "
            "added to one another." if not signed else ""} if len(rows) > 1 else None


def _band(item: Mapping[str, Any], key: str, unit: str, digits: int = 1) -> str:
    return f"{item[key]:.{digits}f} ({item[f'{key}_low']:.{digits}f} to {item[f'{key}_high']:.{digits}f}) {unit}"
