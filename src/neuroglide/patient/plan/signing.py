"""The signed plan: an immutable record of who signed what, when, with which software, and after which version.

Signing trusts nothing of the draft but the examination and the choices in it: screening, grade, bounds and bars are
made anew, and every technique is run again over its whole dose in all draws of the twin.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from neuroglide import __version__
from neuroglide.errors import InputError
from neuroglide.patient.examination import load_examination
from neuroglide.patient.plan.bounds import DAY, all_hold
from neuroglide.patient.plan.canonical import digest
from neuroglide.patient.plan.model import SCHEMA, Plan
from neuroglide.patient.screening import Override, screen

SIGNED_SCHEMA = "neuroglide.signed-plan/1"
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
    techniques to sign (none: all); ``previous``, the signed version that this one follows; ``progress``, told the share
    done; ``now``, the time of signing (None: the clock's); ``stages`` as for build_plan. Returns: the signed record.
    Raises: InputError for a stopped or held plan (saying what is missing), a draft changed by hand, or a technique that
    does not keep its bounds when it is run again.
    """
    content = read_plan(draft)
    _require_draft(content)
    for what, value in (("name", name), ("credentials", credentials)):
        if not str(value or "").strip():
            raise InputError(f"a signature needs the clinician's {what}.", fix=f"give --{what}.")
    version, before = _after(previous, content)
    rerun = run_again(content, keep, progress or (lambda _: None), stages)
    chosen = [item for item in content["techniques"] if not keep or item["id"] in keep]
    record = {
        "schema": SIGNED_SCHEMA, "status": "signed", "version": version, "previous": before,
        "plan": content | {"techniques": chosen},
        "draft_digest": content["digest"], "rerun": rerun,
        "signed": {"name": str(name).strip(), "credentials": str(credentials).strip(),
                   "at": (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds"),
                   "software": "neuroglide", "software_version": __version__},
    }
    return record | {"digest": digest(record)}


def run_again(content: Mapping[str, Any], keep: Sequence[str], told: Callable[[float], None], stages: Any) -> list:
    """Every technique over its whole dose once more, held to bounds made anew from the examination.

    Returns: for each {id, keeps_bounds, values judged}. Raises: InputError where one breaks a bound, a bar or the
    screening, naming it.
    """
    from neuroglide.patient.plan.build import limits_of, not_the_nerve, real_stages
    from neuroglide.patient.plan.careful import care_for
    from neuroglide.patient.plan.site import site_of_interest

    stages = stages or real_stages()
    exam = load_examination(content["examination"])
    overrides = [Override(o["rule"], o["reason"], o["by"]) for o in content["overrides"]]
    screening = screen(exam.plain, overrides)
    _require_clear(screening)
    if unknown := [id_ for id_ in keep if id_ not in {item["id"] for item in content["techniques"]}]:
        raise InputError(f"the plan has no technique {unknown[0]!r}.", fix="name techniques of the plan.")
    made = content["made"]
    twin = stages.infer(exam, seed=made["seed"], progress=lambda share: told(_TWIN * share))
    limits = limits_of(exam, screening, care_for(exam, screening, twin.undetermined))
    chosen = [item for item in content["techniques"] if not keep or item["id"] in keep]
    if chosen and (reason := not_the_nerve(screening, twin)):
        raise InputError(reason, fix=_FIX_DRAFT)
    place = site_of_interest(exam, screening, twin)
    engine = stages.engine(exam.person, twin.draws(made["draws"], made["seed"]), place.site)
    out = []
    for number, item in enumerate(chosen):
        out.append(_one_again(engine, item, exam.side, limits))
        told(_TWIN + (1.0 - _TWIN) * (number + 1) / len(chosen))
    return out


def _one_again(engine: Any, item: Mapping[str, Any], side: str, limits: Any) -> dict[str, Any]:
    from neuroglide.patient.plan.careful import barred, beyond_examined
    from neuroglide.patient.plan.techniques import Dose, Rung, technique

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
    if not content["techniques"]:
        raise InputError("the plan has no technique to sign.", fix="do what its answer says.")


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
    if previous is None:
        return 1, None
    before = verify_plan(previous)
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
    """What a patient may see of a plan: the first technique in plain words, when to stop, when to come back.

    Raises: InputError for anything but a signed, unchanged plan: nothing unsigned reaches a patient.
    """
    record = verify_plan(signed.to_dict() if isinstance(signed, Plan) else signed)
    plan = record["plan"]
    return {
        "signed_by": record["signed"]["name"], "credentials": record["signed"]["credentials"],
        "signed_at": record["signed"]["at"], "version": record["version"],
        "techniques": [{key: item[key] for key in ("id", "name", "summary", "instructions", "start_text",
                        "amplitude_text", "dose_text", "tempo", "dose", "amplitude_deg", "movement", "performed_by")}
                       for item in plan["techniques"]],
        "companions": [{key: one[key] for key in ("name", "text", "dose")} for one in plan["companions"]],
        "stop_rules": plan["stop_rules"], "regression": plan["regression"], "review": plan["review"],
        "ground_rule": plan["ground_rule"], "status_line": plan["status_line"],
    }


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found
