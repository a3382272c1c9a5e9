"""The pictures of a simulation's report: the body as it lies, sits or stands, and words that say the same."""

from __future__ import annotations

import dataclasses
import re
from functools import lru_cache

import numpy as np
import pytest
from stick_body import StickBody
from synthetic import NEUTRAL_M, make_result

from neuroglide.body import load_person
from neuroglide.coordinates import OTHER_SIDE
from neuroglide.report import marks, page
from neuroglide.report.gallery import Gallery
from neuroglide.report.moments import frames

#: A movement in each position, and what is said of it for a person affected on the right.
POSITIONS = {
    "side-lying-slider": ("lying on the left side with the right leg on top", "above"),
    "side-lying-knee-extension": ("lying on the left side with the right leg on top", "above"),
    "lateral-opener": ("lying on the left side with the right leg on top", "the front"),
    "martin2017-abduction": ("lying on the back", "above"),
    "slr": ("lying on the back", "the right"), "prone-dorsiflexion-knee-bent": ("lying on the front", "the right"),
    "slump-slider": ("sitting", "the right"), "standing-forward-bend": ("standing", "the right"),
    "long-sitting-slump-stretch": ("sitting with the legs out in front", "the right"),
    "ulnt1-slider": ("", "the front"), "median-hand-slider": ("", "the right"),
}
ON_THE_SIDE = [id_ for id_, (how, _) in POSITIONS.items() if "on top" in how]


@lru_cache(maxsize=32)
def result_of(id_: str, side: str = "r", stretch: float = 1.0):
    """A result made from formulas, of a person whose skeleton can be drawn."""
    person = dataclasses.replace(load_person(None), side=side)
    return dataclasses.replace(make_result(id_, stretch, side), person=person)


@pytest.fixture
def drawn(monkeypatch):
    """What was drawn instead of a picture: bodies, what lies under them, and the view."""
    found = []

    def keep(boxes, body, strain_percent, view, width_px, side):
        found.append((body, boxes, view))
        return np.full((8, width_px, 4), 255, np.uint8)

    monkeypatch.setattr(marks, "draw_on", keep)
    return found


def gallery_of(*ids: str, side: str = "r") -> Gallery:
    return Gallery([result_of(id_, side) for id_ in ids])


def all_pictures(made: Gallery) -> tuple[list, dict]:
    return made.stills(), made.player([frames(result, 5) for result in made._results])


@pytest.mark.parametrize("side", ["r", "l"])
@pytest.mark.parametrize("id_", ON_THE_SIDE)
def test_lying_on_the_side_the_body_lies_on_its_side_in_every_picture(drawn, id_, side):
    """One hip over the other, the affected on top, the head as high as the pelvis, all on one couch with a pillow."""
    all_pictures(gallery_of(id_, side=side))
    assert len(drawn) >= 2 + 5
    for body, boxes, view in drawn:
        on_top = body.joints[f"hip_{side}"] - body.joints[f"hip_{OTHER_SIDE[side]}"]
        assert on_top[1] > 0.9 * np.linalg.norm(on_top)
        up = body.joints["head"] - (body.joints["hip_r"] + body.joints["hip_l"]) / 2
        assert abs(up[0]) > 0.9 * np.linalg.norm(up)
        assert -1e-6 < min(bone.vertices[:, 1].min() for bone in body.bones) < 0.02
        assert [box.pillow for box in boxes] == [False, True] and boxes[0].high[1] == 0.0
        np.testing.assert_array_equal(view.rotation, drawn[0][2].rotation)  # one camera for stills and animation


@pytest.mark.parametrize("id_", [id_ for id_ in POSITIONS if id_ not in ON_THE_SIDE])
def test_in_every_other_position_the_hips_are_level_and_the_body_rests_as_the_position_says(drawn, id_):
    made = gallery_of(id_)
    made.stills()
    body, boxes, _ = drawn[0]
    assert len(boxes) == (POSITIONS[id_][1] == "above")  # from above, what it lies on says that it lies
    if not POSITIONS[id_][0]:
        assert body.joints["head"][1] > 0.5 and "knee_l" not in body.joints  # upright to the waist
        return
    assert abs(body.joints["hip_r"] - body.joints["hip_l"])[1] < 0.02
    trunk, thigh = body.joints["head"] - body.joints["hip_l"], body.joints["knee_l"] - body.joints["hip_l"]
    lies = abs(trunk[0]) > 0.9 * np.linalg.norm(trunk)
    assert lies == ("lying" in POSITIONS[id_][0])
    assert (abs(thigh[1]) > 0.9 * np.linalg.norm(thigh)) == (id_ == "standing-forward-bend")
    if lies:  # the toes of the leg at rest point up, or down
        toes = body.joints["toes_l"] - body.joints["ankle_l"]
        assert np.sign(toes[1]) == (1 if "back" in POSITIONS[id_][0] else -1)


