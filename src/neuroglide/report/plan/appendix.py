"""The tables behind a plan: flags, what the model learned, bounds, what was not offered, rules, missing forecasts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neuroglide.patient.plan.uses import again_words
from neuroglide.patient.screening import red_flag_items
from neuroglide.report.plan.dates import day
from neuroglide.report.plan.names import plain, recalled, source


def flags(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """Flags that fired and items that nobody answered, as a table; None where there are none. On an emergency nothing
    is said to follow from a lesser flag."""
    emergency = any(one["level"] == "emergency" for one in content["red_flags"])
    rows = [[one["text"], one["level"], "; ".join(one["why"]),
             "" if emergency and one["level"] != "emergency" else _after(one), source(one["source"]), _sure(one)]
            for one in content["red_flags"]]
    items = red_flag_items()
    rows += [[items[i].question if i in items else i, "not answered", "not cleared: nothing can be signed until it is",
              "ask", source(items[i].source) if i in items else "", ""] for i in content["unanswered_red_flags"]]
    heads = ["Finding", "Level", "Why", "What follows", "Source", "Certainty"]
    return {"title": "Flags", "heads": heads, "rows": rows, "words": ""} if rows else None


def _sure(rule: Mapping[str, Any]) -> str:
    return str(rule.get("certainty") or "not given").replace("_", " ") + recalled(rule)


def _after(flag: Mapping[str, Any]) -> str:
    by = flag.get("overridden_by")
    return (flag["action"] or "") + (f" Decided by {by['by']}: {by['reason']}" if by else "")


def appendix(content: Mapping[str, Any], signed: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The tables that a plan fills, in their order; of a stopped plan only those of its findings; of a ``signed``
    record with techniques for one day what they come to together."""
    tables = [_learned(content), _care(content), _bounds(content), signed and _together(signed), _rejected(content),
              _not_chosen(content), _rules(content), _bars(content), no_course(content)]
    return [table for table in tables if table]


def signing(signed: Mapping[str, Any] | None) -> list[str]:
    """What is told of the signing of a ``signed`` record: what each technique came to when it was run again, and
    whether a follow-up was looked at. Nothing for a draft."""
    if signed is None:
        return []
    plan = signed["plan"]
    said = [again_words(item, again, plan["bounds"])
            for item, again in zip(plan["techniques"], signed["rerun"], strict=True)]
    if "follow_up" not in signed:  # signed before this was recorded
        return [*said, "Whether a follow-up was looked at is not recorded."]
    seen = signed["follow_up"]
    return [*said, f"The follow-up up to {day(seen['last_entry'])} was looked at." if seen else
            "No follow-up was looked at."]


def _learned(content: Mapping[str, Any]) -> dict[str, Any] | None:
    learned = (content.get("twin") or {}).get("parameters") or {}
    rows = [[one["name"], _interval(one["prior"], one["unit"]), _interval(one["posterior"], one["unit"]),
             f"{one['spread_over_prior']:.2f}", "learned" if one["learned"] else "not learned"]
            for one in learned.values()]
    return _table("What the findings taught about this person",
                  ["", "Before", "After", "Spread after over before", ""], rows,
                  "Middle and 90 % interval before and after. A ratio near 1 means that the findings taught nothing "
                  "about it.")


def _care(content: Mapping[str, Any]) -> dict[str, Any] | None:
    care = content.get("care")
    if not care:
        return None
    details = (content["screening"].get("details") or {}).get("irritability") or {}
    rows = [[one["text"], one["grade"], source(one["source"]), one["certainty"].replace("_", " ")
             + (recalled(details) if "irritability" in one["text"] else "")] for one in care["reasons"]]
    return _table(f"How carefully: {care['grade']}", ["Because", "Grade", "Source", "Certainty"], rows,
                  "The greatest grade counts; it sets the bounds below.")


def _bounds(content: Mapping[str, Any]) -> dict[str, Any] | None:
    rows = [[one.get("name", one["id"]), f"{one['limit']:g} {one.get('unit', '')}".strip(),
             f"the {one.get('end', 'worse')} end", f"{one.get('kind', 'assumed')}; {source(one.get('source', 'own'))}",
             plain(one.get("note", ""))] for one in content.get("bounds") or ()]
    return _table("Bounds", ["Bound", "Limit", "Held to", "Kind and source", "Why"], rows,
                  "Held against the worse end of the 90 % band. A figure named as recalled was not read in its source.")


#: Where what adds up over several techniques adds up.
_OVER = {"day": "a day", "home": "a session at home", "clinic": "a session in the clinic"}


def _together(signed: Mapping[str, Any]) -> dict[str, Any] | None:
    names = {bound["id"]: bound["name"] for bound in signed["plan"]["bounds"]}
    rows = [[names[one["bound"]], _OVER[one["over"]], f"{one['value']:.4g} {one['unit']}".strip(),
             f"{one['limit']:g} {one['unit']}".strip()] for one in signed.get("day") or ()]
    return _table("What the techniques of a day come to together",
                  ["Bound", "Over", "At the worse end of the 90 % band", "Limit"], rows)


def _rejected(content: Mapping[str, Any]) -> dict[str, Any] | None:
    rows = [[one["name"], plain(one.get("text", ""))] for one in content.get("rejected") or ()]
    return _table("Not offered", ["Technique", "Why"], rows)


def _not_chosen(content: Mapping[str, Any]) -> dict[str, Any] | None:
    rows = [[one["name"], f"{one['rank']}"] for one in content.get("not_chosen") or ()]
    return _table("In the draft, not signed", ["Technique", "Rank in the draft"], rows)


def _rules(content: Mapping[str, Any]) -> dict[str, Any] | None:
    if content["status"] == "stopped":
        return None  # they stand among the flags
    rows = [[one["text"], "; ".join(one["why"]), one["action"] or "", source(one["source"]), _sure(one)]
            for one in content["screening"].get("fired") or ()]
    return _table("Rules that fired", ["Rule", "Why", "What follows", "Source", "Certainty"], rows)


def _bars(content: Mapping[str, Any]) -> dict[str, Any] | None:
    if content["status"] == "stopped":
        return None
    rows = [[one["name"], one["reason"], "; ".join(one["why"]), source(one["source"]), _sure(one)]
            for one in content["screening"].get("bars") or ()]
    return _table("What this plan may not hold", ["Bar", "Why", "Because of", "Source", "Certainty"], rows)


def no_course(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """Why there is no forecast, for each outcome and time, as a table; None where all have one."""
    rows = [[one["name"], f"{at['weeks']:g}", at["reason"] or "no first score was given"]
            for one in ((content.get("forecast") or {}).get("outcomes") or {}).values()
            for at in one["at"] if at["median"] is None]
    return _table("Why there is no forecast", ["Outcome", "Weeks", "Why"], rows)


def _table(title: str, heads: list[str], rows: list[list[str]], told: str = "") -> dict[str, Any] | None:
    return {"title": title, "words": told, "heads": heads, "rows": rows} if rows else None


def _interval(band: Mapping[str, float], unit: str) -> str:
    shown = "" if unit == "1" else unit  # a share
    return f"{band['median']:.3g} ({band['low']:.3g} to {band['high']:.3g}) {shown}".strip()
