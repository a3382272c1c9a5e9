"""A plan's JSON in the words and tables of its report: nothing here is computed, everything is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neuroglide import __version__
from neuroglide.parameters import load_set
from neuroglide.patient.screening import red_flag_items
from neuroglide.patient.twin import words
from neuroglide.report.plan import figures

_SIDES = {"r": "right", "l": "left"}
_STOPPED_BY = {"symptom": "stopped by the symptom", "stretch": "stopped by a stretch of the muscle",
               "resistance": "stopped by the joint or resistance", "full": "nothing stopped it",
               "other": "stopped otherwise"}
_NUMBERS = (("excursion_mm", "how far the nerve slides there", "mm", 1),
            ("peak_strain_percent", "largest strain", "%", 1),
            ("min_blood_flow_percent", "least blood flow of the nerve", "%", 0),
            ("symptom_max", "strongest symptom expected", "of 10", 1))


def person_words(content: Mapping[str, Any]) -> str:
    """The person in one line."""
    who = content["examination"]["person"]
    model = f" {content['model_of']}" if content.get("model_of") else ""
    return (f"{who['sex']}, {who['age_years']:g} years, {who['height_m']:.2f} m, {who['mass_kg']:g} kg; "
            f"{_SIDES[content['side']]} {content['limb']}.{model}")


def findings(content: Mapping[str, Any]) -> list[str]:
    """What was found, a sentence each."""
    exam, screening = content["examination"], content["screening"]
    found = [_complaint(exam)]
    found += [_test(test) for test in exam.get("tests") or () if test.get("angle_deg") is not None]
    group = screening.get("group") or {}
    if group.get("value") not in (None, "unknown"):
        share = group.get("responders_percent")
        found.append(f"Group: {group['name']}." + (
            f" In one cohort {share:g} % of this group responded; that is a share of other people, not a chance of "
            "this person's." if share is not None else ""))
    for name in ("irritability", "deficit", "neuropathic", "directional_preference"):
        if screening.get(name) not in (None, "none", "unknown"):
            found.append(f"{name.replace('_', ' ').capitalize()}: {screening[name]}.")
    return found + [f"Contradiction: {one.get('text') or one.get('message')}" for one in content["contradictions"]]


def _complaint(exam: Mapping[str, Any]) -> str:
    complaint = exam["complaint"]
    text = f"Complaint: {', '.join(r.replace('_', ' ') for r in complaint.get('regions') or ()) or 'no region given'}"
    if complaint.get("duration_weeks") is not None:
        text += f", for {complaint['duration_weeks']:g} weeks"
    pains = [f"{place} {scale['now']:g}" for place, scale in (complaint.get("nprs") or {}).items()
             if scale.get("now") is not None]
    return text + (f"; pain now, of 10: {', '.join(pains)}." if pains else ".")


def _test(test: Mapping[str, Any]) -> str:
    text = f"{words.test_name(test['test'], test.get('side')).capitalize()}: {test['angle_deg']:g} degrees"
    if test.get("stopped_by"):
        text += f", {_STOPPED_BY.get(test['stopped_by'], test['stopped_by'])}"
    changed = [f"{words.sensitiser_name(name)} {one['angle_change_deg']:+g} degrees"
               for name, one in (test.get("sensitisers") or {}).items() if one.get("angle_change_deg")]
    return text + (f"; {', '.join(changed)}." if changed else ".")


def flags(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """Flags that fired and items that nobody answered, as a table; None where there are none."""
    rows = [[one["text"], one["level"], "; ".join(one["why"]), _after(one), _source(one)]
            for one in content["red_flags"]]
    items = red_flag_items()
    rows += [[items[i].question if i in items else i, "not answered", "not cleared: nothing can be signed until it is",
              "ask", items[i].source if i in items else ""] for i in content["unanswered_red_flags"]]
    heads = ["Finding", "Level", "Why", "What follows", "Source"]
    return {"title": "Flags", "heads": heads, "rows": rows} if rows else None


def _source(rule: Mapping[str, Any]) -> str:
    """The source of a rule, and whether its figure was read there."""
    return rule["source"] + ("" if rule["checked"] == "read" else " (recalled, not verified)")


def _after(flag: Mapping[str, Any]) -> str:
    by = flag.get("overridden_by")
    return flag["action"] + (f" Decided by {by['by']}: {by['reason']}" if by else "")


def limit(content: Mapping[str, Any], standalone: bool) -> dict[str, Any] | None:
    """What limits the movement; None for a stopped plan."""
    if content["limiter"] is None:
        return None
    needed = load_set().record("twin.undetermined_below").value
    needed = needed / 100.0 if needed > 1.0 else needed
    told = content["twin"].get("sentences") or {}
    next_test = content.get("next_test")
    return {
        "sentence": content["answer"], "svg": figures.limiter_bars(content["limiter"], needed, standalone=standalone),
        "caption": f"Probabilities for the {words.test_name(content['limiter_about'])}, by this model and these "
                   f"findings. Under {100 * needed:.0f} % for the largest, the answer is that it cannot be told.",
        "sentences": [text for name, text in told.items() if name not in ("limiter", "next_test", "cannot_tell")],
        "cannot_tell": list(content["cannot_tell"]), "next_test": next_test and next_test["why"],
    }


def technique(item: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """One technique in words; ``steps`` are filled by the pictures."""
    binds = [one.get("text") for one in item["binds"].values() if one and one.get("text")]
    dose = item["dose"]
    return {
        "id": item["id"], "name": item["name"], "amplitude": f"{item['amplitude_text']}.",
        "why": f"Start: {item['start_text']}. Tempo: {item['tempo']}. Judged at {content['site_of_interest']['text']}",
        "dose": [("sets", dose["sets"]), ("repetitions", dose["reps"]), ("s held", f"{dose['hold_s']:g}"),
                 ("s of rest", f"{dose['rest_s']:g}"), ("times a day", dose["per_day"]),
                 ("days a week", dose["days_per_week"]), ("weeks", dose["weeks"])],
        "numbers": {"title": "Over the whole session: middle, and where nine of ten possible nerves of this person lie",
                    "heads": ["", "Middle", "Nine of ten"], "rows": [_number(item, *one) for one in _NUMBERS]},
        "binding": "What stopped it from being larger: " + "; ".join(dict.fromkeys(binds)) + "." if binds else "",
        "certainty": (f"{item['custom']} " if item.get("custom") else "") + f"Certainty that it helps: "
                     f"{item['certainty'].replace('_', ' ')}. Sources: {', '.join(item['sources']) or 'none'}.",
    }


def _number(item: Mapping[str, Any], key: str, name: str, unit: str, digits: int) -> list[str]:
    low, high = item[f"{key}_low"], item[f"{key}_high"]
    return [name, f"{item[key]:.{digits}f} {unit}", f"{low:.{digits}f} to {high:.{digits}f} {unit}"]


def chosen(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """The ranked techniques as a table; None where there is only one."""
    items = content["techniques"]
    rows = [[f"{one['rank']}. {one['name']}", one["class"], one["amplitude_text"], one["dose_text"],
             _band(one, "excursion_mm", "mm"), _band(one, "peak_strain_percent", "%")] for one in items]
    heads = ["Technique", "Class", "How far", "How much", "Slide", "Largest strain"]
    return {"title": "Techniques, best first", "rows": rows, "heads": heads} if len(rows) > 1 else None


def _band(item: Mapping[str, Any], key: str, unit: str, digits: int = 1) -> str:
    return f"{item[key]:.{digits}f} ({item[f'{key}_low']:.{digits}f} to {item[f'{key}_high']:.{digits}f}) {unit}"


def pareto(content: Mapping[str, Any], standalone: bool) -> dict[str, Any] | None:
    """The picture of what was weighed; None without techniques."""
    if not content.get("pareto"):
        return None
    first = content["techniques"][0]["id"] if content["techniques"] else None
    points = [figures.Point(one["name"], _ends(one["excursion_mm"]), _ends(one["peak_strain_percent"]),
                            one["id"] == first, bool(one["dominated_by"])) for one in content["pareto"]]
    bound = next((b for b in content["bounds"] if b.get("id") == "strain"), {})
    listed = ", ".join(f"{n} {p.name}" for n, p in enumerate(points, start=1))
    return {"svg": figures.pareto(points, bound.get("limit"), standalone=standalone),
            "caption": f"Each technique at its size for this person: slide at the site of interest against the largest "
                       f"strain anywhere, lines for nine of ten. Filled large: the first choice. {listed}."}


def _ends(band: Mapping[str, float]) -> tuple[float, float, float]:
    return band["median"], band["low"], band["high"]


def lists(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Companions, how to go on, stop rules and reviews."""
    if content["status"] == "stopped":
        return []
    beside = [f"{one['name']}: {one['text']} ({one['certainty'].replace('_', ' ')} certainty; "
              f"{', '.join(one['sources']) or 'no trial'})" for one in content["companions"]]
    more = [f"When {one['when']}: {one['do']}. {one.get('limit', '')}" for one in content["progression"]]
    sets = [("Beside it, or instead of it", beside), ("When to add", more),
            ("When to take away", [f"When {one['when']}: {one['do']}." for one in content["regression"]]),
            ("When to stop", [f"{one['asks'].rstrip('?.')}: {one['action']}." for one in content["stop_rules"]]),
            ("Review", [content["review"]["text"]])]
    missing = content["missing_before_signing"]
    sets += [("Before it can be signed", missing)] if missing else []
    return [{"title": title, "told": told} for title, told in sets if told]


