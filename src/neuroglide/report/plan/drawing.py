"""Pictures for a plan: the person in the test that limits, and one cycle of each technique at its size.

A picture is one run with the middle values, so it has no band: its sentence says where the nerve is strained and no
figure. The figures of a technique are the plan's, each with its band.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from neuroglide.body import load_person
from neuroglide.coordinates import FULL_NAMES
from neuroglide.movement import load_movement, to_mapping
from neuroglide.movement.posture import split_name
from neuroglide.report import marks, png, sentences
from neuroglide.report.comparison import main_line
from neuroglide.report.gallery import FRAME_PX, STILL_PX
from neuroglide.report.moments import Moment, key_moments
from neuroglide.report.plan.dose import cycle_of
from neuroglide.report.plan.posture import in_words
from neuroglide.report.profile import strain_by_segment
from neuroglide.report.quantities import base
from neuroglide.report.scene import View
from neuroglide.report.skeleton import Skeleton
from neuroglide.report.staging import Staged, places, stage, way_of_arm
from neuroglide.simulation import simulate

#: Tests that are drawn as the library has them, stopped at the angle found: test, movement, coordinate that is tested.
_TESTS = {"slr": ("slr", "slr"), "slump_knee_extension": ("slump-test", "knee_flexion"),
          "ulnt1": ("ulnt1", "elbow_flexion")}
#: Between two pictures that follow each other a joint must go this share of the longer side, or an arrow shows it: 1/20
#: is 14 of the 280 pixels that a telephone of 360 has for a picture, and half a head of a body drawn at length.
LEAST_SHOWN = 0.05
#: The joint in which a coordinate turns, and what it carries; of a sided one without the side.
TURNS_IN = {
    "neck_flexion": ("neck", "head"), "neck_side_flexion": ("neck", "head"), "trunk_flexion": ("waist", "chest"),
    "trunk_side_flexion": ("waist", "chest"), "trunk_rotation": ("waist", "chest"), "pelvic_tilt": ("waist", "chest"),
    "hip_flexion": ("hip", "knee"), "hip_adduction": ("hip", "knee"), "hip_internal_rotation": ("knee", "toes"),
    "slr": ("hip", "ankle"), "knee_flexion": ("knee", "ankle"), "ankle_dorsiflexion": ("ankle", "toes"),
    "ankle_inversion": ("ankle", "toes"), "toe_extension": ("ankle", "toes"),
    "shoulder_abduction": ("shoulder", "elbow"), "shoulder_depression": ("shoulder", "elbow"),
    "shoulder_external_rotation": ("elbow", "wrist"), "elbow_flexion": ("elbow", "wrist"),
    "forearm_supination": ("elbow", "wrist"), "wrist_extension": ("wrist", "knuckles"),
    "finger_extension": ("knuckles", "fingertip"),
}


class Scene(NamedTuple):
    """Pictures to be drawn: a result, the side affected, the moments with their postures (T, C) [deg], the bodies at
    rest with their camera, what they rest on, and the view that holds them all."""

    result: Any
    side: str
    moments: list[Moment]
    angle_deg: np.ndarray
    staged: Staged
    boxes: list[marks.Box]
    view: View


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
        """Key postures of one cycle of a technique of the plan, with an arrow where two look alike."""
        scene = roomy(self.scene(item))
        return _stills(scene, STILL_PX, unseen(scene))

    def scene(self, item: Mapping[str, Any]) -> Scene:
        """What the pictures of a technique of the plan show, before it is drawn."""
        return self._scene({"id": item["id"], "name": item["name"], "position": item["position"],
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
        return _stills(self._scene(made), FRAME_PX, {})[-1:]

    def _scene(self, movement: Mapping[str, Any]) -> Scene:
        result = simulate(self._person, dict(movement), draws=0, fields=True)
        moments = key_moments(result)
        rows = result.timeline.start_index + np.array([moment.index for moment in moments], int)
        angle_rad = result.timeline.angle_rad[rows]
        arm = any(base(site).startswith("median.") for site in main_line([result]))
        way = way_of_arm(angle_rad) if arm else None
        bodies = Skeleton(self._person, arms=self._side if way == "beside" else arm).poses(angle_rad)
        staged = stage(bodies, movement.get("position"), self._side, way)
        boxes = marks.support(staged)
        return Scene(result, self._side, moments, np.degrees(angle_rad), staged, boxes, marks.framed(staged, boxes))


def unseen(scene: Scene) -> dict[int, marks.Turn]:
    """Pictures in which no joint is seen to have moved since the one before: the number, and how the joint turns
    that is moved most."""
    where, view = [places(body, scene.view) for body in scene.staged.bodies], scene.view
    least = LEAST_SHOWN * max(1.0, view.height_m / view.width_m)
    return {number: turn for number, (before, now) in enumerate(zip(where, where[1:], strict=False), start=1)
            if max(float(np.linalg.norm(now[name] - before[name])) for name in now) < least
            and (turn := turn_of(scene, number)) is not None}


def roomy(scene: Scene) -> Scene:
    """The scene with a view that has room for its arrows."""
    turns = unseen(scene)
    if not turns:
        return scene
    points = np.concatenate([marks.arrow_points(turn) for turn in turns.values()])
    view, edge = scene.view, 0.01
    less, more = np.maximum(edge - points.min(0), 0) * view.width_m, points.max(0) + edge
    right, below = np.maximum(more * view.width_m - (view.width_m, view.height_m), 0)
    return scene._replace(view=View(view.rotation, view.left - less[0], view.bottom - below,
                                    view.width_m + less[0] + right, view.height_m + less[1] + below))


def turn_of(scene: Scene, number: int) -> marks.Turn | None:
    """How the joint turns that is moved most from the picture before to this one; None for one that is not drawn."""
    change = np.abs(scene.angle_deg[number] - scene.angle_deg[number - 1])
    first = np.array([0.5 if name.endswith(f"_{scene.side}") else 0.0 for name in FULL_NAMES])
    base, side = split_name(FULL_NAMES[int(np.argmax(change + first))])
    ends = [f"{name}_{side}" if side else name for name in TURNS_IN[base]]
    if any(name not in scene.staged.bodies[number].joints for name in ends):
        return None
    then, now = (places(scene.staged.pelvis[n], scene.view) for n in (number - 1, number))
    before, after = (one[ends[1]] - one[ends[0]] for one in (then, now))
    way = float(np.sign(before[0] * after[1] - before[1] * after[0]))
    drawn = places(scene.staged.bodies[number], scene.view)
    return marks.Turn(drawn[ends[0]], drawn[ends[1]], way) if way else None


def _stills(scene: Scene, width_px: int,
            arrows: Mapping[int, marks.Turn]) -> list[dict[str, Any]]:
    """The pictures of a scene, each with its words; ``arrows`` as of :func:`unseen`."""
    images = [_image(scene, number, width_px) for number in range(len(scene.moments))]
    for number, turn in arrows.items():
        images[number] = marks.over(images[number], marks.arrow(images[number].shape[:2], turn))
    palette, line, seen = png.make_palette(images), main_line([scene.result]), scene.staged.seen.words
    position = scene.staged.position
    shows = [in_words(angle, position, scene.side, seen, arrow=number in arrows)
             for number, angle in enumerate(scene.angle_deg)]
    return [
        {"src": png.data_uri(png.encode(image, palette)), "width": image.shape[1], "height": image.shape[0],
         "words": moment.words, "time": sentences.duration(moment.time_s), "seen": seen, "shows": told,
         "alt": f"{told} The nerves are coloured by strain. Moment: {moment.words}.",
         "sentence": sentences.along(scene.result, moment.time_s, line, figures=False)}
        for image, moment, told in zip(images, scene.moments, shows, strict=True)
    ]


def _image(scene: Scene, number: int, width_px: int) -> np.ndarray:
    body = scene.staged.bodies[number]
    strain = strain_by_segment(scene.result, scene.moments[number].index, set(body.lines))
    return marks.draw_on(scene.boxes, body, strain, scene.view, width_px, scene.side)
