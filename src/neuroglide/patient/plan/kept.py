"""Plans that are kept: reading a plan or a signed record, and checking that a record is whole and unchanged.

A digest shows that nothing was changed since it was written; it does not show who signed. What a record says of itself
is held to its schema, to what it says elsewhere, and to the screening, which is made anew from its examination.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from neuroglide.errors import InputError
from neuroglide.patient.examination import load_examination
from neuroglide.patient.plan.canonical import SIGNED_SCHEMA, canonical, digest
from neuroglide.patient.plan.going_on import rules
from neuroglide.patient.plan.model import SCHEMA, Plan
from neuroglide.patient.plan.schema import plan_schema, record_schema
from neuroglide.patient.plan.shape import misfit
from neuroglide.patient.plan.uses import DAY, FELT, fewest_beyond, most_beyond, past_limit, use_of, who
from neuroglide.patient.screening import Override, screen

FIX_DRAFT = "make the plan again with `neuroglide plan`, and sign what it writes."
_FIX_AGAIN = "make the plan again with `neuroglide plan`."
_FIX_RECORD = "use the file as it was signed, or make the plan again and sign it."


def read_plan(origin: str | Path | Mapping[str, Any] | Plan) -> dict[str, Any]:
    """The content of a plan or a signed plan: of a Plan, a mapping or a JSON file, held to its schema.

    Raises: InputError naming the field that is missing or wrong.
    """
    return _whole(*_content(origin))


def _whole(content: Any, source: str | None) -> dict[str, Any]:
    known = {SCHEMA: plan_schema, SIGNED_SCHEMA: record_schema}
    name = content.get("schema") if isinstance(content, Mapping) else None
    if not isinstance(name, str) or name not in known:
        raise InputError(f"this is neither {SCHEMA} nor {SIGNED_SCHEMA}.", fix=FIX_DRAFT, source=source)
    canonical(content)  # plain JSON, before anything in it is read
    if wrong := misfit(content, known[name]()):
        what, fix = ("plan", FIX_DRAFT) if name == SCHEMA else ("signed plan", _FIX_RECORD)
        raise InputError(f"this {what} is not whole: {wrong}.", fix=fix, source=source)
    return dict(content)


def _content(origin: Any) -> tuple[Any, str | None]:
    if isinstance(origin, Plan):
        return origin.to_dict(), None
    if isinstance(origin, Mapping):
        return dict(origin), None
    if not isinstance(origin, str | Path) or not str(origin).strip():
        raise InputError("a plan is a file or its mapping.", fix="name the JSON file of a plan.")
    try:
        return json.loads(Path(origin).read_text(encoding="utf-8"), object_pairs_hook=_once), str(origin)
    except FileNotFoundError:
        raise InputError(f"there is no plan file {origin}.", fix="check the path.") from None
    except OSError as error:
        raise InputError(f"cannot read {origin}: {(error.strerror or str(error)).lower()}.", fix="check it.") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is not a plan: {error}.", fix=FIX_DRAFT, source=str(origin)) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def verify_plan(origin: str | Path | Mapping[str, Any], previous: Any = None) -> dict[str, Any]:
    """Check a signed plan: every field is there, nothing changed since it was written, it agrees with itself, its
    screening made anew is clear, and it follows the ``previous`` version where given.

    It does not show who signed: whoever can write the file can write its digest. Returns: the signed record. Raises:
    InputError saying what does not fit.
    """
    return _verified(*_content(origin), previous)


def _verified(content: Any, source: str | None, previous: Any = None) -> dict[str, Any]:
    if not isinstance(content, Mapping) or content.get("schema") != SIGNED_SCHEMA:
        raise InputError("this plan is not signed.", fix="sign it with `neuroglide plan sign`.", source=source)
    if content.get("digest") != digest(content):
        raise InputError("the signed plan was changed after it was signed.", fix="use the file as it was signed.",
                         source=source)
    record = read_plan(content)
    if wrong := _disagrees(record):
        raise InputError(f"this record is not one that signing writes: {wrong}.", fix=_FIX_RECORD, source=source)
    _, screening = screened(record["plan"])
    if screening.status == "stopped" or not screening.can_be_signed:
        raise InputError("by its own examination this plan could not have been signed: its screening is not clear.",
                         fix="do not use it; examine again and make a new plan.", source=source)
    if previous is not None and verify_plan(previous)["digest"] != record["previous"]:
        raise InputError("this version does not follow the previous one.", fix="name the one before.", source=source)
    return record


def read_unchanged(origin: str | Path | Mapping[str, Any] | Plan) -> dict[str, Any]:
    """The content of a draft or stopped plan as it was written, or of a signed plan that verifies.

    Raises: InputError for a plan that was changed and for a record that does not verify.
    """
    content, source = _content(origin)
    if isinstance(content, Mapping) and content.get("schema") == SIGNED_SCHEMA:
        return _verified(content, source)
    content = _whole(content, source)
    if content["digest"] != digest(content):
        raise InputError("the plan was changed after it was made.", fix=_FIX_AGAIN, source=source)
    return content


def screened(plan: Mapping[str, Any]) -> tuple[Any, Any]:
    """The examination and its screening, made anew from a plan. Raises: InputError for an examination that is none."""
    exam = load_examination(plan["examination"])
    return exam, screen(exam.plain, overrides_of(plan))


def overrides_of(plan: Mapping[str, Any]) -> list[Override]:
    """The clinician's written decisions in a plan."""
    return [Override(one["rule"], one["reason"], one["by"]) for one in plan["overrides"]]


