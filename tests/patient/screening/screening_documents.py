"""Plain documents for the screening's tests: one with nothing wrong, random ones, and ways to make one worse."""

from __future__ import annotations

import copy
import random
from typing import Any

from neuroglide.patient.screening import condition_items, red_flag_items

ANSWERS = ("no", "yes", "unknown")
LEG = ("low_back", "buttock", "posterior_thigh", "calf", "foot_sole", "perineum")
LEVELS = ("L3", "L4", "L5", "S1")


def calm() -> dict[str, Any]:
    """A right-sided complaint in which every question is answered and nothing stops, holds or bars."""
    return {
        "person": {"sex": "male", "age_years": 42, "height_m": 1.8, "mass_kg": 80},
        "complaint": {
            "side": "r", "limb": "leg", "regions": ["low_back", "buttock_r", "posterior_thigh_r"], "onset": "gradual",
            "nprs": {"leg": {"now": 4}}, "pattern_24h": {"night_pain_unremitting": "no"},
            "irritability": {"minutes_to_provoke": 20, "can_continue": "yes", "minutes_to_ease": 5},
        },
        "red_flags": {name: "no" for name in red_flag_items()},
        "neurological": {
            "power": {side: {level: 5 for level in LEVELS} for side in ("r", "l")},
            "sensation": {side: {level: "normal" for level in LEVELS} for side in ("r", "l")},
            "reflex": {side: {"L4": "normal", "S1": "normal"} for side in ("r", "l")}, "progressive": "no",
        },
        "tests": [
            {"test": "slr", "side": "r", "angle_deg": 70, "symptom": "none"},
            {"test": "slump", "side": "r", "symptom": "reproduced", "place": "posterior_thigh",
             "sensitisers": {"neck_extension": {"symptom": "better"}}},
            {"test": "prone_knee_bend", "side": "r", "symptom": "none"},
            {"test": "slr", "side": "l", "angle_deg": 74, "symptom": "none"},
            {"test": "crossed_slr", "side": "l", "angle_deg": 74, "symptom": "none"},
        ],
        "repeated_movements": {"extension": "no_effect", "flexion": "no_effect", "directional_preference": "none"},
        "palpation": {"sciatic_notch": "not_tender"},
        "foot_hand": {"light_touch": {"medial_plantar_r": "normal", "sural_r": "normal"}},
        "questionnaires": {"s_lanss": {"score": 5}},
        "history": {"surgery": [], "conditions": [], "pregnant": "no"},
    }  # fmt: skip


def random_document(draw: random.Random) -> dict[str, Any]:
    """A document in which anything may be missing, unknown, bad or contradictory."""
    flags = {name: draw.choices(ANSWERS, (0.95, 0.03, 0.02))[0] for name in red_flag_items() if draw.random() < 0.99}
    maybe = lambda share, value: value if draw.random() < share else None  # noqa: E731
    return _without_gaps({
        "person": {"sex": draw.choice(("female", "male")), "age_years": draw.choice((16, 18, 35, 50, 69, 71, 90))},
        "complaint": {
            "side": draw.choice(("r", "l", "both")), "limb": draw.choices(("leg", "arm"), (0.9, 0.1))[0],
            "regions": maybe(0.9, _regions(draw)),
            "paraesthesia": maybe(0.1, draw.sample(("calf_r", "perineum", "foot_sole_l"), 1)),
            "onset": maybe(0.8, draw.choice(("gradual", "sudden", "trauma"))),
            "nprs": maybe(0.8, {"leg": {"now": draw.choice((0, 3, 8))}}),
            "pattern_24h": maybe(0.5, {"night_pain_unremitting": draw.choices(ANSWERS, (0.9, 0.05, 0.05))[0]}),
            "irritability": maybe(0.8, _irritability(draw)),
        },
        "red_flags": flags,
        "neurological": maybe(0.9, _neurological(draw)),
        "tests": [_test(draw) for _ in range(draw.randrange(4))],
        "repeated_movements": maybe(0.5, {"flexion": draw.choice(("worse", "peripheralises", "no_effect")),
                                          "directional_preference": draw.choice(("extension", "none", "unknown"))}),
        "foot_hand": maybe(0.3, {"light_touch": {"sural_r": draw.choice(("normal", "reduced", "absent"))},
                                 "carpal_tunnel": {"phalen_r": draw.choice(("positive", "negative"))},
                                 "tarsal_tunnel": {"compression_r": draw.choice(("reproduced", "none"))}}),
        "palpation": maybe(0.5, {"sciatic_notch": draw.choice(("tender", "not_tender"))}),
        "questionnaires": maybe(0.7, {"s_lanss": {"score": draw.randrange(25)},
                                      "paindetect": {"score": draw.randrange(39)}}),
        "history": {
            "surgery": maybe(0.1, [{"what": "operation", "where": draw.choice(("lumbar", "leg", None)),
                                    "weeks_ago": draw.choice((10, 60, None))}]),
            "conditions": draw.sample(sorted(condition_items()), draw.choices((0, 1), (0.9, 0.1))[0]),
            "pregnant": draw.choices(ANSWERS, (0.9, 0.02, 0.08))[0],
        },
    })  # fmt: skip


def _regions(draw: random.Random) -> list[str]:
    places = draw.sample(LEG, draw.randrange(1, 4))
    return [p if p in ("low_back", "perineum") else f"{p}_{draw.choice('rl')}" for p in places]