def course(content: Mapping[str, Any], standalone: bool) -> list[dict[str, Any]]:
    """The forecast of each outcome that the trials carry, as a picture and a sentence; one entry that says why where
    they carry none."""
    found, without = [], []
    for one in ((content.get("forecast") or {}).get("outcomes") or {}).values():
        bands = [(f["weeks"], f["median"], f["low"], f["high"]) for f in one["at"] if f["median"] is not None]
        if not bands or one["baseline"] is None:
            without.append(one["name"])
            continue
        most = 1.1 * max(one["baseline"], *(band[3] for band in bands))
        found.append({"title": one["name"][:1].upper() + one["name"][1:],
                      "svg": figures.course(bands, one["baseline"], most, one["name"], standalone=standalone),
                      "sentence": " ".join(f["sentence"] for f in one["at"] if f["median"] is not None)})
    if without:
        found.append({"title": "No forecast", "svg": None, "sentence":
                      f"For {', '.join(without)} no band is drawn: too few trials give how far their patients changed, "
                      "with the spread, or there is no first score. The appendix names what is missing."})
    return found


def no_course(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """Why there is no forecast, for each outcome and time, as a table; None where all have one."""
    rows = [[one["name"], f"{at['weeks']:g}", at["reason"] or "no first score was given"]
            for one in ((content.get("forecast") or {}).get("outcomes") or {}).values()
            for at in one["at"] if at["median"] is None]
    return {"title": "Why there is no forecast", "words": "", "heads": ["Outcome", "Weeks", "Why"],
            "rows": rows} if rows else None


def appendix(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Tables behind the plan: what the model learned, the bounds, what was not offered, the rules that fired."""
    tables = []
    learned = (content.get("twin") or {}).get("parameters") or {}
    if learned:
        rows = [[one["name"], _interval(one["prior"], one["unit"]), _interval(one["posterior"], one["unit"]),
                 f"{one['spread_over_prior']:.2f}", "learned" if one["learned"] else "not learned"]
                for one in learned.values()]
        tables.append({"title": "What the findings taught about this person", "rows": rows,
                       "heads": ["", "Before", "After", "Spread after over before", ""],
                       "words": "Middle and 90 % interval before and after. A ratio near 1 means that the findings "
                                "taught nothing about it."})
    if content.get("bounds"):
        tables.append({"title": "Bounds", "heads": ["Bound", "Limit", "Held to"],
                       "words": "Held against the worse end of the 90 % band. Assumed, unless a source is named.",
                       "rows": [[one.get("name", one["id"]), f"{one['limit']:g} {one.get('unit', '')}",
                                 f"the {one.get('end', 'worse')} end"] for one in content["bounds"]]})
    if content.get("rejected"):
        tables.append({"title": "Not offered", "words": "", "heads": ["Technique", "Why"],
                       "rows": [[one["name"], one.get("text", "")] for one in content["rejected"]]})
    fired = content["screening"].get("fired") or []
    if fired:
        rows = [[one["text"], "; ".join(one["why"]), one["action"], _source(one)] for one in fired]
        tables.append({"title": "Rules that fired", "words": "", "rows": rows,
                       "heads": ["Rule", "Why", "What follows", "Source"]})
    if missing := no_course(content):
        tables.append(missing)
    return tables


def _interval(band: Mapping[str, float], unit: str) -> str:
    return f"{band['median']:.3g} ({band['low']:.3g} to {band['high']:.3g}) {unit}".strip()


def made(content: Mapping[str, Any]) -> str:
    """With what the plan was made."""
    one = content["made"]
    return (f"plan made with version {one['version']}, posterior {one['posterior']}, {one['draws']} nerves, seed "
            f"{one['seed']}; page written by version {__version__}")
