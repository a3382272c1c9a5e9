"""From an examination to a screening: which rules fire and why, what holds, what stops, what a plan may not contain."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from neuroglide.errors import InputError
from neuroglide.patient.screening import grading
from neuroglide.patient.screening.care import care_of, directions_to_avoid, what_the_tests_showed
from neuroglide.patient.screening.conditions import Context, Verdict, evaluate, find, plain_word
from neuroglide.patient.screening.differentiation import limb_of, reproduces, structural_differentiation
from neuroglide.patient.screening.model import Bar, Differentiation, Fired, Gate, Graded, Item, Override, Screening
from neuroglide.patient.screening.rulebook import BarRule, Rule, Rulebook, rulebook
from neuroglide.patient.screening.tunnels import signs_elsewhere, signs_here, signs_of_limb, tunnels


def screen(plain: Mapping[str, Any], overrides: Sequence[Override] = ()) -> Screening:
    """Hold an examination to the rules.

    Parameters: ``plain`` the checked plain mapping of an examination (``Examination.plain``); ``overrides`` a
    clinician's written decisions, by rule or bar. Emergency, urgent and not-offered findings and unanswered red flags
    cannot be overridden; such decisions are kept in ``refused``. Returns: Screening. Raises: InputError for an override
    without a reason or a name, or of an unknown rule. Source: the rules' own, in rules/*.yaml; order of the gates ours.
    """
    book = rulebook()
    _check_overrides(overrides, book)
    given = {override.rule_id: override for override in overrides}
    document = _plain(plain)
    details, differentiation, group, found = _graded(document, book)
    document["found"] = found
    flags, unanswered = _red_flags(document, book)
    read: dict[str, Any] = {}
    contexts = {id(part.facts): part.facts for part in (*book.rules, *book.bars)}
    contexts = {key: Context(document, facts, book.words, read=read) for key, facts in contexts.items()}
    fired = [*flags, *(part for rule in book.rules if (part := _fire(rule, contexts[id(rule.facts)], book)))]
    fired = [_overridden(part, given) for part in fired]
    stopped = any(part.effect == "stop" for part in fired)
    found["stopped"] = "yes" if stopped else "no"
    routes = tuple(found["routes"])
    bars = tuple(_overridden(bar, given) for rule in book.bars if (bar := _raise_bar(rule, contexts[id(rule.facts)])))
    order, gates = list(book.levels), list(book.gates)
    fired.sort(key=lambda part: (gates.index(part.gate), order.index(part.level)))
    held = bool(unanswered) or any(part.holds for part in fired)
    referral, referral_patient = _referral(fired, book) if stopped else (None, None)
    return Screening(
        status="stopped" if stopped else "hold" if held else "clear", limb=found["limb"],
        fired=tuple(fired), unanswered=unanswered, gates=_gates(fired, unanswered, book),
        referral=referral, referral_patient=referral_patient,
        irritability=found["irritability"], directional_preference=found["directional_preference"],
        neuropathic=found["neuropathic"], deficit=found["deficit"], progressive=_progressive(document),
        group=group, radiating=details["radiating"].value, radiating_extent=found["radiating_extent"],
        differentiation=differentiation, routes=routes, bars=bars, details=details,
        first_care=() if stopped else care_of("first_care", fired, document, book),
        tests_first=() if stopped else care_of("tests_first", fired, document, book),
        avoid_directions=directions_to_avoid(document),
        mechanosensitivity=what_the_tests_showed(differentiation, document, routes),
        overrides=tuple(overrides), refused=_refused(overrides, fired, bars, unanswered),
    )


def _plain(value: Any) -> Any:
    """Mappings as dictionaries and sequences as lists, through and through."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _graded(document: dict[str, Any], book: Rulebook) -> tuple[dict[str, Graded], Differentiation, Any, dict[str, Any]]:
    rules, context = book.grading, Context(document, book.grading["facts"], book.words)
    document["found"] = at_tunnels = {
        "tunnels": [name for name in tunnels() if signs_here(document, name)],
        "signs_elsewhere": signs_elsewhere(document)}
    routes = list(_routes(document, book))
    beyond = [area for name, about in tunnels().items() if signs_of_limb(document, name)
              for area in about["light_touch"]]
    by_side = grading.deficit_by_side(document, rules["deficit"], beyond)
    radiating, extent, legs = grading.radiating(document, rules["radiating"])
    details = {
        "irritability": grading.irritability(context, rules["irritability"]),
        "directional_preference": grading.directional_preference(document),
        "neuropathic": grading.neuropathic(context, rules["neuropathic"]),
        "deficit": grading.worst_deficit(document, by_side, rules["deficit"], beyond),
        "radiating": radiating,
    }
    differentiation = structural_differentiation(document)
    found = at_tunnels | {name: graded.value for name, graded in details.items()} | {
        "limb": limb_of(document), "routes": routes,
        "neurology_complete": grading.neurology_complete(document, rules["deficit"], beyond),
        "other_leg": grading.other_leg(document), "deficit_by_side": by_side,
        "radiating_legs": legs, "radiating_extent": extent,
        "irritability_contradiction": "yes" if details["irritability"].contradiction else "no",
        "neuropathic_contradiction": "yes" if details["neuropathic"].contradiction else "no",
        "differentiation": differentiation.result, "differentiation_reason": differentiation.reason,
        "slr_reproduces": reproduces(document, ("slr",)),
        "slr_or_slump_reproduces": reproduces(document, ("slr", "slump", "slump_knee_extension")),
        "prone_knee_bend_reproduces": reproduces(document, ("prone_knee_bend",)),
    }
    document["found"] = found
    group = grading.schafer_group(context, rules["group"])
    found["group"] = group.value
    return details, differentiation, group, found


