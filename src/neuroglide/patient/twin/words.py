"""The twin's sentences: tests by name, what was found in plain words, and what cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuroglide.coordinates import SIDE_WORDS

if TYPE_CHECKING:
    from neuroglide.patient.twin.model import Band

_TESTS = {
    "slr": "straight leg raise", "crossed_slr": "crossed straight leg raise", "slump": "slump test",
    "slump_knee_extension": "knee extension in slump", "slump_knee_extension_head_up": "knee extension in slump",
    "prone_knee_bend": "prone knee bend", "hamstring_90_90": "knee extension with the hip at 90 degrees",
    "ulnt1": "upper limb test of the median nerve", "passive_neck_flexion": "passive neck flexion",
}
_SENSITISERS = {
    "dorsiflexion": "the ankle up", "plantarflexion": "the ankle down", "inversion": "the sole turned in",
    "eversion": "the sole turned out", "neck_flexion": "the chin to the chest", "neck_extension": "the neck released",
    "hip_adduction": "the leg across the midline", "hip_internal_rotation": "the hip turned in",
    "neck_side_flexion_away": "the head bent away", "neck_side_flexion_toward": "the head bent toward the arm",
    "wrist_flexion": "the wrist let down",
}
_LIMITERS = {"nerve": "the nerve", "hamstring": "the hamstrings",
             "joint": "a joint, the end of its range or pain from a tissue that is no nerve",
             "several": "several of them together"}
_SITES = {
    "root.l5": "the L5 root", "root.s1": "the S1 root", "sciatic.notch": "the sciatic notch (piriformis)",
    "sciatic.mid_thigh": "the sciatic nerve in the thigh", "tibial.popliteal": "the tibial nerve behind the knee",
    "fibular.head": "the head of the fibula", "tibial.ankle": "the tarsal tunnel",
    "median.axilla": "the armpit or above",
    "median.upper_arm": "the upper arm", "median.elbow": "the elbow", "median.forearm": "the forearm",
    "median.wrist": "the carpal tunnel",
}


def test_name(test: str, side: str | None = None) -> str:
    """A test in words. Parameters: its id; side r, l or None."""
    name = _TESTS.get(test, test.replace("_", " "))
    return f"{name}, {SIDE_WORDS[side]}" if side in SIDE_WORDS else name


def sensitiser_name(sensitiser: str) -> str:
    """What a sensitiser moves, in words."""
    return _SENSITISERS.get(sensitiser, sensitiser.replace("_", " "))


def site_name(site: str) -> str:
    """A site in words, without its side."""
    return _SITES.get(site, site)


def limiter_name(limiter: str) -> str:
    """What limits, in words."""
    return _LIMITERS[limiter]


def amount(band: Band, unit: str = "1") -> str:
    """A band in words with its unit, of a share without one: no decimals where it reaches 100, two where its middle is
    below 1, else one."""
    told = band.text(0 if band.high >= 100.0 else 1 if band.median >= 1.0 else 2)
    return told if unit == "1" else f"{told} {unit}"


def percent(share: float) -> str:
    """A probability in words: whole percents, and never 0 or 100."""
    if share < 0.01:
        return "under 1 %"
    return "over 99 %" if share > 0.99 else f"{100 * share:.0f} %"
