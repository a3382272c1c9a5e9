"""The report of a plan: what was found, what limits, what to do, for the clinician and, once signed, for the patient.

It is drawn from the plan's own JSON, so a stored plan gives the same report again.
"""

from neuroglide.report.plan.writing import write_plan_report

__all__ = ["write_plan_report"]
