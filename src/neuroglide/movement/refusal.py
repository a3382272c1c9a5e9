"""The one shape of an error in a movement file: what is wrong and its limit, then the fix, as sentences."""

from __future__ import annotations

from neuroglide.errors import InputError


def refusal(message: str, *, fix: str, source: str | None = None, line: int | None = None) -> InputError:
    """An InputError whose message and fix end as sentences.

    Parameters: ``message`` says what is wrong and the limit it broke; ``fix`` the way out; ``source`` the file;
    ``line`` its 1-based line. Returns the error, to be raised.
    """
    return InputError(_sentence(message), fix=_sentence(fix), source=source, line=line)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else text + "."