def _red_flags(document: Mapping[str, Any], book: Rulebook) -> tuple[list[Fired], tuple[str, ...]]:
    fired, unanswered = [], []
    context = Context(document, {}, book.words)
    for item in book.items.values():
        answer = next((value for _, value in find(document, f"red_flags.{item.id}")), "unknown")
        other = evaluate(book.also[item.id], context) if item.id in book.also else Verdict(False)
        if answer == "yes" or other.answer:
            fired.append(_flag(item, answer, other, book))
        if answer not in ("yes", "no"):
            unanswered.append(item.id)
    return fired, tuple(unanswered)


def _flag(item: Item, answer: str, other: Verdict, book: Rulebook) -> Fired:
    why = (item.finding,) if answer == "yes" else ()
    if other.answer:
        why += other.because
        if answer == "no":
            why += ("the red-flag question was answered no; the worse answer counts",)
    level = book.levels[item.level]
    text = f"{book.groups[item.group]['name']}: {item.finding}."
    return Fired(item.id, "red_flags", item.level, level["effect"], text, why, item.action, item.source, item.locator,
                 item.certainty, item.checked, _decidable(level), item.group)


def _fire(rule: Rule, context: Context, book: Rulebook) -> Fired | None:
    verdict = evaluate(rule.when, context)
    if not verdict.answer:
        return None
    level = book.levels[rule.level]
    said = {"text": rule.text, "action": rule.action}
    if context.document["found"]["limb"] == "arm":
        said |= rule.for_arm
    return Fired(rule.id, rule.gate, rule.level, level["effect"], said["text"], verdict.because, said["action"],
                 rule.source, rule.locator, rule.certainty, rule.checked, _decidable(level), rule.group)


def _decidable(level: Mapping[str, Any]) -> bool:
    """Whether a clinician's written decision can settle a finding of this level."""
    return level["effect"] == "hold" and not level.get("needs_answer", False)


def _raise_bar(rule: BarRule, context: Context) -> Bar | None:
    verdict = evaluate(rule.when, context)
    if not verdict.answer:
        return None
    return Bar(rule.id, rule.name, rule.forbids, rule.reason, verdict.because, rule.source, rule.locator,
               rule.certainty, rule.checked, rule.overridable)


