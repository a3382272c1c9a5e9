"""The signed plan: an immutable record of who signed what, when, with which software, and after which version.

Signing trusts nothing of a draft but its examination, the decisions in it, its seed and the clinician's choice. The
whole plan is made anew from these; a draft that says anything else is refused, what is signed is what was made anew,
and every technique that was chosen is run once more over its whole dose, in nerves of the twin that had no part in the
plan (rerun.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from neuroglide import __version__
from neuroglide.errors import InputError
from neuroglide.movement.document import shorten
from neuroglide.patient.plan.before import require_open
from neuroglide.patient.plan.bounds import Bound
from neuroglide.patient.plan.canonical import SIGNED_SCHEMA, digest
from neuroglide.patient.plan.kept import FIX_DRAFT, dates_of, overrides_of, read_plan, screened, verify_plan
from neuroglide.patient.plan.model import Plan
from neuroglide.patient.plan.rerun import of_a_day, run_again
from neuroglide.patient.plan.samples import samples_of
from neuroglide.patient.plan.uses import USES

_FIX_HELD = "do what it says, put it into the examination and make the plan again."
#: Characters of a name: it stands on the patient's page, where nothing else is free text.
_LONGEST = 80
#: Share of the work that making the plan anew takes.
_ANEW = 0.9
#: Fields whose difference tells most, looked at first.
_FIRST = ("made", "examination", "overrides", "bounds", "techniques")


def sign_plan(
    draft: str | Path | Mapping[str, Any] | Plan, *, name: str, credentials: str, keep: Sequence[str] = (),
    previous: str | Path | Mapping[str, Any] | None = None, progress: Callable[[float], None] | None = None,
    now: datetime | None = None, stages: Any = None, together: bool = False,
    follow_up: str | Path | Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Sign a draft.

    Parameters: ``draft``, a plan as it was written; ``name`` and ``credentials`` of the clinician; ``keep``, ids of the
    techniques to sign, one at least; ``previous``, the signed version that this one follows; ``progress``, told the
    share done; ``now``, the time of signing (None: the clock's); ``stages`` as for build_plan; ``together``, that all
    techniques kept are done on the same day and not one of them; ``follow_up``, the patient's course, which must not be
    stopped and is named in the record. Returns: the record, whose plan is the one made anew from the draft's inputs,
    holds the techniques chosen and names those that were not, with the dates of review and of expiry. Raises:
    InputError for a stopped or held plan (saying what is missing), no choice, a draft that says anything but what its
    inputs give, a technique that does not keep its bounds when it is run again, or techniques that do not keep those of
    a day together.
    """
    content = read_plan(draft)
    _require_draft(content)
    seen = _seen(follow_up, content["id"])
    for what, value in (("name", name), ("credentials", credentials)):
        if not str(value or "").strip():
            raise InputError(f"a signature needs the clinician's {what}.", fix=f"give --{what}.")
        if len(str(value)) > _LONGEST or not str(value).isprintable():
            raise InputError(f"the clinician's {what} is longer than {_LONGEST} characters or more than one line; the "
                             "patient reads it.", fix=f"give --{what} alone.")
    version, before = _after(previous, content)
    made, rerun, day = made_anew(content, keep, progress or (lambda _: None), stages, previous, together)
    at = (now or datetime.now(UTC)).astimezone(UTC)
    record = {
        "schema": SIGNED_SCHEMA, "status": "signed", "version": version, "previous": before,
        "plan": made | chosen_of(made, keep) | dates_of(made, at.date()),
        "draft_digest": made["digest"], "use": USES[together], "rerun": rerun, "day": day, "follow_up": seen,
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


def made_anew(content: Mapping[str, Any], keep: Sequence[str], told: Callable[[float], None], stages: Any,
              previous: Any = None, together: bool = False,
              ) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """The plan made anew from what a draft was made from, and every chosen technique over its whole dose once more.

    Parameters: ``content`` of the draft; ``keep``, the ids chosen; ``told``, progress; ``stages`` as for build_plan;
    ``previous``, the signed version that the draft was made from; ``together``, whether all are done on one day.
    Returns: the content made anew, the same as the draft's; for each technique chosen what run_again says; and what
    they come to together (of_a_day; empty where one of them is done). Raises: InputError where the screening is not
    clear, the twin cannot tell, the draft says anything else, or a bound is broken.
    """
    from neuroglide.patient.plan.advice import held_words
    from neuroglide.patient.plan.build import build_plan, real_stages

    exam, screening = screened(content)
    _require_clear(screening)
    _require_choice(content, keep, together)
    stages, made, taken = stages or real_stages(), content["made"], content["previous_dose"]
    plan = build_plan(
        exam, overrides=overrides_of(content), draws=made["draws"], seed=made["seed"], stages=stages,
        progress=lambda share: told(_ANEW * share), previous=previous if taken else None,
        response=taken["response"] if taken else None)
    anew = plan.to_dict()
    if anew["held"]:
        raise InputError(f"this plan cannot be signed yet: {held_words(anew['held'])}", fix=_FIX_HELD)
    _require_same(content, anew)
    fresh = samples_of(plan.nerves, made["draws"], made["seed"]).fresh
    engine = stages.engine(exam.person, fresh, anew["site_of_interest"]["site"])
    chosen, again = [item for item in anew["techniques"] if item["id"] in keep], []
    bounds = [Bound(**bound) for bound in anew["bounds"]]
    for number, item in enumerate(chosen):
        again.append(run_again(engine, item, bounds))
        told(_ANEW + (1.0 - _ANEW) * (number + 1) / len(chosen))
    day = of_a_day([(item, found) for item, (_, found) in zip(chosen, again, strict=True)], bounds) if together else []
    return anew, [told_of for told_of, _ in again], day


def _require_same(content: Mapping[str, Any], anew: Mapping[str, Any]) -> None:
    """Nothing in a draft is its own: all of it follows from its inputs."""
    first = ({name: one.get(name) for name in _FIRST} for one in (content, anew))
    rest = (one | {"digest": None} for one in (content, anew))  # it differs wherever anything does
    if (found := difference(*first) or difference(*rest)) is not None:
        path, said, right = found
        raise InputError(f"{path}: the draft has {_shown(said)}, and the plan made anew from its examination "
                         f"has {_shown(right)}.", fix=FIX_DRAFT)


_NOTHING = object()
#: Largest relative difference of two sums that differ in their order alone: far above it, far below any digit shown.
ROUNDING = 1e-9


def _same(said: Any, right: Any) -> bool:
    return math.isclose(said, right, rel_tol=ROUNDING, abs_tol=1e-12) if isinstance(said, float) else said == right


def difference(said: Any, right: Any, path: str = "") -> tuple[str, Any, Any] | None:
    """The first place where two plain values differ, with both; None where they are the same in value and type.

    Numbers with decimals may differ by ROUNDING: another processor or library sums in another order.
    """
    if isinstance(said, Mapping) and isinstance(right, Mapping):
        pairs = ((f"{path}.{name}" if path else str(name), said.get(name, _NOTHING), right.get(name, _NOTHING))
                 for name in dict.fromkeys((*right, *said)))
    elif isinstance(said, list) and isinstance(right, list) and len(said) == len(right):
        pairs = ((f"{path}[{i}]", *pair) for i, pair in enumerate(zip(said, right, strict=True)))
    else:
        return None if type(said) is type(right) and _same(said, right) else (path, said, right)
    return next((found for one, a, b in pairs if (found := difference(a, b, one)) is not None), None)


def _shown(value: Any) -> str:
    if value is _NOTHING:
        return "nothing there"
    if isinstance(value, Mapping | list):
        return f"{len(value)} entries there"
    return shorten(repr(value))


def _require_draft(content: Mapping[str, Any]) -> None:
    if content.get("schema") == SIGNED_SCHEMA:
        raise InputError("this plan is signed already.", fix="make a new draft; name this file with --previous.")
    if content.get("digest") != digest(content):
        raise InputError("the draft was changed after it was made.", fix=FIX_DRAFT)
    if content["status"] != "draft":
        raise InputError(f"a stopped plan is not signed: {content['referral']}", fix="refer; examine again later.")
    if content["held"]:
        from neuroglide.patient.plan.advice import held_words

        raise InputError(f"this plan cannot be signed yet: {held_words(content['held'])}", fix=_FIX_HELD)
    if not content["techniques"]:
        raise InputError("the plan has no technique to sign.", fix="do what its answer says.")


def _require_choice(content: Mapping[str, Any], keep: Sequence[str], together: bool) -> None:
    """The clinician's own choice: the draft ranks, it does not choose."""
    known = [item["id"] for item in content["techniques"]]
    if isinstance(keep, str) or not keep:
        raise InputError("a signature needs the technique that was chosen.",
                         fix=f"name it with --keep, one as a rule: {', '.join(known)}.")
    if unknown := [id_ for id_ in keep if id_ not in known]:
        raise InputError(f"the plan has no technique {unknown[0]!r}.", fix=f"name one of {', '.join(known)}.")
    if together and len(set(keep)) < 2:
        raise InputError("one technique is not done together with another.",
                         fix="leave --together out, or name another one with a second --keep.")


def _require_clear(screening: Any) -> None:
    from neuroglide.patient.plan.document import missing

    if screening.status == "stopped":
        raise InputError(f"a stopped plan is not signed: {screening.referral}", fix="refer; examine again later.")
    if not screening.can_be_signed:
        raise InputError(f"this plan cannot be signed yet. Missing: {'; '.join(missing(screening))}.",
                         fix="answer the items in the examination, or decide a concern in writing with `neuroglide "
                             "plan FILE --override RULE --reason ... --by NAME`.")


def _seen(follow_up: Any, patient: str) -> dict[str, str] | None:
    """What a record says of the follow-up that was looked at when it was signed; None where there was none. Raises:
    InputError where a stop holds the programme."""
    if follow_up is None:
        return None
    from neuroglide.patient.outcome import load_follow_up

    course = load_follow_up(follow_up)
    require_open(course.content, patient)  # what is named is what was looked at: the file is read once
    return {"examination": course.examination, "digest": digest(course.content),
            "last_entry": course.entries[-1].when.date().isoformat()}


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
