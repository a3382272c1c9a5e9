"""The pictures of a plan's techniques: how the body rests, from where it is seen, and that Start and Then differ."""

from __future__ import annotations

import base64
import struct
import zlib
from functools import lru_cache

import numpy as np
import pytest
from plan_pages import draft

from neuroglide.coordinates import OTHER_SIDE, SIDE_WORDS
from neuroglide.patient.plan.techniques import Rung, technique, technique_ids
from neuroglide.report.marks import arrow_points, corners
from neuroglide.report.plan.drawing import TURNS_IN, Drawer, roomy, turn_of, unseen
from neuroglide.report.staging import places

#: Every packaged technique of leg and arm: a plan may offer each, a tensioner from the second plan on.
ALL = (*technique_ids("leg"), *technique_ids("arm"))
FULL = Rung(1.0, 1.0)
#: What a joint must go between two pictures, in the longer side of the picture, to be seen without an arrow: 14 of the
#: 280 pixels of a telephone, half a head. Side bending of 20 degrees seen from the side came to 0.035: it was not seen.
LEAST = 0.05
#: Colour of an arrow, and how many pixels of it the smallest has in a picture 300 wide.
BLUE, ARROW_PIXELS = np.array([0.10, 0.52, 0.68, 1.0]), 150


@lru_cache(maxsize=2)
def drawer(side: str = "r") -> Drawer:
    return Drawer(draft() | {"side": side})


@lru_cache(maxsize=128)
def item(id_: str, side: str = "r", rung: Rung = FULL) -> dict:
    made = technique(id_, side)
    return {"id": id_, "name": made.movement.title, "position": made.movement.position,
            "start_deg": made.start_at(rung), "movement": {"steps": made.steps_at(rung, made.hold_s or None)}}


@lru_cache(maxsize=128)
def scene(id_: str, side: str = "r", rung: Rung = FULL):
    return drawer(side).scene(item(id_, side, rung))


def sizes(id_: str) -> list[Rung]:
    """The smallest and the full size."""
    rungs = technique(id_).rungs()
    return [rungs[0], rungs[-1]]


def pixels(src: str) -> np.ndarray:
    """Premultiplied RGBA (H, W, 4) 0 to 1 of an indexed PNG as the reports write it."""
    raw, at, parts = base64.b64decode(src.partition(",")[2]), 8, {}
    while at < len(raw):
        (length,), kind = struct.unpack(">I", raw[at : at + 4]), raw[at + 4 : at + 8]
        parts[kind] = raw[at + 8 : at + 8 + length]
        at += 12 + length
    width, height = struct.unpack(">II", parts[b"IHDR"][:8])
    index = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, width + 1)[:, 1:]
    palette = np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)
    opacity = np.frombuffer(parts[b"tRNS"], np.uint8)
    rgba = np.column_stack([palette, opacity])[index] / 255
    return np.concatenate([rgba[..., :3] * rgba[..., 3:], rgba[..., 3:]], axis=2)


def way(here, number: int) -> float:
    """How far a joint goes at most from the picture before, in the picture's longer side."""
    before, now = (places(here.staged.bodies[n], here.view) for n in (number - 1, number))
    longer = max(1.0, here.view.height_m / here.view.width_m)
    return max(float(np.linalg.norm(now[name] - before[name])) for name in now) / longer


@pytest.mark.parametrize("id_", ALL)
def test_start_and_then_differ_for_the_eye_in_every_size(id_):
    """A joint goes far enough over the picture, or an arrow is drawn; where the first holds there is no arrow."""
    for rung in sizes(id_):
        here, drawn = scene(id_, "r", rung), drawer().technique(item(id_, "r", rung))
        assert len(drawn) == len(here.moments) >= 2
        for number, one in enumerate(drawn):
            blue = int((np.abs(pixels(one["src"]) - BLUE).max(axis=2) < 0.06).sum())
            assert (blue > ARROW_PIXELS) == (number > 0 and way(here, number) < LEAST), (rung, number, blue)
            assert ("arrow" in one["shows"]) == (blue > ARROW_PIXELS)


def test_in_full_what_moves_far_needs_no_arrow():
    """An arrow is for what is small: a full technique that needs one in its first move is named here."""
    assert {id_ for id_ in ALL if 1 in unseen(scene(id_))} == {"ankle-pumps", "bent-leg-raise", "lateral-opener"}


@pytest.mark.parametrize("side", ["r", "l"])
@pytest.mark.parametrize("id_", ["side-lying-slider", "lateral-opener"])
def test_lying_on_the_side_the_body_lies_on_its_side(id_, side):
    """One hip over the other, the affected on top, the head at the height of the pelvis, all on one couch."""
    here = scene(id_, side)
    for body in here.staged.bodies:
        on_top = body.joints[f"hip_{side}"] - body.joints[f"hip_{OTHER_SIDE[side]}"]
        assert on_top[1] > 0.9 * np.linalg.norm(on_top)
        up = body.joints["head"] - (body.joints["hip_r"] + body.joints["hip_l"]) / 2
        assert abs(up[0]) > 0.9 * np.linalg.norm(up)
        lowest = min(bone.vertices[:, 1].min() for bone in body.bones)
        assert -1e-6 < lowest < 0.02  # on the couch, y = 0, and not in it
    assert here.boxes[0].high[1] == 0.0 and [box.pillow for box in here.boxes] == [False, True]


