"""Pictures for a plan: the person in the test that limits, and one cycle of each technique at its size.

A picture is one run with the middle values, so it has no band: its sentence says where the nerve is strained and no
figure. The figures of a technique are the plan's, each with its band.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neuroglide.body import load_person
from neuroglide.movement import load_movement, to_mapping
from neuroglide.report.gallery import FRAME_PX, STILL_PX, Gallery
from neuroglide.report.plan.dose import cycle_of
from neuroglide.simulation import simulate

#: Tests that are drawn as the library has them, stopped at the angle found: test, movement, coordinate that is tested.
_TESTS = {"slr": ("slr", "slr"), "slump_knee_extension": ("slump-test", "knee_flexion"),
          "ulnt1": ("ulnt1", "elbow_flexion")}


class Drawer:
    """Draws one plan's person, with what the twin makes most probable of their nerve.

    Parameters: content of the plan. A restriction is drawn where its probability is at least a half.
    """

    def __init__(self, content: Mapping[str, Any]):
        found = content["examination"]["person"]
        held = [{"site": site, "stiffness_n_per_mm": band["median"]}
                for site, band in (content.get("restriction") or {}).items() if band["median"] > 0.0]
        self._person = load_person({**found, "side": content["side"], "restrictions": held})
        self._side = content["side"]

    def technique(self, item: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Key postures of one cycle of a technique of the plan."""
        return self._stills({"id": item["id"], "name": item["name"], "position": item["position"],
                             "start": item["start_deg"], "steps": list(cycle_of(item))})

    def test(self, test: str, angle_deg: float) -> list[dict[str, Any]]:
        """The limiting test at the angle that was found; empty for a test without a picture."""
        if test not in _TESTS:
            return []
        movement, coordinate = _TESTS[test]
        plain = to_mapping(load_movement(movement))
        steps, name = [], f"{coordinate}_affected"
        for step in plain["steps"]:
            move = step.get("move")
            if not isinstance(move, dict):
                continue
            steps.append({**step, "move": {**move, name: angle_deg}} if name in move else step)
            if name in move:
                break
        made = {"id": test, "name": test.replace("_", " "), "position": plain.get("position"),
                "start": plain.get("start", {}), "steps": steps}
        return self._stills(made, FRAME_PX)[-1:]

    def _stills(self, movement: Mapping[str, Any], width_px: int = STILL_PX) -> list[dict[str, Any]]:
        result = simulate(self._person, dict(movement), draws=0, fields=True)
        gallery = Gallery([result])
        return gallery.stills(width_px, figures=False)[0]["pictures"] if gallery.ready else []
