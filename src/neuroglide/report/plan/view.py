"""A plan's JSON in the words of its report: nothing here is computed, everything is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neuroglide import __version__
from neuroglide.parameters import load_set
from neuroglide.patient.twin import words
from neuroglide.report.plan import figures
from neuroglide.report.plan.findings import findings, grades
from neuroglide.report.plan.names import limb, plain, sentence, source, sources, sure, without_bits


def person_words(content: Mapping[str, Any]) -> str:
    """The person in one line."""
    who = content["examination"]["person"]
    return f"{who['sex']}, {who['age_years']:g} years, {who['height_m']:.2f} m, {who['mass_kg']:g} kg; {limb(content)}."


def model_of(content: Mapping[str, Any]) -> str:
    """Of a packaged example: whom it is modelled on; empty for others."""
    return content.get("model_of") or ""


def summary(content: Mapping[str, Any]) -> list[str]:
    """The findings that the first page has room for: the complaint, the red flags, the tests that brought the symptom,
    and the grades; all of them stand in the appendix."""
    found, about = findings(content), content.get("limiter_about")
    tests = content["examination"].get("tests") or ()
    brings = [test for test in tests if test.get("symptom") == "reproduced" or test["test"] == about]
    names = {words.test_name(test["test"], test.get("side")).capitalize() for test in brings}
    short = [one.split(";", 1)[0].rstrip(".") for one in found if one.split(":", 1)[0] in names]
    graded = [one.split(". ")[0].split(" (")[0].split(";")[0].rstrip(".") + _mark(one)
              for one in grades(content["screening"])]
    keep = [one for one in found if one.startswith(("Complaint", "Red flags", "Contradiction"))]
    return [*keep, *([sentence("; ".join(short))] if short else []), *([sentence("; ".join(graded))] if graded else [])]


def _mark(text: str) -> str:
    return " (recalled, not verified)" if "recalled" in text else ""


def cautions(content: Mapping[str, Any]) -> list[str]:
    """The rules that caution, each with what follows and how sure it is; without those that the page tells already as
    what to begin with or to examine first."""
    told = {one["id"] for one in content.get("tests_first") or ()}
    told |= {one["id"] for one in content.get("first_care") or () for rule in content["cautions"]
             if rule["id"] == one["id"] and (rule["action"] or "").strip() == one["do"].strip()}
    return [f"{plain(' '.join(filter(None, (one['text'], one['action']))))} ({sure(one)}; {source(one['source'])})"
            for one in content["cautions"] if one["id"] not in told]


def pending(content: Mapping[str, Any]) -> list[str]:
    """What is missing before a draft can be signed."""
    if content["status"] == "stopped":
        return []
    held = content["held"]
    said = [f"{held['reason']} {held['do']}"] if held else []
    told = [one for one in content["missing_before_signing"] if not held or not one.startswith(held["reason"])]
    return [plain(without_bits(one)) for one in told + said]


def limit(content: Mapping[str, Any], standalone: bool) -> dict[str, Any] | None:
    """What limits the movement; None for a stopped plan."""
    if content["limiter"] is None:
        return None
    needed = load_set().record("twin.undetermined_below").value
    needed = needed / 100.0 if needed > 1.0 else needed
    told = content["twin"].get("sentences") or {}
    next_test = content["next_test"]
    return {
        "svg": figures.limiter_bars(content["limiter"], needed, standalone=standalone),
        "caption": f"Probabilities in this model for the {words.test_name(content['limiter_about'])}. Under "
                   f"{100 * needed:.0f} % for the largest, what limits cannot be told; this line is for what limits "
                   "alone: a restriction and a sensitised nerve are judged in their own sentences.",
        "sentences": [text for name, text in told.items() if name not in ("next_test", "cannot_tell")],
        "cannot_tell": _open(content), "next_test": next_test and without_bits(next_test["why"]),
    }


def _open(content: Mapping[str, Any]) -> list[str]:
    """What the findings do not say; the parameters that they do not narrow by name alone, since their bands stand in
    the table of what was learned."""
    flat = [one["name"] for one in (content["twin"].get("parameters") or {}).values() if not one["learned"]]
    told = [one for one in content["cannot_tell"] if not one.startswith(tuple(f"The {name}:" for name in flat))]
    return told + ([f"How large these are, which the findings do not narrow: {'; '.join(flat)}."] if flat else [])


def pareto(content: Mapping[str, Any], standalone: bool) -> dict[str, Any] | None:
    """The picture of what was weighed; None without techniques."""
    if not content.get("pareto"):
        return None
    large = {one["id"] for one in content["techniques"]} if content.get("chosen") else {
        one["id"] for one in content["techniques"][:1]}
    points = [figures.Point(one["name"], _ends(one["excursion_mm"]), _ends(one["peak_strain_percent"]),
                            one["id"] in large, bool(one["dominated_by"])) for one in content["pareto"]]
    bound = next((b for b in content["bounds"] if b.get("id") == "strain"), {})
    listed = ", ".join(f"{n} {p.name}" for n, p in enumerate(points, start=1))
    filled = "what was chosen" if content.get("chosen") else "the first by this model"
    return {"svg": figures.pareto(points, bound.get("limit"), standalone=standalone),
            "caption": f"Each technique at its size for this person: slide at the site of interest against the largest "
                       f"strain anywhere, lines for nine of ten. Filled large: {filled}. {listed}."}


def _ends(band: Mapping[str, float]) -> tuple[float, float, float]:
    return band["median"], band["low"], band["high"]


def lists(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Companions, dose changes, stop rules and reviews: a title and sentences each."""
    if content["status"] == "stopped":
        return []
    beside = [f"{one['name']}: {plain(one['text'])} ({sure(one)}; {sources(one['sources']) or 'no trial'})"
              for one in content["companions"]]
    given = bool(content["techniques"]) and not content.get("held")  # without one there is no dose to change
    sets = [("Beside it, or instead of it" if given else "What to do", beside),
            ("When to add", [_change(one) for one in content["progression"] if given]),
            ("When to take away", [_change(one) for one in content["regression"] if given]),
            ("When to stop", [sentence(f"{one['asks'].rstrip('?.')}: {one['action']}")
                              for one in content["stop_rules"]]),
            ("When to ask for other care", [_change(one) for one in content.get("escalate") or ()]),
            ("Review", [content["review"]["text"]])]
    return [{"title": title, "told": told} for title, told in sets if told]


def _change(rule: Mapping[str, Any]) -> str:
    limit_ = f"Limit: {rule['limit']}" if rule.get("limit") else ""
    said = f"When {rule['when']}: {rule['do'].rstrip('.')}. {sentence(limit_)}".strip()
    return f"{said} ({sure(rule)})" if sure(rule) else said


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
    natural = (content.get("forecast") or {}).get("natural_course")
    if natural:
        found.append({"title": "The natural course", "svg": None,
                      "sentence": f"{plain(natural['text'])} ({natural['source']})"})
    return found


def made(content: Mapping[str, Any]) -> str:
    """With what the plan was made."""
    one = content["made"]
    return (f"plan made with version {one['version']}, posterior {one['posterior']}, {one['draws']} nerves, seed "
            f"{one['seed']}; page written by version {__version__}")
