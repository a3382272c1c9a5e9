"""Structural differentiation: does a movement far from the symptom, which loads the nerve, change it?

The simple clinical rule against which the twin is scored. Positive when the straight leg raise or the slump of the
affected side brings the patient's own symptom and a remote sensitiser changes it as one that loads or unloads the nerve
would; negative when the tests do not bring it, or no remote movement that was tried changes it; else unknown, and so
where one changed it the wrong way round. Source: Pesonen 2021, abstract (differentiation chosen by the place of the
symptom); the table of remote movements is in rules/grading.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from neuroglide.patient.screening.conditions import plain_word
from neuroglide.patient.screening.model import Differentiation
from neuroglide.patient.screening.rulebook import rulebook

#: What a remote movement did to the symptom; ``CONTRARY``, the wrong way round, is a reason of the result too.
CHANGED, SAME, CONTRARY = "changed", "same", "contrary"
_WORDS = ("worse", "better", "same")
_NAMES = {"slr": "straight leg raise", "slump": "slump", "slump_knee_extension": "knee extension in slump",
          "ulnt1": "upper limb test"}


def structural_differentiation(plain: Mapping[str, Any]) -> Differentiation:
    """The result over all tests of the affected side.

    Parameters: ``plain`` the plain mapping of an examination. One positive test decides; a reproduced symptom without a
    remote movement leaves it unknown, and ``missing`` says what to add. What was the wrong way round stands in ``why``
    of either. Returns: Differentiation.
    """
    rule = rulebook().grading["differentiation"]
    limb = limb_of(plain)
    results = [_of_test(test, rule) for test in tests_of(plain, rule["tests"][limb])]
    odd = [text for result in results if result.reason == CONTRARY for text in result.why]
    for wanted in ("positive", "unknown", "negative"):
        chosen = [result for result in results if result.result == wanted]
        if chosen:
            why = tuple(dict.fromkeys([text for result in chosen for text in result.why] + odd))
            reasons = [result.reason for result in chosen if result.reason]
            reason = "not_changed" if "not_changed" in reasons else next(iter(reasons), "")
            return Differentiation(wanted, why, tuple(dict.fromkeys(t for r in chosen for t in r.missing)), reason)
    wanted = {"arm": "upper limb test for the median nerve", "leg": "straight leg raise or slump"}[limb]
    return Differentiation("unknown", (), (f"{wanted} of the affected side",))


def limb_of(plain: Mapping[str, Any]) -> str:
    """The limb of the complaint, leg unless it is said to be the arm."""
    return "arm" if (plain.get("complaint") or {}).get("limb") == "arm" else "leg"


def affected_sides(plain: Mapping[str, Any]) -> tuple[str, ...]:
    """The affected sides, "r", "l" or both."""
    side = (plain.get("complaint") or {}).get("side")
    return ("r", "l") if side == "both" else (side,) if side in ("r", "l") else ()


def tests_of(plain: Mapping[str, Any], names: tuple[str, ...] | list[str]) -> Iterator[Mapping[str, Any]]:
    """Tests of these names on an affected side, or without a side."""
    sides = affected_sides(plain)
    for test in plain.get("tests") or ():
        if test.get("test") in names and (test.get("side") is None or test.get("side") in sides):
            yield test


def reproduces(plain: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """Whether a test of these names brought the patient's own symptom: yes, no, or unknown where none says."""
    answers = [symptom_of(test) for test in tests_of(plain, names)]
    return "yes" if "reproduced" in answers else "no" if {"other", "none"} & set(answers) else "unknown"


def symptom_of(test: Mapping[str, Any]) -> str | None:
    """The symptom of a test; of a slump without one, from its stages: pain in the leg counts as the patient's own."""
    stages = test.get("stages") or {}
    if test.get("symptom") is not None:
        return test["symptom"]
    said = [stages[name] for name in ("slump", "neck_flexion", "knee_extension", "dorsiflexion") if stages.get(name)]
    return "reproduced" if "leg" in said else "other" if {"back", "other"} & set(said) else "none" if said else None


