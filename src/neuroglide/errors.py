"""Errors a user can act on: each names the input, the limit it broke and the way out."""

from __future__ import annotations


class InputError(ValueError):
    """A bad input, printed by the command line on one line with exit status 2.

    Parameters: ``message`` says what is wrong and which limit it broke; ``fix`` says the way out;
    ``source`` is the file (or other origin) and ``line`` its 1-based line, when known.
    """

    def __init__(self, message: str, *, fix: str | None = None, source: str | None = None, line: int | None = None):
        self.message, self.fix, self.source, self.line = message, fix, source, line
        place = "" if source is None else f"{source}:{line}: " if line is not None else f"{source}: "
        super().__init__(place + message + (f" Fix: {fix}" if fix else ""))
