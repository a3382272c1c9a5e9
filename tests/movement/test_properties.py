"""Hypothesis: random movements keep the rules, random rubbish is refused with an InputError and nothing else."""

from __future__ import annotations

import contextlib

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from neuroglide.coordinates import CENTRAL_LIMITS_DEG, FULL_NAMES, INDEX, LATERAL, LIMITS_DEG, SIDED_LIMITS_DEG
from neuroglide.coordinates import limits_deg as limits_of
from neuroglide.errors import InputError
from neuroglide.movement import build_timeline, check_movement, parse_movement, to_mapping, to_yaml
from neuroglide.movement.sequence import expand

KEYS = ["id", "steps", "start", "repeat", "approach", "move", "hold", "seconds", "label", "sources", "dose", "kind"]
_MIRROR = {"r": "l", "l": "r"}


@st.composite
def postures(draw, min_size=0):
    """A valid posture: any coordinates, within limits, no two names for one, sides by person."""
    posture = {}
    for base in draw(st.lists(st.sampled_from(sorted(LIMITS_DEG)), unique=True, min_size=min_size, max_size=5)):
        low, high = LIMITS_DEG[base]
        angle = st.floats(low, high).map(lambda value: round(value, 6))
        if base in SIDED_LIMITS_DEG:
            suffixes = draw(st.sampled_from([("",), ("_affected",), ("_other",), ("_affected", "_other")]))
        else:
            suffixes = ("_affected",) if base in LATERAL else ("",)
        for suffix in suffixes:
            posture[base + suffix] = draw(angle)
    return posture


@st.composite
def step_lists(draw, depth=0):
    # 0.05 s keeps the widest joint range (180 deg) below the speed that is refused.
    move = st.builds(lambda posture, seconds: {"move": posture, "seconds": seconds}, postures(1), st.floats(0.05, 30))
    back = st.builds(lambda seconds: {"move": "start", "seconds": seconds}, st.floats(0.05, 30))
    hold = st.builds(lambda seconds: {"hold": seconds}, st.floats(0.001, 400))
    kinds = [move, back, hold]
    if depth < 2:
        inner = step_lists(depth + 1)
        kinds.append(st.builds(lambda steps, n: {"steps": steps, "repeat": n}, inner, st.integers(1, 3)))
    return draw(st.lists(st.one_of(kinds), min_size=1, max_size=3))


@st.composite
def movements(draw):
    content = {"id": draw(st.from_regex(r"[a-z0-9][a-z0-9.-]{0,10}", fullmatch=True)), "steps": draw(step_lists())}
    if draw(st.booleans()):
        content["start"] = draw(postures())
    if draw(st.booleans()):
        content["approach"] = {"seconds": draw(st.floats(0.05, 20)), "hold": draw(st.sampled_from([0, 0.5, 90]))}
    content["repeat"] = draw(st.integers(1, 3))
    if draw(st.booleans()):
        content["summary"] = draw(st.text(max_size=30).filter(lambda s: s.isprintable()))
    return content


@given(movements())
@settings(max_examples=60, deadline=None)
def test_a_movement_written_out_and_read_back_is_the_same(content):
    movement = parse_movement(content)
    again = parse_movement(to_yaml(movement))
    assert again == movement == parse_movement(to_mapping(movement))
    for one, two in zip(build_timeline(movement), build_timeline(again), strict=True):
        np.testing.assert_array_equal(one, two)


