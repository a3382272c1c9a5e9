"""What the terminal shows: aligned tables, wrapped sentences, progress on stderr."""

from __future__ import annotations

import shutil
import sys
import textwrap
import time
from collections.abc import Sequence

#: A run expected to take longer than this [s] says so before it goes on.
ANNOUNCE_AFTER_S = 10.0
#: Columns of a status line.
_STATUS = 100


def width() -> int:
    """Columns to use: the terminal's, between 60 and 110."""
    return min(110, max(60, shutil.get_terminal_size((100, 24)).columns))


def say(text: str = "", indent: str = "") -> None:
    """Print a paragraph wrapped to the terminal."""
    print(textwrap.fill(text, width(), initial_indent=indent, subsequent_indent=indent,
                        break_long_words=False, break_on_hyphens=False) if text else "")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A plain table: first column to the left, numbers to the right; no drawing characters (any code page shows it)."""
    cells = [list(head), *[list(row) for row in rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    lines = []
    for row in cells:
        first = row[0].ljust(widths[0])
        lines.append("  ".join([first, *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))]).rstrip())
    lines.insert(1, "  ".join("-" * w for w in widths))
    return "\n".join(lines)


class Progress:
    """Progress of a run on stderr: called with the fraction done (0..1).

    On a terminal one line is rewritten; elsewhere (a log file) a line appears every quarter. A run that looks like
    taking more than ``ANNOUNCE_AFTER_S`` prints its estimate first; a short one prints nothing at all.
    """

    def __init__(self, name: str, clock=time.monotonic, stream=None):
        self._name, self._clock, self._stream = name, clock, stream or sys.stderr
        self._start = clock()
        self._announced = False
        self._shown = -1
        self._live = bool(getattr(self._stream, "isatty", lambda: False)())

    def __call__(self, fraction: float) -> None:
        elapsed = self._clock() - self._start
        # The first moments are compilation: an estimate from them would frighten for nothing.
        if not self._announced and elapsed > 1.0 and 0.01 < fraction < 1.0 and elapsed / fraction > ANNOUNCE_AFTER_S:
            self.announce(elapsed / fraction)
        if not self._announced:
            return
        step = int(100 * fraction) if self._live else int(4 * fraction) * 25
        if step > self._shown:
            self._shown = step
            print(f"\r{self._name}: {step:3d} %" if self._live else f"{self._name}: {step} %",
                  end="" if self._live else "\n", file=self._stream, flush=True)

    def announce(self, seconds: float) -> None:
        """Print the estimate of the whole run."""
        self._announced = True
        print(f"{self._name}: about {rounded(seconds)}; Ctrl-C stops it and leaves no half-written file.",
              file=self._stream, flush=True)

    def done(self) -> None:
        """End the line that was being rewritten."""
        if self._announced and self._live:
            print(file=self._stream)


class StatusLine:
    """A line on stderr: rewritten in place on a terminal (``live``), a line of its own elsewhere."""

    def __init__(self, stream=None):
        self._stream = stream or sys.stderr
        self.live = bool(getattr(self._stream, "isatty", lambda: False)())

    def __call__(self, text: str) -> None:
        """Show this text instead of the last."""
        print(f"\r{text[:_STATUS]:<{_STATUS}}" if self.live else text, end="" if self.live else "\n",
              file=self._stream, flush=True)

    def clear(self) -> None:
        """Leave the line empty."""
        if self.live:
            print(f"\r{'':{_STATUS}}\r", end="", file=self._stream, flush=True)


def rounded(seconds: float) -> str:
    """A time to wait, in seconds below a minute and a half, else in minutes."""
    return f"{round(seconds)} s" if seconds < 90 else f"{seconds / 60:.0f} min"
