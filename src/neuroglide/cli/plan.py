"""``neuroglide plan``: from an examination to a draft plan; ``plan sign`` and ``plan verify`` for the signed record."""

from __future__ import annotations

import json

from neuroglide.cli.main import OK
from neuroglide.cli.terminal import say, table
from neuroglide.cli.writing import require_new, require_writable, write_new
from neuroglide.errors import InputError

#: Techniques shown on the screen: the first, and what could stand in its place.
_SHOWN = 3


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    if args.schema:
        from neuroglide.patient.plan import plan_schema

        print(json.dumps(plan_schema(), indent=2))
        return OK
    words = args.words
    if words and words[0] in _OF_FILES and len(words) <= 2:
        if len(words) != 2:
            raise InputError(f"plan {words[0]} needs a file.", fix=f"write neuroglide plan {words[0]} FILE.json")
        return _OF_FILES[words[0]](words[1], args)
    if len(words) != 1:
        raise InputError("plan needs one examination.", fix="name a file or an example: neuroglide plan slr-45")
    return _plan(words[0], args)


def _plan(what: str, args) -> int:
    from neuroglide.patient.plan.seed import require_seed

    require_seed(args.seed)
    require_writable(args.json, args.report, inputs=(what, args.previous, args.follow_up))
    overrides = _overrides(args)
    if args.report:
        _report_writer()
    from neuroglide.cli.running import interruptible
    from neuroglide.cli.terminal import Progress
    from neuroglide.patient.examination import load_examination
    from neuroglide.patient.plan import build_plan

    exam = load_examination(what)
    progress = Progress(f"plan {exam.id}")
    options = {"overrides": overrides, "seed": args.seed, "progress": progress, "previous": args.previous,
               "response": args.response and args.response.replace("-", "_"), "follow_up": args.follow_up}
    if args.draws is not None:
        options["draws"] = args.draws
    try:
        plan = interruptible(lambda: build_plan(exam, **options))
    finally:
        progress.done()
    if args.json:
        plan.to_json(args.json)
    if args.report:
        _report_writer()(plan, args.report)
    _print(plan.to_dict())
    for path in (args.json, args.report):
        if path:
            print(f"written: {path}")
    return OK


def _overrides(args) -> list:
    from neuroglide.patient.screening import Override

    rules, reasons = args.override or [], args.reason or []
    if len(rules) != len(reasons) or (rules and not args.by):
        raise InputError("an override needs a reason and a name.",
                         fix="write --override RULE --reason '...' --by NAME, a reason for each rule.")
    return [Override(rule, reason, args.by) for rule, reason in zip(rules, reasons, strict=True)]


def _report_writer():
    """The function that writes a plan's report. Raises: InputError where this installation has none."""
    try:
        from neuroglide.report.plan import write_plan_report
    except ImportError:
        raise InputError("this installation cannot write a plan's report.",
                         fix="leave --report out and use --json.") from None
    return write_plan_report


def _sign(path: str, args) -> int:
    from neuroglide.cli.running import interruptible
    from neuroglide.cli.terminal import Progress
    from neuroglide.patient.plan import sign_plan
    from neuroglide.patient.plan.uses import again_words

    out = f"{path.removesuffix('.json')}.signed.json" if args.out is None else args.out
    require_writable(out, inputs=(path, args.previous, args.follow_up))
    require_new(out)
    progress = Progress("the plan made anew")
    options = {"name": args.name, "credentials": args.credentials, "keep": args.keep or (),
               "previous": args.previous, "progress": progress, "together": args.together,
               "follow_up": args.follow_up}
    try:
        record = interruptible(lambda: sign_plan(path, **options))
    finally:
        progress.done()
    write_new(out, json.dumps(record, allow_nan=False, indent=1, ensure_ascii=False) + "\n")
    signed = record["signed"]
    say(f"Signed, version {record['version']}, by {signed['name']} ({signed['credentials']}), {signed['at']}.")
    plan = record["plan"]
    say(f"Chosen: {', '.join(item['name'] for item in plan['techniques'])}." + _use(record))
    for item, again in zip(plan["techniques"], record["rerun"], strict=True):
        say(again_words(item, again, plan["bounds"]))
    for one in record["day"]:
        say(f"Together, over {_OVER[one['over']]}: {one['value']:.4g} {one['unit']}, the bound is {one['limit']:g}.")
    say(f"To be used until {plan['valid_until']}. Reviews: {', '.join(one['date'] for one in plan['reviews'])}.")
    print(f"digest: {record['digest']}\nwritten: {out}")
    return OK


#: Over what the techniques of one day add up, in words.
_OVER = {"day": "the day", "home": "a session at home", "clinic": "a session at the clinic"}


def _use(record: dict) -> str:
    """How several techniques are used; nothing is said of a single one."""
    if len(record["rerun"]) < 2:
        return ""
    return " All of them on the same day." if record["use"] == "together" else " One of them on a day, not more."