@given(movements(), st.sampled_from(["r", "l"]), st.sampled_from([None, 0.7, 10.0]))
@settings(max_examples=60, deadline=None)
def test_timelines_keep_the_rules(content, side, rate_hz):
    movement = parse_movement(content)
    t = build_timeline(movement, side, rate_hz)
    sequence = expand(movement, side)
    assert np.isfinite(t.time_s).all() and np.isfinite(t.angle_rad).all()
    assert (np.diff(t.time_s) > 0).all()
    assert t.time_s[t.start_index] == 0 and t.time_s[-1] == t.duration_s
    np.testing.assert_array_equal(t.time_s[t.step_end], np.cumsum(sequence.seconds))
    np.testing.assert_array_equal(t.angle_rad[t.step_end], sequence.end_rad)
    np.testing.assert_array_equal(t.angle_rad[t.start_index], sequence.start_rad)
    low, high = np.deg2rad(np.array([limits_of(name) for name in FULL_NAMES]).T)
    low, high = np.minimum(low, 0), np.maximum(high, 0)
    # The limits apply to the file's degrees; 1e-9 rad covers their way to radians.
    assert (t.angle_rad >= low - 1e-9).all() and (t.angle_rad <= high + 1e-9).all()


@given(movements())
@settings(max_examples=40, deadline=None)
def test_moves_run_at_constant_speed(content):
    t = build_timeline(parse_movement(content))
    begins = np.r_[t.start_index, t.step_end[:-1]]
    for begin, end in list(zip(begins, t.step_end, strict=True))[:20]:
        fraction = (t.time_s[begin : end + 1] - t.time_s[begin]) / (t.time_s[end] - t.time_s[begin])
        straight = t.angle_rad[begin] + fraction[:, None] * (t.angle_rad[end] - t.angle_rad[begin])
        # Times of up to hours carry about 1e-12 s of rounding, at joint speeds of up to 60 rad/s.
        np.testing.assert_allclose(t.angle_rad[begin : end + 1], straight, atol=1e-8)


@given(movements())
@settings(max_examples=40, deadline=None)
def test_the_left_side_is_the_mirror_image_of_the_right(content):
    movement = parse_movement(content)
    right, left = build_timeline(movement, "r"), build_timeline(movement, "l")
    np.testing.assert_array_equal(right.time_s, left.time_s)
    for name in FULL_NAMES:
        if name in CENTRAL_LIMITS_DEG:
            twin, sign = name, -1 if name in LATERAL else 1
        else:
            twin, sign = name[:-1] + _MIRROR[name[-1]], 1
        np.testing.assert_array_equal(right.angle_rad[:, INDEX[name]], sign * left.angle_rad[:, INDEX[twin]])


@given(movements())
@settings(max_examples=15, deadline=None)
def test_every_movement_can_be_checked(content):
    assert all(isinstance(remark, str) for remark in check_movement(parse_movement(content)))


_leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12),
                    st.sampled_from(["start", "2 min", "1e999", "0x1F", ".inf", "5 deg", "-", "1:30", "knee_flexion"]))
_keys = st.one_of(st.sampled_from(KEYS), st.sampled_from(FULL_NAMES), st.text(max_size=8))
_rubbish = st.recursive(_leaves, lambda inner: st.one_of(st.lists(inner, max_size=4),
                                                         st.dictionaries(_keys, inner, max_size=4)), max_leaves=20)


@given(st.dictionaries(_keys, _rubbish, max_size=6), st.lists(_rubbish, max_size=3))
@settings(max_examples=150, deadline=None)
def test_any_mapping_is_read_or_refused(mapping, steps):
    for content in (mapping, {"id": "x", "steps": steps}, {"id": "x", "steps": [{"hold": 1}], **mapping}):
        with contextlib.suppress(InputError):
            build_timeline(parse_movement(content))


@given(st.one_of(st.text(max_size=200), st.text(alphabet="{}[]:,-#&*!|>'\"\n\t idstephold0123.", max_size=200)))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(InputError):
        parse_movement(text)


@given(st.integers(0, 400), st.text(min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_read_or_refused(position, damage):
    text = to_yaml(parse_movement({"id": "x", "start": {"knee_flexion": 90}, "repeat": 2, "steps": [
        {"move": {"knee_flexion_affected": 10}, "seconds": 2}, {"hold": 0.5}]}))
    position %= len(text)
    with contextlib.suppress(InputError):
        build_timeline(parse_movement(text[:position] + damage + text[position + 1 :]))
