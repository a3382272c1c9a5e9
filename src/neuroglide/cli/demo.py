"""``neuroglide demo``: a complete example, from packaged patients to their plans, and from movements to a report."""

from __future__ import annotations

import sys
import time

from neuroglide.cli.main import ENDED_EARLY, OK
from neuroglide.cli.terminal import say
from neuroglide.cli.writing import make_folder, require_writable

#: A slider and a tensioner, a stretch of minutes, and a held stretch that blood flow answers to.
MOVEMENTS = ("slump-slider", "slump-tensioner", "long-sitting-slump-stretch", "held-stretch-8-percent")

#: Packaged patients: the nerve limits, the hamstrings do, nobody can tell, and one who must go to hospital.
PATIENTS = ("slr-45", "hamstring-limited", "cannot-tell", "cauda-equina")

#: Sites of the table that the terminal shows; the report has them all.
HEADLINE_SITES = ("conus", "root.s1", "sciatic.notch", "sciatic.mid_thigh", "tibial.popliteal", "tibial.ankle")


def progress(text: str) -> None:
    """Tell on stderr which step has begun, so that standard output holds the result alone."""
    print(f"neuroglide: step {text} ...", file=sys.stderr, flush=True)


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    from neuroglide.report.charts import require_plotly

    require_plotly()
    folder = make_folder(args.out)
    require_writable(*(folder / f"{name}.{kind}" for name in MOVEMENTS for kind in ("json", "csv")),
                     *(folder / f"plan-{name}.{kind}" for name in PATIENTS for kind in ("json", "html")),
                     folder / "report.html", inputs=(args.person,))
    from neuroglide.cli import compare, running
    from neuroglide.report.comparison import movement_id

    began = time.monotonic()
    person, movements = running.read(args.person, MOVEMENTS)
    say("Two or three minutes on an ordinary computer: plans of four packaged patients, then four movements and a "
        "report with pictures. The first run also compiles, once.")
    steps = len(PATIENTS) + len(MOVEMENTS) + 1
    plans = [_plan(name, folder, f"{i} of {steps}") for i, name in enumerate(PATIENTS, start=1)]
    results = []
    for i, movement in enumerate(movements, start=len(PATIENTS) + 1):
        progress(f"{i} of {steps}: {movement.title}")
        result = running.run(person, movement, None, fields=True)
        result.to_json(folder / f"{movement_id(result)}.json")
        result.to_csv(folder / f"{movement_id(result)}.csv")
        results.append(result)
    progress(f"{steps} of {steps}: the report, its pictures and tables")
    report = running.write_report(results, folder / "report.html", "Slider, tensioner and stretch: a demonstration")
    print()
    _show(plans)
    print()
    compare.show(results, rows=HEADLINE_SITES)
    print()
    print(f"{time.monotonic() - began:.0f} s." + (f" Open {report.resolve()}" if report else ""))
    print(f"Plans: {folder.resolve()}/plan-*.html (drafts: nothing unsigned is for a patient)")
    print(f"Numbers: {folder.resolve()} (a JSON for each plan, a JSON and a CSV for each movement)")
    return ENDED_EARLY if running.warn_early(results) else OK


def _plan(name: str, folder, step: str) -> dict:
    """Plan one packaged patient, with its JSON and its report; returns its content."""
    from neuroglide.cli import running
    from neuroglide.patient.plan import build_plan
    from neuroglide.report.plan import write_plan_report

    progress(f"{step}: plan of {name}")
    plan = running.interruptible(lambda: build_plan(name))
    plan.to_json(folder / f"plan-{name}.json")
    write_plan_report(plan, folder / f"plan-{name}.html")
    return plan.to_dict()


def _show(plans: list[dict]) -> None:
    """What each patient came to, a line each."""
    for plan in plans:
        first = "".join(f"{t['name']}: {t['amplitude_text']}; {t['dose_text']}." for t in plan["techniques"][:1])
        say(f"{plan['id']} ({plan['status']}): {plan['answer']} {first}")