def _verify(path: str, args) -> int:
    from neuroglide.patient.plan import expired, verify_plan
    from neuroglide.patient.plan.before import require_open

    record = verify_plan(path, args.previous)
    require_open(args.follow_up, record["plan"]["id"])
    signed = record["signed"]
    say(f"The digest matches and the record is whole: nothing was changed since it was written. Version "
        f"{record['version']} of the plan of {record['plan']['id']}; it names {signed['name']} "
        f"({signed['credentials']}), {signed['at']}. A digest does not show who signed.")
    last = record["plan"].get("valid_until")
    if expired(record):
        when = f"after {last}" if last else "(it has no date)"
        say(f"Expired {when}: no longer to be used until a clinician signs again.")
    else:
        say(f"To be used until {last}.")
    return OK


def _report(path: str, args) -> int:
    """The report of a plan that is kept: of a signed one with the patient's page."""
    if not args.report:
        raise InputError("plan report needs a file to write.", fix="add --report OUT.html or OUT.pdf.")
    require_writable(args.report, inputs=(path,))
    from neuroglide.patient.plan.before import require_open
    from neuroglide.patient.plan.kept import read_unchanged

    content = read_unchanged(path)
    require_open(args.follow_up, content.get("plan", content)["id"])
    _report_writer()(content, args.report)
    print(f"written: {args.report}")
    return OK


#: What is done to a plan that is kept, by its word.
_OF_FILES = {"sign": _sign, "verify": _verify, "report": _report}


def _print(plan: dict) -> None:
    say(f"Plan of {plan['id']}: {plan['status']}"
        + ("" if plan["status"] == "stopped" or plan["can_be_signed"] else ", cannot be signed yet"))
    print()
    say(plan["answer"])
    if plan["status"] == "stopped":
        print()
        say(plan["status_line"])
        return
    _print_draft(plan)
    print()
    say(f"{plan['ground_rule']} {plan['order']} {plan['harm']}")
    say(f"{plan['status_line']} Neuroglide {plan['made']['version']}; bounds are assumed values.")


def _print_draft(plan: dict) -> None:
    from neuroglide.patient.plan.words import of_hundred

    chances = ", ".join(f"{name} {of_hundred(value)}" for name, value in plan["limiter"].items())
    say(f"What limits ({plan['limiter_about']}), of 100: {chances}"
        + (". Undetermined." if plan["undetermined"] else "."))
    say(f"Site of interest: {plan['site_of_interest']['text']} Care: {plan['care']['grade']}.")
    if plan["next_test"] is not None and plan["next_test"]["why"] not in plan["answer"]:
        say(plan["next_test"]["why"])
    for one in plan["tests_first"]:
        say(f"Test first: {one['do']}")
    for one in plan["first_care"]:
        say(f"First: {one['do']} {one['why']} (certainty {one['certainty'].replace('_', ' ')})")
    if plan["previous_dose"]:
        say(f"After version {plan['previous_dose']['version']}: {plan['previous_dose']['text']}")
    for one in plan["cautions"]:
        say(f"Caution: {one['text']} {one['action']} (certainty {one['certainty'].replace('_', ' ')})")
    for one in plan["contradictions"]:
        say(f"Contradiction: {one['place']}: {one['text']}")
    rows = [[f"{t['rank']} {t['name']} ({t['place']})", _band(t, "excursion_mm", 1),
             _band(t, "peak_strain_percent", 1), _band(t, "min_blood_flow_percent", 0), _symptom(t)]
            for t in plan["techniques"][:_SHOWN]]
    if rows:
        print()
        print(table(["Technique", "glide mm", "peak strain %", "least flow %", "symptom"], rows))
        print()
    for t in plan["techniques"][:_SHOWN]:
        say(f"{t['rank']} {t['amplitude_text']}; {t['dose_text']}. Binding: {_stop(t['binds']['amplitude'])}; "
            f"{_stop(t['binds']['dose'])}. Certainty {t['certainty'].replace('_', ' ')}.")
    if len(plan["techniques"]) > _SHOWN:
        say(f"{len(plan['techniques']) - _SHOWN} more could stand in their place (--json has them all).")
    say("Beside it: " + "; ".join(one["name"].lower() for one in plan["companions"]) + ".")
    for text in plan["missing_before_signing"]:
        say(f"Before signing: {text}")


def _symptom(technique: dict) -> str:
    """The symptom of the model; one that stays under half a point of the whole-point scale is said as that."""
    return "under 0.5" if technique["symptom_max_high"] < 0.5 else _band(technique, "symptom_max", 1)


def _stop(stop: dict) -> str:
    """What binds, with what the next larger size or dose would have come to."""
    if stop["value"] is None or stop["limit"] is None:
        whole = stop["text"].endswith(".")  # a sentence of its own stands in the middle of another here
        return stop["text"][:1].lower() + stop["text"][1:-1] if whole else stop["text"]
    return f"{stop['text']}: the next larger would reach {stop['value']:.3g}, the bound is {stop['limit']:g}"


def _band(technique: dict, name: str, digits: int) -> str:
    values = [technique[name + end] for end in ("", "_low", "_high")]
    return "{} ({}..{})".format(*(f"{value:.{digits}f}" for value in values))