def _of_test(test: Mapping[str, Any], rule: Mapping[str, Any]) -> Differentiation:
    name, symptom = _NAMES.get(test["test"], test["test"]), symptom_of(test)
    if symptom in ("none", "other"):
        return Differentiation("negative", (f"{name} does not bring the patient's symptom",), (), "not_reproduced")
    if symptom is None:
        return Differentiation("unknown", (), (f"whether {name} brings the patient's symptom",))
    place = test.get("place")
    kinds = ("proximal", "distal", "arm_proximal", "arm_distal")
    kind = next((kind for kind in kinds if place in rule[kind]), "unplaced")
    found: dict[str, list[str]] = {CHANGED: [], SAME: [], CONTRARY: []}
    odd = []
    for move, effect, said in _effects(test, rule):
        if move in rule["remote"][kind]:
            found[effect].append(move.replace("_", " "))
            odd += [said] if effect == CONTRARY else []
    changed, same, turned = found.values()
    if changed := [move for move in changed if move not in turned]:  # what was found both ways tells neither
        verb = "change" if len(changed) > 1 else "changes"
        why = (f"{name} brings the symptom, and {' and '.join(changed)} {verb} it",)
        return Differentiation("positive", why + ((f"but {_odd(odd)}",) if odd else ()))
    if odd:
        moves = " and ".join(turned)
        return Differentiation("unknown", (f"{name} brings the symptom, but {_odd(odd)}",),
                               (f"{moves} added to the {name} once more",), CONTRARY)
    if same:
        why = f"{name} brings the symptom, but {' and '.join(same)} {'do' if len(same) > 1 else 'does'} not change it"
        return Differentiation("negative", (why,), (), "not_changed")
    wanted = " or ".join(move.replace("_", " ") for move in rule["remote"][kind][:3])
    return Differentiation("unknown", (f"{name} brings the symptom",), (f"{wanted} added to the {name}",))


def _odd(said: list[str]) -> str:
    return f"{' and '.join(said)}: the wrong way round"


def _effects(test: Mapping[str, Any], rule: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(movement, changed, same or contrary, what it did in words) of every sensitiser and of the neck's release.

    A word counts before an angle; of an angle alone, a change by ``angle_alone.least_deg``. What loads the nerve must
    make it worse or take range, what unloads it make it better or give range.
    """
    least = rule["angle_alone"]["least_deg"]
    for move, effect in (test.get("sensitisers") or {}).items():
        symptom, angle = plain_word(effect.get("symptom")), effect.get("angle_change_deg")
        if symptom in _WORDS:
            yield move, *_read(move, symptom, f"made it {symptom}", rule)
        elif angle is not None:
            lost = lost_range_deg(test["test"], angle)
            word = "same" if abs(lost) < least else "worse" if lost > 0 else "better"
            yield move, *_read(move, word, f"{'took' if lost > 0 else 'gave'} {abs(lost):g} degrees", rule)
    release = (test.get("stages") or {}).get("neck_release")
    if release in _WORDS:
        yield "neck_extension", *_read("neck_extension", release, f"made it {release}", rule)


def _read(move: str, word: str, did: str, rule: Mapping[str, Any]) -> tuple[str, str]:
    """What a movement that made it worse, better or left it the same (``word``) tells, and what it ``did`` in words."""
    loads, unloads = (move in rule[name] for name in ("loads", "unloads"))
    said = f"{move.replace('_', ' ')}, which {'loads' if loads else 'unloads'} the nerve, {did}"
    if word == "same":
        return SAME, said
    return CHANGED if (loads if word == "worse" else unloads) else CONTRARY, said


def lost_range_deg(test: str, angle_change_deg: float) -> float:
    """Range [deg] that a test loses by a change of its angle; minus where it gains.

    An angle that counts what is reached (a leg raise) falls as range is lost, one that counts what is left (a knee
    short of straight) grows: examination/tests.yaml says which each test is.
    """
    from neuroglide.patient.examination.fields import test_rule  # not above: the examination's words come from here

    return angle_change_deg if test_rule(test).left else -angle_change_deg