@pytest.mark.parametrize("id_", POSITIONS)
def test_the_words_say_how_the_body_rests_and_whence_it_is_seen(drawn, id_):
    how, whence = POSITIONS[id_]
    stills, player = all_pictures(gallery_of(id_))
    told = f"Skeleton {how + ', ' if how else ''}seen from {whence}, doing the "
    for text in [*player["alts"], *(one["alt"] for one in stills[0]["pictures"])]:
        assert text.startswith(told) and "the nerves are coloured by strain." in text
    assert player["shown"] == [stills[0]["shown"]] == [f"Shown {how + ', ' if how else ''}from {whence}."]


def test_the_left_side_is_told_as_the_other_way_round(drawn):
    (one,) = gallery_of("side-lying-slider", side="l").stills()
    assert one["shown"] == "Shown lying on the right side with the left leg on top, from above."
    (one,) = gallery_of("slr", side="l").stills()
    assert one["shown"] == "Shown lying on the back, from the left."


def test_an_arm_that_bends_beside_the_body_is_drawn_alone_and_ends_the_picture(drawn):
    """As in a plan: with the other arm and the whole trunk the hand is too small to be seen."""
    gallery_of("median-hand-slider", side="l").stills()
    assert len(drawn) >= 2
    for body, _, view in drawn:
        assert "elbow_l" in body.joints and "elbow_r" not in body.joints
        assert not any(name.startswith("median.") and name.endswith(".r") for name in body.lines)
        lowest = min((bone.vertices @ view.rotation.T)[:, 1].min() for bone in body.bones)
        assert lowest < view.bottom - 0.05


def test_movements_of_arm_and_leg_side_by_side_are_drawn_each_with_its_limb(drawn):
    gallery_of("ulnt1-slider", "slump-slider").stills()
    assert "elbow_r" in drawn[0][0].joints and "knee_r" not in drawn[0][0].joints
    assert "elbow_r" not in drawn[-1][0].joints and "knee_r" in drawn[-1][0].joints


def test_two_movements_in_two_positions_have_each_their_own_camera_and_one_scale(drawn):
    made = gallery_of("side-lying-slider", "slump-slider")
    made.player([frames(result, 2) for result in made._results])
    (_, couch, lying), (_, seat, sitting) = drawn[0], drawn[-1]
    assert len(couch) == 2 and seat == []
    assert (lying.width_m, lying.height_m) == (sitting.width_m, sitting.height_m)
    assert not np.allclose(lying.rotation, sitting.rotation)


def test_the_nerve_keeps_its_colours_on_the_couch(monkeypatch):
    """The picture itself: with more strain the same nerve is drawn in other colours, and the couch is not."""
    pictures, real = [], marks.draw_on
    monkeypatch.setattr(marks, "draw_on", lambda *given: pictures.append(real(*given)) or pictures[-1])
    for stretch in (0.2, 2.5):
        Gallery([result_of("side-lying-knee-extension", stretch=stretch)]).stills(200)
    (start, little), (same, much) = pictures[:2], pictures[2:]
    differs = np.abs(little.astype(int) - much.astype(int)).sum(2) > 60
    np.testing.assert_array_equal(start, same)
    assert 100 < differs.sum() < 0.1 * differs.size and not differs[-6:].any()
    assert (much[-6:, 20:-20, 3] > 0).mean() > 0.5  # the front edge of the couch, right across the picture


@pytest.mark.parametrize("until", [page.MINUTES_AFTER_S, 0.0])
def test_the_page_says_how_the_body_is_shown_once_for_each_movement(monkeypatch, until):
    """With an animation, and of a movement that lasts minutes, which has none."""
    monkeypatch.setattr(page, "MINUTES_AFTER_S", until)
    monkeypatch.setattr(page, "FRAMES", 2)
    told = page.render([make_result("side-lying-slider")], body=StickBody(), neutral_m=NEUTRAL_M)
    assert ("data-player" in re.sub(r"<script.*?</script>", "", told, flags=re.S)) == (until > 0)
    assert told.count("Shown lying on the left side with the right leg on top, from ") == 1