def _irritability(draw: random.Random) -> dict[str, Any]:
    return {"minutes_to_provoke": draw.choice((2, 9, 10, 60)), "minutes_to_ease": draw.choice((None, 1, 10, 31)),
            "can_continue": draw.choice(ANSWERS), "grade": draw.choice((None, "low", "moderate", "high"))}


def _neurological(draw: random.Random) -> dict[str, Any]:
    def sides(values, weights):
        return {side: {level: draw.choices(values, weights)[0] for level in LEVELS if draw.random() < 0.9}
                for side in ("r", "l") if draw.random() < 0.9}

    return {"power": sides((5, 4, 3), (0.95, 0.04, 0.01)),
            "reflex": sides(("normal", "reduced", "brisk"), (0.95, 0.04, 0.01)),
            "sensation": sides(("normal", "reduced", "absent"), (0.95, 0.04, 0.01)),
            "progressive": draw.choices(ANSWERS, (0.9, 0.03, 0.07))[0]}


def _test(draw: random.Random) -> dict[str, Any]:
    return {"test": draw.choice(("slr", "slump", "prone_knee_bend", "crossed_slr")), "side": draw.choice("rl"),
            "symptom": draw.choice((None, "reproduced", "other", "none")),
            "place": draw.choice((None, "calf", "posterior_thigh")),
            "sensitisers": {"dorsiflexion": {"symptom": draw.choice((None, "worse", "same")),
                                             "angle_change_deg": draw.choice((None, -3, -12))}}}


def _without_gaps(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_gaps(item) for key, item in value.items() if item is not None}
    return [_without_gaps(item) for item in value] if isinstance(value, list) else value


def worse(document: dict[str, Any], draw: random.Random) -> tuple[str, dict[str, Any]]:
    """One finding made worse, and its name; findings that were not recorded stay so, except red flags."""
    out = copy.deepcopy(document)
    name = draw.choice(sorted(WORSENINGS))
    WORSENINGS[name](out, draw)
    return name, out


def _flag(out, draw):
    out["red_flags"][draw.choice(sorted(red_flag_items()))] = "yes"


def _power(out, draw):
    for levels in out.get("neurological", {}).get("power", {}).values():
        for level in levels:
            levels[level] = max(0, levels[level] - draw.randrange(3))


def _feeling(out, draw):
    for levels in out.get("neurological", {}).get("sensation", {}).values():
        for level in levels:
            levels[level] = {"normal": "reduced"}.get(levels[level], "absent")


def _progressive(out, draw):
    if "neurological" in out:
        out["neurological"]["progressive"] = "yes"


def _older(out, draw):
    if out["person"]["age_years"] >= 18:  # a child is outside the programme for another reason
        out["person"]["age_years"] += 40


def _condition(out, draw):
    out["history"]["conditions"].append(draw.choice(sorted(condition_items())))


def _surgery(out, draw):
    out["history"].setdefault("surgery", []).append({"what": "discectomy", "weeks_ago": draw.choice((5, 500))})


def _trauma(out, draw):
    out["complaint"]["onset"] = "trauma"


def _night(out, draw):
    out["complaint"]["pattern_24h"] = {"night_pain_unremitting": "yes"}


def _irritable(out, draw):
    out["complaint"]["irritability"] = {**out["complaint"].get("irritability", {}), "grade": "high"}


def _saddle(out, draw):
    out["complaint"]["paraesthesia"] = [*out["complaint"].get("paraesthesia", ()), "perineum"]


def _reproduced(out, draw):
    for test in out["tests"]:
        if "symptom" in test:
            test["symptom"] = "reproduced"


def _peripheralises(out, draw):
    out["repeated_movements"] = {**out.get("repeated_movements", {}), "flexion": "peripheralises"}


def _touch(out, draw):
    for area, word in out.get("foot_hand", {}).get("light_touch", {}).items():
        out["foot_hand"]["light_touch"][area] = {"normal": "reduced"}.get(word, "absent")


def _reflex(out, draw):
    for levels in out.get("neurological", {}).get("reflex", {}).values():
        for level in levels:
            levels[level] = {"normal": "reduced", "reduced": "absent"}.get(levels[level], levels[level])


def _other_leg(out, draw):
    side = out["complaint"]["side"]
    out["tests"].append({"test": "slr", "side": "l" if side == "r" else "r", "symptom": "reproduced"})


def _crossed(out, draw):
    out["tests"].append({"test": "crossed_slr", "side": "l", "angle_deg": 40, "symptom": "reproduced"})


def _both_sides(out, draw):
    out["complaint"]["side"] = "both"


WORSENINGS = {
    "touch": _touch, "reflex": _reflex, "other_leg": _other_leg, "crossed": _crossed, "both_sides": _both_sides,
    "flag": _flag, "power": _power, "feeling": _feeling, "progressive": _progressive, "older": _older,
    "condition": _condition, "surgery": _surgery, "trauma": _trauma, "night": _night, "irritable": _irritable,
    "saddle": _saddle, "reproduced": _reproduced, "peripheralises": _peripheralises,
}  # fmt: skip


def without(document: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """The document without what stands at a path of keys and places in lists."""
    out = copy.deepcopy(document)
    place = out
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return out


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path in a document: of each block, each entry and each single finding."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, inner in steps for found in ((*path, key), *paths_of(inner, (*path, key)))]
