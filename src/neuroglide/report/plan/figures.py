"""The plan's small pictures as SVG: what limits, which techniques were weighed, what course to expect.

Each comes with a title and a sentence for those who do not see it. Colours are CSS classes on the page; for print they
are written into the picture (``standalone``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

#: Colours of a picture that stands alone, by class; the page gives its own for light and dark.
_PRINTED = {"ink": "#1b232c", "soft": "#515c68", "line": "#d9d4cb", "bar": "#0a5f7a", "rest": "#eceae5",
            "bound": "#b3261e", "weak": "#9fb4bf"}
#: Width of a picture: about that of a phone, where its letters must still be read.
_WIDTH = 360.0
_FONT = "Inter,system-ui,sans-serif"


class Point(NamedTuple):
    """One technique at one amplitude: excursion [mm] and largest strain [%] with their 90 % ends."""

    name: str
    excursion: tuple[float, float, float]
    strain: tuple[float, float, float]
    chosen: bool
    dominated: bool


def _svg(width: float, height: float, title: str, body: Sequence[str], standalone: bool) -> str:
    style = "".join(f".f-{name}{{fill:{colour}}}.s-{name}{{stroke:{colour};fill:none}}"
                    for name, colour in _PRINTED.items()) if standalone else ""
    style = f"<style>{style}text{{font-family:{_FONT}}}</style>" if standalone else ""
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" '
            f'aria-label="{escape(title, quote=True)}" class="figure">{style}{"".join(body)}</svg>')


def _text(x: float, y: float, words: str, kind: str = "ink", anchor: str = "start", size: float = 13) -> str:
    return (f'<text x="{x:.1f}" y="{y:.1f}" class="f-{kind}" text-anchor="{anchor}" font-size="{size:g}">'
            f"{escape(words)}</text>")


def _rule(x1: float, y1: float, x2: float, y2: float, kind: str = "line", width: float = 1, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="s-{kind}" '
            f'stroke-width="{width:g}"{dashes}/>')


def limiter_bars(limiter: Mapping[str, float], needed: float, *, standalone: bool = False) -> str:
    """What limits the movement: a bar for each possibility, and the line that one of them must pass.

    Parameters: limiter, probability of each; needed, the least that counts as an answer. Returns: SVG text.
    """
    width, row, left = _WIDTH, 30.0, 84.0
    span = width - left - 56
    body = []
    for i, (name, share) in enumerate(sorted(limiter.items(), key=lambda item: -item[1])):
        y = 8 + i * row
        body += [_text(left - 10, y + 15, name, anchor="end"),
                 f'<rect x="{left}" y="{y}" width="{span}" height="20" rx="4" class="f-rest"/>',
                 f'<rect x="{left}" y="{y}" width="{max(0.0, span * share):.1f}" height="20" rx="4" class="f-bar"/>',
                 _text(left + span + 8, y + 15, _percent(share))]
    bottom = 8 + row * len(limiter)
    at = left + span * needed
    body += [_rule(at, 2, at, bottom, "bound", 1.5, "4 3"),
             _text(at, bottom + 14, f"needed to name what limits: {100 * needed:.0f} %", "soft", "middle", 12)]
    said = ", ".join(f"{name} {_percent(share)}" for name, share in limiter.items())
    return _svg(width, bottom + 22, f"What limits the movement: {said}.", body, standalone)


def _percent(share: float) -> str:
    """A probability, never 0 and never 100 %."""
    return "< 1 %" if share < 0.01 else "> 99 %" if share > 0.99 else f"{100 * share:.0f} %"


def pareto(points: Sequence[Point], strain_bound: float | None, *, standalone: bool = False) -> str:
    """Excursion against largest strain of every technique weighed; what is chosen is filled.

    Parameters: points; strain_bound [%], drawn where given. Returns: SVG text.
    """
    width, height, left, bottom, top = _WIDTH, 300.0, 40.0, 44.0, 18.0
    most_x = 1.08 * max([p.excursion[2] for p in points] or [1.0])
    most_y = 1.08 * max([p.strain[2] for p in points] + ([strain_bound] if strain_bound else []) or [1.0])
    least_y = min([0.0] + [p.strain[1] for p in points])

    def at(x: float, y: float) -> tuple[float, float]:
        share = (y - least_y) / ((most_y - least_y) or 1.0)
        return left + (width - left - 14) * x / (most_x or 1.0), height - bottom - (height - bottom - top) * share

    body = [_rule(*at(0, least_y), *at(most_x, least_y)), _rule(*at(0, least_y), *at(0, most_y))]
    for value in _steps(0.0, most_x):
        body.append(_text(at(value, least_y)[0], height - bottom + 18, f"{value:g}", "soft", "middle", 12))
    for value in _steps(least_y, most_y):
        x, y = at(0, value)
        body += [_text(x - 8, y + 4, f"{value:g}", "soft", "end", 12), _rule(x, y, width - 14, y, "line", 0.5)]
    body += [_text((left + width) / 2, height - 8, "how far the nerve slides [mm]", "soft", "middle", 12),
             _text(left, 11, "largest strain [%]", "soft", "start", 12)]
    if strain_bound:
        body += [_rule(*at(0, strain_bound), *at(most_x, strain_bound), "bound", 1.5, "5 4"),
                 _text(width - 16, at(0, strain_bound)[1] - 5, "bound", "bound", "end", 12)]
    for point in points:
        body += _mark(point, at)
    for number, (x, y) in enumerate(_labels([at(p.excursion[0], p.strain[0]) for p in points], width), start=1):
        body.append(_text(x, y, str(number), "ink", "middle", 12))
    said = "; ".join(f"{n}: {p.name}, {_banded(p.excursion)} mm at {_banded(p.strain)} %{' (chosen)' * p.chosen}"
                     for n, p in enumerate(points, start=1))
    return _svg(width, height, f"Slide of the nerve against its largest strain. {said}.", body, standalone)


def _banded(ends: tuple[float, float, float]) -> str:
    return "{:.1f} ({:.1f} to {:.1f})".format(*ends)


def _mark(point: Point, at) -> list[str]:
    x, y = at(point.excursion[0], point.strain[0])
    kind = "weak" if point.dominated and not point.chosen else "bar"
    return [_rule(*at(point.excursion[1], point.strain[0]), *at(point.excursion[2], point.strain[0]), kind, 1.2),
            _rule(*at(point.excursion[0], point.strain[1]), *at(point.excursion[0], point.strain[2]), kind, 1.2),
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{7 if point.chosen else 4.5}" class="f-{kind}"/>']


def _labels(marks: Sequence[tuple[float, float]], width: float) -> list[tuple[float, float]]:
    """Where the number of each mark stands (x of its middle, y of its foot) so that no two numbers lie on one another,
    nor on a mark: the nearest free place around it."""
    placed: list[tuple[float, float]] = []
    for x, y in marks:
        around = [(x + radius * dx, y + 4 + radius * dy) for radius in (13, 20, 28, 37, 47)
                  for dx, dy in ((0.75, -0.65), (0.75, 0.65), (-0.75, -0.65), (-0.75, 0.65), (0, -1), (0, 1), (1, 0),
                                 (-1, 0))]
        free = [(a, b) for a, b in around if 8 < a < width - 8 and all(
            abs(a - c) >= 15 or abs(b - d) >= 13 for c, d in placed) and all(
            abs(a - c) >= 11 or abs(b - 4 - d) >= 11 for c, d in marks)]
        placed.append((free or around)[0])
    return placed


def _steps(low: float, high: float) -> list[float]:
    """Round values for an axis, four to eight of them."""
    span = max(high - low, 1e-9)
    step = next(s for s in (0.5, 1, 2, 5, 10, 20, 50, 100, 1e9) if span / s <= 8)
    first = -int(-low // step) if low < 0 else 0
    return [k * step for k in range(first, int(high / step) + 1)]


def course(bands: Sequence[tuple[float, float, float, float]], start: float, most: float, unit: str, *,
           standalone: bool = False) -> str:
    """An outcome under care: where nine of ten people like this one are expected.

    Parameters: bands, (weeks, median, low, high) each; start, the value now; most, the end of the scale; unit.
    Returns: SVG text.
    """
    width, height, left, bottom = _WIDTH, 220.0, 40.0, 40.0
    last = max(week for week, *_ in bands)

    def at(week: float, value: float) -> tuple[float, float]:
        return left + (width - left - 20) * week / last, height - bottom - (height - bottom - 14) * value / most

    body = [_rule(*at(0, 0), *at(last, 0)), _rule(*at(0, 0), *at(0, most))]
    body += [_text(left - 8, at(0, v)[1] + 4, f"{v:g}", "soft", "end", 12) for v in _steps(0.0, most)]
    body += [_text(at(0, 0)[0], height - bottom + 18, "now", "soft", "middle", 12)]
    body.append(f'<circle cx="{at(0, start)[0]:.1f}" cy="{at(0, start)[1]:.1f}" r="5" class="f-ink"/>')
    for week, median, low, high in bands:
        x = at(week, 0)[0]
        top, end = at(week, high)[1], at(week, low)[1]
        body += [f'<rect x="{x - 9:.1f}" y="{top:.1f}" width="18" height="{max(1.0, end - top):.1f}" rx="5" '
                 'class="f-weak"/>', _rule(x - 9, at(week, median)[1], x + 9, at(week, median)[1], "bar", 2.5),
                 _text(x, height - bottom + 18, f"{week:g} weeks", "soft", "middle", 12)]
    said = "; ".join(f"{w:g} weeks {m:.1f} ({lo:.1f} to {hi:.1f})" for w, m, lo, hi in bands)
    return _svg(width, height, f"Expected course in {unit}: now {start:g}; {said}.", body, standalone)