def _disagrees(record: Mapping[str, Any]) -> str | None:
    """What a record says that does not fit what it says elsewhere, None where all fits."""
    plan, ids = record["plan"], [item["id"] for item in record["plan"]["techniques"]]
    again = [one["id"] for one in record["rerun"]]
    if record["draft_digest"] != plan["digest"]:
        return "draft_digest: it is not the digest of the draft in it"
    if not (ids == plan["chosen"] == again):
        return "rerun: the techniques run again, those chosen and those in the plan are not the same"
    if (record["version"] == 1) != (record["previous"] is None):
        return "previous: the first version follows none, every other one the version before it"
    for number, one in enumerate(record["rerun"]):
        if wrong := _beyond(one, plan["bounds"]):
            return f"rerun[{number}].judged.{wrong}"
    if wrong := _not_of_a_day(record) or _not_of_the_course(record):
        return wrong
    try:
        at = datetime.fromisoformat(record["signed"]["at"])
        dates = dates_of(plan, at.astimezone(UTC).date())
    except (ValueError, OverflowError):
        return "signed.at: it is not a time"
    return next((f"{name}: it does not follow from the day of signing" for name, value in dates.items()
                 if plan[name] != value), None)


def _beyond(again: Mapping[str, Any], bounds: Any) -> str | None:
    """What was judged against another bound than the plan's, or breaks it: more nerves or people beyond it than chance
    explains; in a record that does not count them, the band's end beyond it."""
    limits, judged = {bound["id"]: bound for bound in bounds}, again["judged"]
    if set(judged) != set(limits):
        return "it does not name every bound of the plan"
    for name, one in judged.items():
        if wrong := _another(one, limits[name]) or _miscounted(one, limits[name], again):
            return f"{name}: {wrong}"
        if wrong := _over(one) if "nerves" not in again else _too_many(one, again["nerves"]):
            return f"{name}: {wrong}"
    return None


def _miscounted(one: Mapping[str, Any], bound: Mapping[str, Any], again: Mapping[str, Any]) -> str | None:
    """Whether a count is of people where nerves are judged, or of neither."""
    nerves = again.get("nerves")
    if "of" not in one or one["of"] == nerves:
        return None
    if nerves is None or bound["quantity"] not in FELT:
        return f"of {one['of']} it says how many lie beyond, and nerves are what is judged"
    return None


def _too_many(one: Mapping[str, Any], nerves: int) -> str | None:
    """Whether more nerves or people lie beyond a bound than chance explains, or fewer than the band's end says. Records
    signed before the two were told apart count nerves and do not say ``of`` how many."""
    count = one.get("of", nerves)
    if count % nerves:
        return f"of {count} it says how many lie beyond, which is no number of people to each of {nerves} nerves"
    beyond = one.get("beyond", count)
    if not beyond <= one.get("at_most", 0) == most_beyond(count, nerves):
        return f"more of the {who(count, nerves)} lie beyond the bound of {one['limit']:g} than chance explains"
    if beyond < fewest_beyond(count) and (wrong := _over(one)):
        return f"{wrong}, and those that it counts beyond it are too few for that"
    return None


