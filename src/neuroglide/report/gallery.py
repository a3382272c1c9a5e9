"""The pictures of a group of movements: frames to scrub through, and stills of the key postures."""

from __future__ import annotations

import numpy as np

from neuroglide.coordinates import SIDE_WORDS
from neuroglide.report import png, sentences
from neuroglide.report.comparison import Banded, at_moment, label, main_line, series, side_of, taut
from neuroglide.report.moments import key_moments, repeats
from neuroglide.report.pictures import draw_body
from neuroglide.report.profile import strain_by_segment
from neuroglide.report.quantities import BY_KEY, at, base
from neuroglide.report.scene import PosedBody, camera_rotation, frame, settle

FRAME_PX, STILL_PX = 440, 300
_VIEW = {"supine": "lying on the back", "prone": "lying face down", "side_lying": "lying on the side",
         "long_sitting": "sitting with the legs out", "seated": "sitting", "standing": "standing"}


class Gallery:
    """Draws the movements of one group with one camera scale, so that they can be compared by eye."""

    def __init__(self, results: list, body=None):
        self._results = results
        self.why_not = None
        self._body = body
        if not all(r.fields and r.timeline is not None for r in results):
            self.why_not = "No pictures: these results were made without whole-nerve arrays."
        elif body is None:
            from neuroglide.report.skeleton import Skeleton

            self._body = Skeleton(results[0].person, arms=any(map(_is_of_arm, results)))
        self._palettes: list[np.ndarray] = []

    @property
    def ready(self) -> bool:
        """True when pictures can be drawn."""
        return self.why_not is None

    def _poses(self, result, samples) -> list[PosedBody]:
        rows = result.timeline.start_index + np.asarray(samples, int)
        # An arm is seen from the front of a person drawn upright, whatever couch they lie on.
        position = None if _is_of_arm(result) else getattr(result.movement, "position", None)
        side = side_of(result)
        return [settle(body, position, side) for body in self._body.poses(result.timeline.angle_rad[rows])]

    @staticmethod
    def _view(result, poses):
        return frame(poses, camera_rotation(side_of(result), _is_of_arm(result)))

    def player(self, samples: list[np.ndarray]) -> dict:
        """Frames of every movement as data addresses, with a readout sentence each and alternative texts."""
        poses = [self._poses(r, s) for r, s in zip(self._results, samples, strict=True)]
        views = _same_size([self._view(r, p) for r, p in zip(self._results, poses, strict=True)])
        found: dict = {"frames": [], "readouts": [], "alts": [], "jumps": [], "height": 0, "width": FRAME_PX}
        for result, picked, posed, view in zip(self._results, samples, poses, views, strict=True):
            images = [self._image(result, int(s), p, view, FRAME_PX) for s, p in zip(picked, posed, strict=True)]
            palette = png.make_palette(images[:: max(1, len(images) // 8)])
            found["frames"].append([png.data_uri(png.encode(image, palette)) for image in images])
            found["readouts"].append([readout(result, int(s)) for s in picked])
            found["alts"].append(alternative(result))
            found["height"] = images[0].shape[0]
            for moment in key_moments(result):
                found["jumps"].append((int(np.abs(picked - moment.index).argmin()), moment.words))
        found["jumps"] = sorted(set(found["jumps"])) if len(self._results) == 1 else _first_of_each(found["jumps"])
        return found

    def stills(self, width_px: int = STILL_PX, figures: bool = True) -> list[dict]:
        """Key postures of each movement, with a picture ``width_px`` wide and a sentence each, which without
        ``figures`` says where the strain is largest and not how large."""
        found = []
        for result in self._results:
            moments = key_moments(result)
            posed = self._poses(result, [m.index for m in moments])
            view = self._view(result, posed)
            images = [self._image(result, m.index, p, view, width_px) for m, p in zip(moments, posed, strict=True)]
            palette = png.make_palette(images)
            found.append({
                "name": label(result),
                "pictures": [
                    {"src": png.data_uri(png.encode(image, palette)),
                     "width": image.shape[1], "height": image.shape[0], "words": moment.words,
                     "time": sentences.duration(moment.time_s), "alt": f"{alternative(result)} Moment: {moment.words}.",
                     "sentence": sentences.along(result, moment.time_s, main_line([result]), figures)}
                    for image, moment in zip(images, moments, strict=True)
                ],
            })
        return found

    def _image(self, result, sample: int, posed: PosedBody, view, width_px: int) -> np.ndarray:
        strain = strain_by_segment(result, sample, set(posed.lines))
        return draw_body(posed, strain, view, width_px, side_of(result))


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


def alternative(result) -> str:
    """Alternative text of the pictures of a movement."""
    side = SIDE_WORDS[side_of(result)]
    how = _VIEW.get(getattr(result.movement, "position", None) or "", "")
    if _is_of_arm(result):
        how, side = "", "front"
    return (f"Skeleton {how + ' ' if how else ''}seen from the {side}, doing the {sentences.short(result)}; "
            f"the nerves are coloured by strain.")


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