def _overridden(part: Any, given: Mapping[str, Override]) -> Any:
    override = given.get(part.rule_id if isinstance(part, Fired) else part.id)
    return dataclasses.replace(part, overridden_by=override) if override and part.overridable else part


def _check_overrides(overrides: Sequence[Override], book: Rulebook) -> None:
    known = dict.fromkeys([*book.items, *(part.id for part in (*book.rules, *book.bars))])
    seen: set[str] = set()
    for override in overrides:
        if override.rule_id not in known:
            near = difflib.get_close_matches(str(override.rule_id), known, n=3)
            fix = f"did you mean {' or '.join(near)}?" if near else "name a rule or bar that the screening shows."
            raise InputError(f"override: there is no rule {override.rule_id!r}.", fix=fix)
        for name in ("reason", "who"):
            if not str(getattr(override, name) or "").strip():
                raise InputError(f"override of {override.rule_id}: no {name} is given.", fix=f"write the {name}.")
        if override.rule_id in seen:
            raise InputError(f"override of {override.rule_id} is given twice.", fix="keep one of them.")
        seen.add(override.rule_id)


def _refused(overrides: Sequence[Override], fired: Sequence[Fired], bars: Sequence[Bar],
             unanswered: Sequence[str]) -> tuple[tuple[Override, str], ...]:
    parts = {part.rule_id: part for part in fired} | {bar.id: bar for bar in bars}
    refused = []
    for override in overrides:
        part = parts.get(override.rule_id)
        if part is None:
            asked = override.rule_id in unanswered
            why = "this question has no answer; answer it" if asked else "this rule did not fire"
        elif not part.overridable:
            why = _why_refused(part)
        else:
            continue
        refused.append((override, why))
    return tuple(refused)


def _why_refused(part: Fired | Bar) -> str:
    if isinstance(part, Bar):
        return "this bar cannot be set aside"
    if part.effect == "hold":
        return "this question has no answer; answer it"
    return f"a finding of level {part.level} cannot be overridden"


def _gates(fired: Sequence[Fired], unanswered: Sequence[str], book: Rulebook) -> tuple[Gate, ...]:
    gates = []
    for name, title in book.gates.items():
        here = [part for part in fired if part.gate == name]
        effects = {part.effect for part in here if part.holds}
        open_items = name == "red_flags" and unanswered
        state = "stop" if "stop" in effects else "hold" if effects or open_items else \
            "caution" if any(part.level in ("caution", "concern") for part in here) else "pass"
        gates.append(Gate(name, title, state, tuple(part.rule_id for part in here)))
    return tuple(gates)


def _referral(fired: Sequence[Fired], book: Rulebook) -> tuple[str, str]:
    """Texts of a stopped plan: what to do by the most serious level alone, and all findings that stop, worst first."""
    order = list(book.levels)
    stops = sorted((part for part in fired if part.effect == "stop"), key=lambda part: order.index(part.level))
    level = book.levels[stops[0].level]
    first = [part for part in stops if part.level == stops[0].level]
    causes = dict.fromkeys(book.groups[part.group]["refer"] if part.group else part.text for part in first)
    findings = dict.fromkeys(text for part in stops for text in part.why)
    clinician = " ".join([level["clinician"].strip(), *causes, f"Found: {'; '.join(findings)}."])
    return clinician, level["patient"].strip()


def _progressive(document: Mapping[str, Any]) -> str:
    answers = {plain_word(value) for path in ("neurological.progressive", "red_flags.progressive_weakness")
               for _, value in find(document, path)}
    return "yes" if "yes" in answers else "no" if "no" in answers else "unknown"


def _routes(document: Mapping[str, Any], book: Rulebook) -> tuple[str, ...]:
    context = Context(document, book.grading["facts"], book.words)
    routes = [name for name, when in book.grading["routes"].items() if evaluate(when, context).answer]
    return tuple(routes or ["sciatic"])