def _another(one: Mapping[str, Any], bound: Mapping[str, Any]) -> str | None:
    return None if (one["limit"], one["end"]) == (bound["limit"], bound["end"]) else "its limit is not the plan's"


def _over(one: Mapping[str, Any]) -> str | None:
    return f"{one['value']:g} is beyond the bound of {one['limit']:g}" if past_limit(one) else None


def _not_of_a_day(record: Mapping[str, Any]) -> str | None:
    """What a record says of techniques of one day that does not fit its use of them or breaks a bound."""
    day, limits = record.get("day", []), {bound["id"]: bound for bound in record["plan"]["bounds"]}
    if use_of(record) == "one_of":
        return "day: where one of the techniques is done on a day there is nothing to add up" if day else None
    if len(record["rerun"]) < 2 or DAY not in [one["bound"] for one in day]:
        return "use: what techniques of one day come to together was not judged"
    for number, one in enumerate(day):
        bound = limits.get(one["bound"])
        if wrong := "the plan has no such bound" if bound is None else _another(one, bound) or _over(one):
            return f"day[{number}]: {wrong}"
    return None


def _not_of_the_course(record: Mapping[str, Any]) -> str | None:
    """What a record says of the follow-up that was looked at which cannot be: another patient's, or no day."""
    if (seen := record.get("follow_up")) is None:
        return None
    if seen["examination"] != record["plan"]["id"]:
        return "follow_up: it is of another patient"
    try:
        date.fromisoformat(seen["last_entry"])
    except ValueError:
        return "follow_up: its last day is no date"
    return None


def dates_of(content: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The day of signing, the days of review and the last day on which the signed plan may be used (ISO dates)."""
    reviews = [{"weeks": weeks, "date": (day + timedelta(weeks=weeks)).isoformat()}
               for weeks in content["review"]["weeks"]]
    last = (day + timedelta(days=rules()["valid_days"])).isoformat()
    return {"signed_on": day.isoformat(), "reviews": reviews,
            "valid_until": min([last, *(one["date"] for one in reviews)])}


def expired(record: Mapping[str, Any], today: date | None = None) -> bool:
    """Whether a signed record is no longer to be used on a day (None: the clock's, UTC); one without a date is."""
    last = record["plan"].get("valid_until")
    return last is None or (today or datetime.now(UTC).date()).isoformat() > last


def patient_view(signed: str | Path | Mapping[str, Any] | Plan) -> dict[str, Any]:
    """What a patient may see of a plan: what was chosen in plain words, what goes beside it, when to stop, until when
    it holds and when to come back.

    Raises: InputError for anything but a signed, unchanged plan: nothing unsigned reaches a patient.
    """
    record = verify_plan(signed.to_dict() if isinstance(signed, Plan) else signed)
    plan = record["plan"]
    return {
        "signed_by": record["signed"]["name"], "credentials": record["signed"]["credentials"],
        "signed_at": record["signed"]["at"], "version": record["version"],
        "signed_on": plan["signed_on"], "valid_until": plan["valid_until"], "reviews": plan["reviews"],
        "chosen": plan["chosen"], "use": use_of(record),
        "techniques": [{key: item[key] for key in ("id", "summary", "instructions", "start_text", "amplitude_text",
                        "dose_text", "tempo", "dose", "amplitude_deg", "movement", "performed_by", "place")}
                       | {"name": item["patient_name"]} for item in plan["techniques"]],
        "first_care": [{key: one[key] for key in ("id", "do")} for one in plan["first_care"]],
        "companions": [{"name": one["name"], "text": one["patient"], "dose": one["dose"]}
                       for one in plan["companions"]],
        "stop_rules": plan["stop_rules"], "regression": plan["regression"], "review": plan["review"],
        "ground_rule": plan["ground_rule"], "status_line": plan["status_line"],
    }
