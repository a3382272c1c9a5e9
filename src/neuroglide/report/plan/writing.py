"""Write a plan's report as HTML or PDF."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from neuroglide import __version__
from neuroglide.errors import InputError
from neuroglide.patient.plan.canonical import SIGNED_SCHEMA
from neuroglide.patient.plan.kept import read_unchanged, verify_plan
from neuroglide.report import ground_rules
from neuroglide.report.colours import css_gradient
from neuroglide.report.plan import appendix, item, view
from neuroglide.report.plan.answer import answer
from neuroglide.report.plan.dates import counts
from neuroglide.report.plan.findings import findings
from neuroglide.report.plan.patient import patient_page
from neuroglide.report.plan.stop_page import stop_page
from neuroglide.result import write_whole

#: What a picture is made with, and so what can be read from it.
_DRAWN_WITH = ("Drawn with the middle values of the model and any restriction that is more probable than not: one run, "
               "which shows where the nerve is strained and not how much; a model, not a scan.")
#: Techniques whose steps are drawn for the clinician: the first choice.
DRAWN = 1


def write_plan_report(plan: Any, path: str | Path) -> Path:
    """Write the report of a plan, whole or not at all.

    Parameters: plan, a Plan, its mapping or file, or a signed record, which adds the patient's page; path, ending in
    ``.html`` or ``.pdf``. Returns the path.
    Raises: InputError for another ending, a missing extra, a file that cannot be written, a plan that was changed or is
    not whole, and a record that does not verify.
    """
    path = Path(path)
    content = read_unchanged(plan)
    if path.suffix.lower() == ".html":
        write_whole(path, render(content))
    elif path.suffix.lower() == ".pdf":
        from neuroglide.report.plan.pdf import typeset

        write_whole(path, typeset(report_of(content, standalone=True)))
    else:
        raise InputError(f"a report ends in .html or .pdf, not {path.suffix or 'nothing'}.", fix="name it report.html.")
    return path


def render(content: Mapping[str, Any]) -> str:
    """The report of a plan or signed record as HTML text."""
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise InputError("a report needs Jinja2, which is not installed.",
                         fix="pip install neuroglide[report]") from None
    environment = Environment(loader=PackageLoader("neuroglide.report"), autoescape=True, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True)
    css = "".join((resources.files("neuroglide.report") / "templates" / name).read_text(encoding="utf-8")
                  for name in ("report.css", "plan.css"))
    return environment.get_template("plan.html").render(css=css, **report_of(content, standalone=False))


def report_of(content: Mapping[str, Any], *, standalone: bool) -> dict[str, Any]:
    """Everything a template needs. Parameters: content, a plan or a signed record; standalone, pictures with colours
    of their own, for print. Raises: InputError for a signed record that was changed."""
    signed = verify_plan(content) if content.get("schema") == SIGNED_SCHEMA else None
    plan = signed["plan"] if signed else content
    drawer = _drawer(plan)
    shown = plan["techniques"] if signed else plan["techniques"][:DRAWN]
    drawn = [drawer.technique(one) for one in shown]
    techniques = [item.technique(one, plan) | {"steps": pictures}
                  for one, pictures in zip(plan["techniques"][:DRAWN], drawn, strict=False)]
    stopped = stop_page(plan)
    return {
        "title": f"{'Signed plan' if signed else 'Stopped' if stopped else 'Draft plan'}: {plan['id']}",
        "version": __version__, "statement": ground_rules.STATUS, "claim": f"{plan['ground_rule']} {plan['harm']}",
        "person": view.person_words(plan), "model_of": view.model_of(plan), "signed": bool(signed),
        "status_words": _status(plan, signed), "counts": counts(plan) if signed else "",
        "stopped": stopped, "answer": None if stopped else answer(plan, signed), "cautions": view.cautions(plan),
        "pending": view.pending(plan), "flags": appendix.flags(plan), "summary": view.summary(plan),
        "findings": findings(plan), "limit": view.limit(plan, standalone),
        "body": [] if stopped else _body(drawer, plan),
        "body_words": f"At the angle that was found. {_DRAWN_WITH}",
        "pictures_words": f"{_DRAWN_WITH} How much is in the table, with its band.", "gradient": css_gradient(),
        "first": techniques[0] if techniques else None, "chosen": item.chosen(plan, bool(signed)),
        "pareto": view.pareto(plan, standalone), "lists": view.lists(plan), "course": view.course(plan, standalone),
        "patient": patient_page(signed, drawn) if signed else None, "appendix": appendix.appendix(plan, signed),
        "signing": appendix.signing(signed),
        "sources": [one["line"] for one in plan["sources"]], "made": view.made(plan),
    }


def _drawer(plan: Mapping[str, Any]):
    from neuroglide.report.plan.drawing import Drawer

    return Drawer(plan)


def _body(drawer, plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The limiting test at the angle that was found; nothing where it was not measured."""
    about = plan.get("limiter_about")
    for test in plan["examination"].get("tests") or ():
        if test["test"] == about and test.get("side") == plan["side"] and test.get("angle_deg") is not None:
            return drawer.test(about, float(test["angle_deg"]))
    return []


def _status(plan: Mapping[str, Any], signed: Mapping[str, Any] | None) -> str:
    if signed:
        by = signed["signed"]
        return f"Signed by {by['name']}, {by['credentials']}, {by['at'][:10]}; version {signed['version']}"
    if plan["status"] == "stopped":
        return "Stopped: no plan"
    return "Draft: not signed, not for the patient"
