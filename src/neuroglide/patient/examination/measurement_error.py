"""How far two measurements of one test may lie apart by measurement error alone, from the records ``twin.error.*``."""

from __future__ import annotations

from neuroglide.patient.examination import fields

#: Standard normal quantile of a two-sided 95 % interval.
_Z95 = 1.96


def error_deg(device: str | None, rater: str | None) -> float:
    """Standard deviation [deg] of one angle; what is not said is taken for the least exact that it may have been.

    Parameters: ``device`` and ``rater`` words of an examination or None. Source: the records ``twin.error.*``, which
    the twin reads too: the one place where this stands.
    """
    from neuroglide.parameters import load_set  # loaded when something was measured twice

    devices, raters = (fields.vocabulary(name) if word is None else (word,)
                       for name, word in (("device", device), ("rater", rater)))
    return max(float(load_set().record(f"twin.error.{one}.{by}").value) for one in devices for by in raters)


def allowed_difference_deg(first_sd_deg: float, second_sd_deg: float) -> float:
    """Difference [deg] that 95 % of pairs of measurements of one angle stay within: 1.96 sqrt(s1^2 + s2^2)."""
    return _Z95 * (first_sd_deg**2 + second_sd_deg**2) ** 0.5
