"""Calibration: from the published figures whose role it is to the posterior file that ``simulate`` uses.

free (what moves, priors) -> data (figures and the kernel's answers) -> rounds (runs of the kernel, a stand-in fitted to
them, sampling) -> importance (back to the kernel) -> posterior_file (draws, diagnostics). predictive and recovery ask
whether it can be believed. Theory: docs/theory/calibration.md.
"""

from __future__ import annotations

from neuroglide.evidence.calibration.free import Free, free_parameters, prior_draws, prior_sets

__all__ = ["Free", "free_parameters", "prior_draws", "prior_sets"]
