"""The pictures of a group of movements: frames to scrub through, and stills of the key postures."""

from __future__ import annotations

import numpy as np

from neuroglide.coordinates import SIDE_WORDS
from neuroglide.report import marks, png, sentences
from neuroglide.report.comparison import Banded, at_moment, label, main_line, series, side_of, taut
from neuroglide.report.moments import key_moments, repeats
from neuroglide.report.profile import strain_by_segment
from neuroglide.report.quantities import BY_KEY, at, base
from neuroglide.report.scene import PosedBody
from neuroglide.report.staging import ABOVE, SIDE_VIEW, Seen, Staged, rests, stage, way_of_arm

FRAME_PX, STILL_PX = 440, 300


class Gallery:
    """Draws the movements of one group with one camera scale, so that they can be compared by eye."""

    def __init__(self, results: list, body=None):
        self._results = results
        self.why_not = None
        if not all(r.fields and r.timeline is not None for r in results):
            self.why_not = "No pictures: these results were made without whole-nerve arrays."
        self._bodies = [body or _skeleton(r) for r in results] if self.ready else []
        # One camera for all pictures of a movement: the one that shows its key postures.
        self._seen = [_stage(*one).seen for one in zip(results, self._bodies, map(_keys, results), strict=True)
                      ] if self.ready else []

    @property
    def ready(self) -> bool:
        """True when pictures can be drawn."""
        return self.why_not is None

    def player(self, samples: list[np.ndarray]) -> dict:
        """Frames of every movement as data addresses, with a readout sentence each and alternative texts."""
        staged = [_stage(*one) for one in zip(self._results, self._bodies, samples, self._seen, strict=True)]
        boxes = [_under(one) for one in staged]
        views = _same_size([marks.framed(*one) for one in zip(staged, boxes, strict=True)])
        found: dict = {"frames": [], "readouts": [], "alts": [], "shown": [], "jumps": [], "height": 0,
                       "width": FRAME_PX}
        for result, picked, one, under, view in zip(self._results, samples, staged, boxes, views, strict=True):
            images = [_image(result, int(s), body, under, view, FRAME_PX)
                      for s, body in zip(picked, one.bodies, strict=True)]
            palette = png.make_palette(images[:: max(1, len(images) // 8)])
            found["frames"].append([png.data_uri(png.encode(image, palette)) for image in images])
            found["readouts"].append([readout(result, int(s)) for s in picked])
            found["alts"].append(alternative(result, one.seen))
            found["shown"].append(shown(result, one.seen))
            found["height"] = images[0].shape[0]
            for moment in key_moments(result):
                found["jumps"].append((int(np.abs(picked - moment.index).argmin()), moment.words))
        found["jumps"] = sorted(set(found["jumps"])) if len(self._results) == 1 else _first_of_each(found["jumps"])
        return found

    def stills(self, width_px: int = STILL_PX, figures: bool = True) -> list[dict]:
        """Key postures of each movement, with a picture ``width_px`` wide and a sentence each, which without
        ``figures`` says where the strain is largest and not how large."""
        found = []
        for result, body, seen in zip(self._results, self._bodies, self._seen, strict=True):
            moments = key_moments(result)
            staged = _stage(result, body, _keys(result), seen)
            boxes = _under(staged)
            view = marks.framed(staged, boxes)
            images = [_image(result, m.index, posed, boxes, view, width_px)
                      for m, posed in zip(moments, staged.bodies, strict=True)]
            palette = png.make_palette(images)
            found.append({
                "name": label(result), "shown": shown(result, seen),
                "pictures": [
                    {"src": png.data_uri(png.encode(image, palette)), "width": image.shape[1],
                     "height": image.shape[0], "words": moment.words, "time": sentences.duration(moment.time_s),
                     "alt": f"{alternative(result, seen)} Moment: {moment.words}.",
                     "sentence": sentences.along(result, moment.time_s, main_line([result]), figures)}
                    for image, moment in zip(images, moments, strict=True)
                ],
            })
        return found


def _keys(result) -> np.ndarray:
    """Sample numbers of the key postures."""
    return np.array([moment.index for moment in key_moments(result)], int)


def _angles(result, samples) -> np.ndarray:
    return result.timeline.angle_rad[result.timeline.start_index + np.asarray(samples, int)]


def _way(result) -> str | None:
    """How an arm moves, if one does; see :func:`stage`."""
    return way_of_arm(_angles(result, _keys(result))) if _is_of_arm(result) else None


def _skeleton(result):
    """Who draws the person of a result: with arms where one moves, with one alone where it moves beside the body."""
    from neuroglide.report.skeleton import Skeleton

    way = _way(result)
    return Skeleton(result.person, arms=side_of(result) if way == "beside" else way is not None)


def _stage(result, body, samples, seen: Seen | None = None) -> Staged:
    """Postures of a movement as they rest, with their camera."""
    return stage(body.poses(_angles(result, samples)), getattr(result.movement, "position", None), side_of(result),
                 _way(result), seen)


def _under(staged: Staged) -> list[marks.Box]:
    """What the body rests on, where nothing else would tell how it lies: on the side, and seen from above."""
    return marks.support(staged) if staged.position == "side_lying" or staged.seen.words == ABOVE else []


def _image(result, sample: int, body: PosedBody, boxes, view, width_px: int) -> np.ndarray:
    strain = strain_by_segment(result, sample, set(body.lines))
    return marks.draw_on(boxes, body, strain, view, width_px, side_of(result))


def _is_of_arm(result) -> bool:
    return any(base(site).startswith("median.") for site in main_line([result]))


def _same_size(views: list) -> list:
    """The views widened about their centres to one common size."""
    width, height = max(v.width_m for v in views), max(v.height_m for v in views)
    return [v._replace(left=v.left - (width - v.width_m) / 2, bottom=v.bottom - (height - v.height_m) / 2,
                       width_m=width, height_m=height) for v in views]


def _first_of_each(jumps: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """One jump per frame number: the first movement's word for it."""
    return sorted({frame_number: words for frame_number, words in reversed(jumps)}.items())


def alternative(result, seen: Seen) -> str:
    """Alternative text of the pictures of a movement that are seen so."""
    how, whence = _how(result, seen)
    return (f"Skeleton {how + ', ' if how else ''}seen from {whence}, doing the {sentences.short(result)}; "
            f"the nerves are coloured by strain.")


def shown(result, seen: Seen) -> str:
    """How the body rests in the pictures and from where it is seen, for those who see them."""
    how, whence = _how(result, seen)
    return f"Shown {how + ', ' if how else ''}from {whence}."


def _how(result, seen: Seen) -> tuple[str, str]:
    """How the body rests, empty where an arm is drawn, and whence it is seen."""
    side = side_of(result)
    how = "" if _is_of_arm(result) else rests(getattr(result.movement, "position", None), side)
    return how, f"the {SIDE_WORDS[side]}" if seen.words == SIDE_VIEW else seen.words


def readout(result, sample: int) -> str:
    """The line under a frame: time, largest strain and where, slide at the middle of the line."""
    line = main_line([result])
    strain, excursion = BY_KEY["strain_percent"], BY_KEY["excursion_mm"]
    now = [(float(taut(result, site, strain.key)[sample]), site) for site in line]
    now = [item for item in now if item[0] == item[0]]
    text = f"{float(result.time_s[sample]):.1f} s" + (" in the first repetition" if repeats(result) else "")
    if now:
        site = max(now)[1]
        most = sentences.ranged(at_moment(result, site, strain.key, sample), strain)
        text += f" · strain now up to {most} {at(site)}"
    middle = next((s for s in line if s.startswith("sciatic.mid_thigh")), line[len(line) // 2] if line else None)
    if middle:
        slide = float(series(result, middle, excursion.key)[sample])
        way = f" toward the {'hand' if _is_of_arm(result) else 'foot'}" if slide > 0 else " toward the spine"
        far = sentences.ranged(_size(at_moment(result, middle, excursion.key, sample)), excursion)
        text += f" · slide {far}{way if abs(slide) >= excursion.resolution else ''} {at(middle)}"
    return text


def _size(found: Banded) -> Banded:
    """A slide without its sign, which is said in words: the band follows."""
    if found.value is None or found.value >= 0:
        return found
    low, high = (None if end is None else -end for end in (found.high, found.low))
    return Banded(-found.value, low, high)
