"""The signed plan: an immutable record of who signed what, when, with which software, and after which version.

Signing trusts nothing of the draft but the examination and the choices in it: screening, grade, bounds and bars are
made anew, and every technique is run again over its whole dose in all draws of the twin.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from neuroglide import __version__
from neuroglide.errors import InputError
from neuroglide.patient.examination import load_examination
from neuroglide.patient.plan.bounds import DAY, all_hold
from neuroglide.patient.plan.canonical import digest
from neuroglide.patient.plan.going_on import rules
from neuroglide.patient.plan.model import SCHEMA, Plan
from neuroglide.patient.plan.techniques import technique
from neuroglide.patient.screening import Override, screen

SIGNED_SCHEMA = "neuroglide.signed-plan/1"
_FIX_HELD = "do the test, add it to the examination and make the plan again."
_FIX_DRAFT = "make the plan again with `neuroglide plan`, and sign what it writes."
#: Share of the work that the twin takes.
_TWIN = 0.4


def read_plan(origin: str | Path | Mapping[str, Any] | Plan) -> dict[str, Any]:
    """The content of a plan or a signed plan: of a Plan, a mapping or a JSON file. Raises: InputError."""
    if isinstance(origin, Plan):
        return origin.to_dict()
    if isinstance(origin, Mapping):
        return dict(origin)
    try:
        content = json.loads(Path(origin).read_text(encoding="utf-8"), object_pairs_hook=_once)
    except FileNotFoundError:
        raise InputError(f"there is no plan file {origin}.", fix="check the path.") from None
    except OSError as error:
        raise InputError(f"cannot read {origin}: {(error.strerror or str(error)).lower()}.", fix="check it.") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is not a plan: {error}.", fix=_FIX_DRAFT, source=str(origin)) from None
    if not isinstance(content, dict) or content.get("schema") not in (SCHEMA, SIGNED_SCHEMA):
        raise InputError(f"this is neither {SCHEMA} nor {SIGNED_SCHEMA}.", fix=_FIX_DRAFT, source=str(origin))
    return content


def sign_plan(
    draft: str | Path | Mapping[str, Any] | Plan, *, name: str, credentials: str, keep: Sequence[str] = (),
    previous: str | Path | Mapping[str, Any] | None = None, progress: Callable[[float], None] | None = None,
    now: datetime | None = None, stages: Any = None,
) -> dict[str, Any]:
    """Sign a draft.

    Parameters: ``draft``, a plan as it was written; ``name`` and ``credentials`` of the clinician; ``keep``, ids of the
    techniques to sign, one at least; ``previous``, the signed version that this one follows; ``progress``, told the
    share done; ``now``, the time of signing (None: the clock's); ``stages`` as for build_plan. Returns: the record,
    whose plan holds the techniques chosen and names those that were not, with the dates of review and of expiry.
    Raises: InputError for a stopped or held plan (saying what is missing), no choice, a draft changed by hand, or a
    technique that does not keep its bounds when it is run again.
    """
    content = read_plan(draft)
    _require_draft(content)
    for what, value in (("name", name), ("credentials", credentials)):
        if not str(value or "").strip():
            raise InputError(f"a signature needs the clinician's {what}.", fix=f"give --{what}.")
    version, before = _after(previous, content)
    rerun = run_again(content, keep, progress or (lambda _: None), stages, previous)
    at = (now or datetime.now(UTC)).astimezone(UTC)
    record = {
        "schema": SIGNED_SCHEMA, "status": "signed", "version": version, "previous": before,
        "plan": content | chosen_of(content, keep) | dates_of(content, at.date()),
        "draft_digest": content["digest"], "rerun": rerun,
        "signed": {"name": str(name).strip(), "credentials": str(credentials).strip(),
                   "at": at.isoformat(timespec="seconds"), "software": "neuroglide", "software_version": __version__},
    }
    return record | {"digest": digest(record)}


def chosen_of(content: Mapping[str, Any], keep: Sequence[str]) -> dict[str, Any]:
    """The techniques that the clinician chose, in rank order, and what was ranked and not chosen."""
    items = content["techniques"]
    kept = [item for item in items if item["id"] in keep]
    left = [{name: item[name] for name in ("id", "name", "rank", "class", "place")}
            for item in items if item not in kept]
    return {"techniques": kept, "chosen": [item["id"] for item in kept], "not_chosen": left, "ranked_of": len(items)}


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


def run_again(content: Mapping[str, Any], keep: Sequence[str], told: Callable[[float], None], stages: Any,
              previous: Any = None) -> list:
    """Every chosen technique over its whole dose once more, held to bounds made anew from the examination.

    Returns: for each {id, keeps_bounds, values judged}. Raises: InputError where one breaks a bound, a bar or the
    screening, naming it.
    """
    from neuroglide.patient.plan.advice import held, held_words
    from neuroglide.patient.plan.before import read_before
    from neuroglide.patient.plan.build import limits_of, not_the_nerve, real_stages
    from neuroglide.patient.plan.careful import care_for
    from neuroglide.patient.plan.offers import not_offered
    from neuroglide.patient.plan.site import site_of_interest

    stages = stages or real_stages()
    exam = load_examination(content["examination"])
    overrides = [Override(o["rule"], o["reason"], o["by"]) for o in content["overrides"]]
    screening = screen(exam.plain, overrides)
    _require_clear(screening)
    _require_choice(content, keep)
    made, taken = content["made"], content.get("previous_dose")
    before = read_before(previous, exam.id, exam.side, taken["response"]) if taken else None
    twin = stages.infer(exam, seed=made["seed"], progress=lambda share: told(_TWIN * share))
    if why := held(twin):
        raise InputError(f"this plan cannot be signed yet: {held_words(why)}", fix=_FIX_HELD)
    limits = limits_of(exam, screening, care_for(exam, screening), before)
    chosen = [item for item in content["techniques"] if item["id"] in keep]
    if reason := not_the_nerve(screening, twin):
        raise InputError(reason, fix=_FIX_DRAFT)
    place = site_of_interest(exam, screening, twin)
    engine = stages.engine(exam.person, twin.draws(made["draws"], made["seed"]), place.site)
    out = []
    for number, item in enumerate(chosen):
        if stop := not_offered(technique(item["id"], exam.side), screening, before):
            raise InputError(f"{item['id']}: {stop.text}.", fix=_FIX_DRAFT)
        out.append(_one_again(engine, item, exam.side, limits))
        told(_TWIN + (1.0 - _TWIN) * (number + 1) / len(chosen))
    return out


def _one_again(engine: Any, item: Mapping[str, Any], side: str, limits: Any) -> dict[str, Any]:
    from neuroglide.patient.plan.careful import barred, beyond_examined
    from neuroglide.patient.plan.techniques import Dose, Rung

    one, rung, dose = technique(item["id"], side), Rung(item["reach"], item["ease"]), Dose(**item["dose"])
    if (bar := barred(one, rung, limits.bars)) or beyond_examined(one, rung, limits.examined):
        raise InputError(f"{item['id']}: {bar[1] if bar else 'it goes beyond the examined range'}.", fix=_FIX_DRAFT)
    if item["movement"] != one.dose_movement(rung, dose):
        raise InputError(f"{item['id']}: its movement is not that of its size and dose.", fix=_FIX_DRAFT)
    found = engine.whole(item["movement"])
    judged = {b.id: {"value": round(b.at(found, dose.per_day if b.id == DAY else 1), 4), "limit": b.limit,
                     "end": b.end, "unit": b.unit} for b in limits.bounds}
    if not all_hold(found, limits.bounds, dose.per_day):
        over = next(b for b in limits.bounds if not b.holds(found, dose.per_day if b.id == DAY else 1))
        raise InputError(f"{item['id']}: run again over its whole dose, its {over.name} is "
                         f"{judged[over.id]['value']:g} {over.unit}, beyond the bound of {over.limit:g}.",
                         fix=_FIX_DRAFT)
    return {"id": item["id"], "keeps_bounds": True, "judged": judged}


def _require_draft(content: Mapping[str, Any]) -> None:
    if content.get("schema") == SIGNED_SCHEMA:
        raise InputError("this plan is signed already.", fix="make a new draft; name this file with --previous.")
    if content.get("digest") != digest(content):
        raise InputError("the draft was changed after it was made.", fix=_FIX_DRAFT)
    if content["status"] != "draft":
        raise InputError(f"a stopped plan is not signed: {content['referral']}", fix="refer; examine again later.")
    if content.get("held"):
        from neuroglide.patient.plan.advice import held_words

        raise InputError(f"this plan cannot be signed yet: {held_words(content['held'])}", fix=_FIX_HELD)
    if not content["techniques"]:
        raise InputError("the plan has no technique to sign.", fix="do what its answer says.")


def _require_choice(content: Mapping[str, Any], keep: Sequence[str]) -> None:
    """The clinician's own choice: the draft ranks, it does not choose."""
    known = [item["id"] for item in content["techniques"]]
    if isinstance(keep, str) or not keep:
        raise InputError("a signature needs the technique that was chosen.",
                         fix=f"name it with --keep, one as a rule: {', '.join(known)}.")
    if unknown := [id_ for id_ in keep if id_ not in known]:
        raise InputError(f"the plan has no technique {unknown[0]!r}.", fix=f"name one of {', '.join(known)}.")


def _require_clear(screening: Any) -> None:
    from neuroglide.patient.plan.document import missing

    if screening.status == "stopped":
        raise InputError(f"a stopped plan is not signed: {screening.referral}", fix="refer; examine again later.")
    if not screening.can_be_signed:
        raise InputError(f"this plan cannot be signed yet. Missing: {'; '.join(missing(screening))}.",
                         fix="answer the items in the examination, or decide a concern in writing with `neuroglide "
                             "plan FILE --override RULE --reason ... --by NAME`.")


def _after(previous: Any, content: Mapping[str, Any]) -> tuple[int, str | None]:
    """The version number, and the digest of the version before."""
    taken = content.get("previous_dose")
    if previous is None:
        if taken:
            raise InputError(f"this draft was made from version {taken['version']}.", fix="name it with --previous.")
        return 1, None
    before = verify_plan(previous)
    if taken and taken["digest"] != before["digest"]:
        raise InputError("this draft was made from another version than the previous one named.",
                         fix=f"name version {taken['version']}, signed on {taken['signed_on']}.")
    if before["plan"]["id"] != content["id"]:
        raise InputError(f"the previous version is of {before['plan']['id']!r}, this plan of {content['id']!r}.",
                         fix="name the same patient's last signed plan.")
    return int(before["version"]) + 1, before["digest"]


def verify_plan(origin: str | Path | Mapping[str, Any], previous: Any = None) -> dict[str, Any]:
    """Check a signed plan: nothing changed since it was signed, and it follows the ``previous`` version where given.

    Returns: the signed record. Raises: InputError saying what does not fit.
    """
    record = read_plan(origin)
    source = str(origin) if isinstance(origin, str | Path) else None
    if record.get("schema") != SIGNED_SCHEMA:
        raise InputError("this plan is not signed.", fix="sign it with `neuroglide plan sign`.", source=source)
    if record.get("digest") != digest(record):
        raise InputError("the signed plan was changed after it was signed.", fix="use the file as it was signed.",
                         source=source)
    if previous is not None and verify_plan(previous)["digest"] != record["previous"]:
        raise InputError("this version does not follow the previous one.", fix="name the one before.", source=source)
    return record


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
        "chosen": plan["chosen"],
        "techniques": [{key: item[key] for key in ("id", "summary", "instructions", "start_text", "amplitude_text",
                        "dose_text", "tempo", "dose", "amplitude_deg", "movement", "performed_by", "place")}
                       | {"name": item["patient_name"]} for item in plan["techniques"]],
        "first_care": [{key: one[key] for key in ("id", "do")} for one in plan["first_care"]],
        "companions": [{"name": one["name"], "text": one["patient"], "dose": one["dose"]}
                       for one in plan["companions"]],
        "stop_rules": plan["stop_rules"], "regression": plan["regression"], "review": plan["review"],
        "ground_rule": plan["ground_rule"], "status_line": plan["status_line"],
    }


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found
