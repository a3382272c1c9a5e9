"""Numbers, lists and postures as an English sentence says them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from neuroglide.coordinates import OTHER_SIDE, SIDE_WORDS

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
#: An angle that moves less than this [deg] stands still.
_STILL = 0.5
_OFTEN = {2: "twice"}
_WORDS = {"slr": "straight leg raise"}


def count(number: int) -> str:
    """A small number as a word; "several" beyond twelve."""
    return _NUMBERS[number] if number < len(_NUMBERS) else "several"


def joined(items: Sequence[str]) -> str:
    """"a", "a and b", "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def capital(sentence: str) -> str:
    """A sentence with a capital in front."""
    return sentence[:1].upper() + sentence[1:]


def seconds_words(seconds: float) -> str:
    """A time in seconds, to a tenth."""
    return f"{seconds:.1f}".removesuffix(".0") + " s"


def posture_words(posture_deg: Mapping[str, Sequence[Any]]) -> str:
    """What the joints do: "kept hip flexion 90 deg and took right knee flexion from 90 to 10 deg and back, twice".

    Parameters: ``posture_deg`` angles [deg] over time by full coordinate name. Returns: empty when none has a number.
    """
    held, moved, times, told = [], [], set(), False
    for name, angles in _paired(posture_deg).items():
        known = [angle for angle in angles if isinstance(angle, int | float)]
        if not known:
            continue
        told = True
        start, low, high = known[0], min(known), max(known)
        if high - low >= _STILL:
            moved.append(f"{name} {_way(start, low, high)}")
            times.add(_repeats(known, start, low, high))
        elif abs(start) >= _STILL:
            held.append(f"{name} {_degrees(start)} deg")
    if not held and not moved:
        return "held relaxed supine neutral" if told else ""
    kept = f"kept {joined(held)}" if held else ""
    took = f"took {joined(moved)}{times.pop() if len(times) == 1 else ''}" if moved else ""
    return " and ".join(part for part in (kept, took) if part)


def _repeats(angles: Sequence[float], start: float, low: float, high: float) -> str:
    """How often an angle goes out and whether it comes back, as the end of a sentence."""
    if min(start - low, high - start) >= _STILL:
        return ""
    middle = (low + high) / 2
    out = [(angle > middle) != (start > middle) for angle in angles]
    often = sum(now and not before for before, now in zip(out, out[1:], strict=False))
    back = " and back" if abs(angles[-1] - start) < _STILL else ""
    return back + (f", {_OFTEN.get(often, f'{count(often)} times')}" if often > 1 else "")


def _way(start: float, low: float, high: float) -> str:
    """Where an angle goes from its start: to its farther end, or to both."""
    if start - low < _STILL:
        return f"from {_degrees(start)} to {_degrees(high)} deg"
    if high - start < _STILL:
        return f"from {_degrees(start)} to {_degrees(low)} deg"
    return f"from {_degrees(start)} to between {_degrees(low)} and {_degrees(high)} deg"


def _degrees(angle: float) -> str:
    return f"{angle:.0f}" if round(angle) else "0"  # never -0


def _paired(posture_deg: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Angles by spoken name; two sides that do the same are one."""
    out: dict[str, Sequence[Any]] = {}
    for name, angles in posture_deg.items():
        base, _, side = name.rpartition("_")
        if side not in SIDE_WORDS:
            out[_spoken(name)] = angles
        elif posture_deg.get(f"{base}_{OTHER_SIDE[side]}") == angles:
            out[f"{_spoken(base)} of both sides"] = angles
        else:
            out[f"{SIDE_WORDS[side]} {_spoken(base)}"] = angles
    return out


def _spoken(base: str) -> str:
    return _WORDS.get(base, base.replace("_", " "))
