"""What was found, a sentence each: the whole examination, what was negative too, and how it was graded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from neuroglide.coordinates import SIDE_WORDS
from neuroglide.patient.screening import red_flag_items
from neuroglide.patient.twin import words
from neuroglide.report.plan.names import meaning, plain, recalled, region, sentence, source

_NOT_MADE = ("unknown", None)
_GRADES = {"irritability": "Irritability", "deficit": "Loss of nerve function", "neuropathic": "Neuropathic screen",
           "directional_preference": "Directional preference"}
_FOOT_HAND = {"two_point_mm": ("two-point discrimination", "area"), "light_touch": ("light touch", "area"),
              "tinel": ("Tinel's sign", "tinel_place"), "tarsal_tunnel": ("test of the tarsal tunnel", "tarsal_test"),
              "carpal_tunnel": ("test of the carpal tunnel", "carpal_test")}


def findings(content: Mapping[str, Any]) -> list[str]:
    """Everything that the examination holds, a sentence each, in the order in which one examines."""
    exam = content["examination"]
    told = [_complaint(exam["complaint"]), _behaviour(exam["complaint"]), _red_flags(exam.get("red_flags") or {}),
            *neurological(exam.get("neurological") or {}), *(_test(test) for test in exam.get("tests") or ()),
            _repeated(exam.get("repeated_movements") or {}), _lumbar(exam.get("lumbar") or {}),
            _palpation(exam.get("palpation") or {}), *_foot_hand(exam.get("foot_hand") or {}),
            _scores(exam.get("questionnaires") or {}), _history(exam.get("history") or {}),
            *grades(content["screening"])]
    return [one for one in told if one] + [
        f"Contradiction: {one.get('text') or one.get('message')}" for one in content["contradictions"]]


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values)


def _counted(value: float, what: str) -> str:
    return f"{value:g} {what}" + ("" if value == 1 else "s")


def _complaint(complaint: Mapping[str, Any]) -> str:
    said = f"Complaint: {_listed(map(region, complaint.get('regions') or ())) or 'no region given'}"
    if complaint.get("duration_weeks") is not None:
        said += f", for {_counted(complaint['duration_weeks'], 'week')}"
    if complaint.get("onset"):
        said += f"; {meaning('onset', complaint['onset'])}"
    if complaint.get("paraesthesia"):
        said += f". Tingling or numbness: {_listed(map(region, complaint['paraesthesia']))}"
    pains = [f"{meaning('nprs_place', place)} {scale['now']:g}" + (
        f" (at worst {scale['worst']:g})" if scale.get("worst") is not None else "")
        for place, scale in (complaint.get("nprs") or {}).items() if scale.get("now") is not None]
    return said + (f". Pain now, of 10: {_listed(pains)}." if pains else ".")


def _behaviour(complaint: Mapping[str, Any]) -> str:
    said = [f"{name} {_listed(complaint[key])}" for key, name in (("aggravating", "worse with"), ("easing", "eased by"))
            if complaint.get(key)]
    how = complaint.get("irritability") or {}
    if how.get("minutes_to_provoke") is not None:
        said.append(f"comes after {_counted(how['minutes_to_provoke'], 'minute')}")
    if how.get("minutes_to_ease") is not None:
        said.append(f"eases in {_counted(how['minutes_to_ease'], 'minute')}")
    said += [f"{name}: {complaint[key]}" for key, name in (("worse_on_cough", "worse on coughing"),
             ("paroxysmal", "shooting attacks")) if complaint.get(key) not in _NOT_MADE]
    return sentence("Behaviour: " + "; ".join(said)) if said else ""


def _red_flags(flags: Mapping[str, Any]) -> str:
    items = red_flag_items()
    yes = [items[i].finding for i, answer in flags.items() if answer == "yes" and i in items]
    no = sum(answer == "no" for answer in flags.values())
    open_ = len([i for i in items if flags.get(i) not in ("yes", "no")])
    return (f"Red flags: {no} of {len(items)} questions answered no"
            + (f"; yes: {'; '.join(yes)}" if yes else "; none answered yes")
            + (f"; {open_} not answered." if open_ else "."))


def neurological(found: Mapping[str, Any]) -> list[str]:
    """Power, reflexes, feeling of both sides, and whether a loss grows."""
    said = []
    for key, name, normal in (("power", "Power", 5), ("reflex", "Reflexes", "normal"),
                              ("sensation", "Light touch", "normal")):
        sides = found.get(key) or {}
        parts = [f"{SIDE_WORDS[side]} {_levels(levels, normal)}" for side, levels in sides.items() if levels]
        said.append(f"{name}: {'; '.join(parts)}." if parts else f"{name}: not recorded.")
    if found.get("progressive") not in _NOT_MADE:
        said.append(f"Loss of power or feeling growing: {found['progressive']}.")
    return said


def _levels(levels: Mapping[str, Any], normal: Any) -> str:
    """Levels of one side: what is not normal first, then those that are."""
    off = [f"{level} {value:g} of 5" if isinstance(value, int | float) else f"{level} {value}"
           for level, value in levels.items() if value != normal]
    well = [level for level, value in levels.items() if value == normal]
    return _listed(off + ([f"{' '.join(well)} {'5 of 5' if normal == 5 else 'normal'}"] if well else []))


def _test(test: Mapping[str, Any]) -> str:
    said = words.test_name(test["test"], test.get("side")).capitalize()
    stopped = test.get("stopped_by")
    told = [f"{test['angle_deg']:g} degrees" if test.get("angle_deg") is not None else "",
            ("" if stopped == "full" else "stopped by ") + meaning("stopped_by", stopped) if stopped else "",
            meaning("symptom", test["symptom"]) + (f", {meaning('region_sided', test['place'])}" if test.get("place")
                                                   else "") if test.get("symptom") else ""]
    told += [f"{words.sensitiser_name(name)} " + (f"{one['angle_change_deg']:+g} degrees, "
             if one.get("angle_change_deg") is not None else "") + meaning("sensitiser_effect", one.get("symptom", ""))
             for name, one in (test.get("sensitisers") or {}).items()]
    told += [f"{meaning('stage', stage)}: {meaning('stage_symptom', value)}" if stage != "neck_release"
             else meaning("release", value) for stage, value in (test.get("stages") or {}).items()]
    return f"{said}: {'; '.join(filter(None, told)) or 'done'}."


def _repeated(found: Mapping[str, Any]) -> str:
    said = [f"{'side glide' if name == 'lateral' else name}: {meaning('pattern_effect', value)}"
            for name, value in found.items() if name != "directional_preference"]
    return sentence("Repeated movements: " + "; ".join(said)) if said else "Repeated movements: not recorded."


def _lumbar(found: Mapping[str, Any]) -> str:
    said = [f"{name.removesuffix('_deg').replace('_', ' ')} {value:g} degrees" for name, value in found.items()
            if name.endswith("_deg")]
    if found.get("finger_floor_cm") is not None:
        said.append(f"fingertips to floor {found['finger_floor_cm']:g} cm")
    return sentence("Low back: " + _listed(said)).replace("flexion r ", "flexion right ").replace(
        "flexion l ", "flexion left ") if said else ""


def _palpation(found: Mapping[str, Any]) -> str:
    said = [f"{meaning('nerve_place', place)} {meaning('tender', value)}" for place, value in found.items()]
    return sentence("Palpation: " + "; ".join(said)) if said else ""


def _foot_hand(found: Mapping[str, Any]) -> list[str]:
    said = []
    for key, (name, table) in _FOOT_HAND.items():
        parts = []
        for place, value in (found.get(key) or {}).items():
            base, _, side = place.rpartition("_")
            shown = f"{value:g} mm" if isinstance(value, int | float) else meaning("symptom", value)
            parts.append(f"{meaning(table, base)} {SIDE_WORDS.get(side, side)} {shown}")
        said += [sentence(f"{name}: {_listed(parts)}")] if parts else []
    return said


def _scores(found: Mapping[str, Any]) -> str:
    names = {"odi": "ODI", "rmdq": "RMDQ", "psfs": "PSFS", "s_lanss": "S-LANSS", "paindetect": "painDETECT",
             "fabq": "FABQ", "start_back": "STarT Back", "phq9": "PHQ-9", "phq2": "PHQ-2", "dash": "DASH",
             "boston": "Boston"}
    said = []
    for key, answers in found.items():
        if key == "odi" and answers.get("sections"):
            from neuroglide.patient.outcome import score_all

            scored = score_all({"odi": answers}).get("odi")
            said.append(f"ODI {scored.value:.0f} of 100" if scored and scored.value is not None else "ODI given")
            continue
        parts = [f"{'' if name == 'score' else name.replace('_', ' ') + ' '}"
                 f"{_listed(f'{v:g}' for v in value) if isinstance(value, list) else value}"
                 for name, value in answers.items()]
        said.append(f"{names.get(key, key)} {_listed(parts)}")
    return sentence("Questionnaires: " + "; ".join(said)) if said else ""


def _history(found: Mapping[str, Any]) -> str:
    surgery = [one["what"] + (f" ({_counted(one['weeks_ago'], 'week')} ago)" if one.get("weeks_ago") is not None
                              else "") for one in found.get("surgery") or ()]
    treated = [f"{one['what']} (helped: {one['helped']})" if one.get("helped") else one["what"]
               for one in found.get("treatment") or ()]
    said = [f"surgery {_listed(surgery) or 'none'}" if "surgery" in found else "",
            f"treated with {_listed(treated)}" if treated else "",
            f"conditions {_listed(c.replace('_', ' ') for c in found.get('conditions') or ()) or 'none'}"
            if "conditions" in found else "",
            f"pregnant: {found['pregnant']}" if found.get("pregnant") else ""]
    return sentence("History: " + "; ".join(filter(None, said))) if any(said) else ""


def grades(screening: Mapping[str, Any]) -> list[str]:
    """How the findings were graded, each with what the grade rests on."""
    said, group = [], screening.get("group") or {}
    for key, name in _GRADES.items():
        value = screening.get(key)
        if value is None:
            continue
        rests = (screening.get("details") or {}).get(key) or {}
        why = f" ({'; '.join(rests['why'])})" if rests.get("why") and key == "neuropathic" else ""
        on = f"; {source(rests['source'])}{recalled(rests)}" if rests.get("source") else ""
        on += f". {sentence(rests['limits'])}" if rests.get("limits") else "."
        said.append(f"{name}: {str(value).replace('_', ' ')}{why}{on}")
    if group.get("value") not in _NOT_MADE:
        share = group.get("responders_percent")
        said.append(f"Group: {group['name']}{recalled({'checked': group.get('checked')})}." + (
            f" In one cohort ({source(group['source'])}) {share:g} % of this group responded"
            f"{recalled({'checked': group.get('responders_checked')})}, an interval is not given; that is a share of "
            f"other people, not a chance of this person's. {plain(group.get('caution') or '')}".rstrip()
            if share is not None else ""))
    return said