def test_only_lying_on_the_side_turns_one_hip_over_the_other():
    body = scene("supine-90-90-slider").staged.bodies[0]
    assert abs((body.joints["hip_r"] - body.joints["hip_l"])[1]) < 0.02
    assert body.joints["toes_l"][0] > body.joints["hip_l"][0] > body.joints["head"][0]


@pytest.mark.parametrize(("position", "moved", "seen"), [
    ("side_lying", {"hip_flexion_r": 50.0, "knee_flexion_r": 60.0}, "above"),
    ("side_lying", {"trunk_side_flexion_l": 20.0}, "the front"),
    ("supine", {"hip_flexion_r": 40.0}, "the side"), ("supine", {"ankle_dorsiflexion_r": 15.0}, "the side"),
    ("supine", {"hip_adduction_r": 25.0}, "above"), ("supine", {"neck_flexion": 30.0}, "the side"),
    ("seated", {"neck_flexion": 30.0}, "the side"), ("seated", {"trunk_side_flexion_l": 20.0}, "the front"),
    ("standing", {"hip_adduction_r": -30.0}, "the front"), ("standing", {"knee_flexion_r": 60.0}, "the side"),
])
def test_the_view_is_the_one_in_which_what_moves_shows(position, moved, seen):
    """Chosen from the coordinates that move: no packaged technique has these names."""
    made = {"id": "x", "name": "x", "position": position, "start_deg": {},
            "movement": {"steps": [{"move": moved, "seconds": 2.0}]}}
    assert drawer().scene(made).staged.seen.words == seen


def test_an_arm_is_seen_from_the_front_upright_on_nothing():
    here = scene("ulnt1-slider")
    assert here.staged.seen.words == "the front" and here.boxes == []


@pytest.mark.parametrize("side", ["r", "l"])
def test_an_arm_that_bends_beside_the_body_is_seen_from_its_side_alone_and_large(side):
    here = scene("median-hand-slider", side)
    assert here.staged.seen.words == "the side" and here.boxes == []
    other = OTHER_SIDE[side]
    for body in here.staged.bodies:
        assert not any(name.startswith("median.") and name.endswith(other) for name in body.lines)
        at = places(body, here.view)
        assert f"elbow_{other}" not in at
        hand = np.linalg.norm(at[f"fingertip_{side}"] - at[f"knuckles_{side}"])
        # fingers of 0.10 of the longer side are 28 pixels of a telephone's 280; beside the whole trunk they had 0.08
        assert hand > 0.10 * max(1.0, here.view.height_m / here.view.width_m)
    start, then = drawer(side).technique(item("median-hand-slider", side))
    mine = SIDE_WORDS[side]
    assert f"fingers of the {mine} hand curled into a loose fist" in start["shows"]
    assert f"{mine} hand bent back; fingers of the {mine} hand a little past straight" in then["shows"]


def test_a_view_holds_the_bodies_what_they_lie_on_and_the_arrows():
    for id_ in ALL:
        for rung in sizes(id_):
            here = roomy(scene(id_, "r", rung))
            high = here.view.height_m / here.view.width_m
            found = [np.stack(list(places(body, here.view).values())) for body in here.staged.bodies]
            found += [arrow_points(turn) for turn in unseen(here).values()]
            for box in here.boxes:
                seen = corners(box) @ here.view.rotation.T
                found.append(np.column_stack([seen[:, 0] - here.view.left, here.view.bottom + here.view.height_m
                                              - seen[:, 1]]) / here.view.width_m)
            points = np.concatenate(found)
            assert points.min() > 0 and points[:, 0].max() < 1 and points[:, 1].max() < high, id_


def test_an_arrow_points_the_way_the_joint_turns():
    """A raised thigh turns against the clock where the head lies to the left; the other side is the mirror image."""
    for side, sign in (("r", -1.0), ("l", 1.0)):
        assert unseen(scene("bent-leg-raise", side))[1].way == sign
        there, back = (turn_of(scene("lateral-opener", side), number) for number in (1, 2))
        assert there.way == -back.way == -sign  # the trunk goes down, then up, on the other side of the picture


def test_every_coordinate_turns_in_a_joint():
    from neuroglide.coordinates import CENTRAL_LIMITS_DEG, SIDED_LIMITS_DEG

    assert set(TURNS_IN) == set(CENTRAL_LIMITS_DEG) | set(SIDED_LIMITS_DEG)


@pytest.mark.parametrize("side", ["r", "l"])
def test_the_text_alternative_says_the_posture_without_a_figure(side):
    start, then = drawer(side).technique(item("side-lying-slider", side))
    mine, other = SIDE_WORDS[side], SIDE_WORDS[OTHER_SIDE[side]]
    for one in (start, then):
        assert f"lying on the {other} side with the {mine} leg on top, seen from above" in one["shows"]
        assert not any(sign.isdigit() for sign in one["shows"]) and one["alt"].startswith(one["shows"])
    assert f"{mine} knee a little bent" in start["shows"] and f"{mine} knee bent to a right angle" in then["shows"]
    bent = drawer(side).technique(item("lateral-opener", side))[1]["shows"]
    assert f"low back bent to the {other} a little" in bent and bent.endswith("An arrow shows which way it goes.")


@pytest.mark.parametrize("id_", ALL)
def test_no_two_pictures_of_a_technique_say_the_same(id_):
    told = [one["shows"] for one in drawer().technique(item(id_))]
    assert "{" not in "".join(told) and all("seen from" in one for one in told)
    assert len(set(told)) == len(told) or id_ == "bent-leg-raise"  # five stages of five degrees
