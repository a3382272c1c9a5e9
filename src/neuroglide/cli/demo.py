"""``neuroglide demo``: a complete example, from four movements to a report."""

from __future__ import annotations

import sys
import time

from neuroglide.cli.main import ENDED_EARLY, OK
from neuroglide.cli.terminal import say
from neuroglide.cli.writing import make_folder, require_writable

#: A slider and a tensioner, a stretch of minutes, and a held stretch that blood flow answers to.
MOVEMENTS = ("slump-slider", "slump-tensioner", "long-sitting-slump-stretch", "held-stretch-8-percent")

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
                     folder / "report.html", inputs=(args.person,))
    from neuroglide.cli import compare, running
    from neuroglide.report.comparison import movement_id

    began = time.monotonic()
    say("A minute or so on an ordinary computer: four movements and a report with pictures. "
        "The first run also compiles, once.")
    person, movements = running.read(args.person, MOVEMENTS)
    results = []
    for i, movement in enumerate(movements, start=1):
        progress(f"{i} of {len(movements) + 1}: {movement.title}")
        result = running.run(person, movement, None, fields=True)
        result.to_json(folder / f"{movement_id(result)}.json")
        result.to_csv(folder / f"{movement_id(result)}.csv")
        results.append(result)
    progress(f"{len(movements) + 1} of {len(movements) + 1}: the report, its pictures and tables")
    report = running.write_report(results, folder / "report.html", "Slider, tensioner and stretch: a demonstration")
    print()
    compare.show(results, rows=HEADLINE_SITES)
    print()
    print(f"{time.monotonic() - began:.0f} s." + (f" Open {report.resolve()}" if report else ""))
    print(f"Numbers: {folder.resolve()} (a JSON and a CSV for each movement)")
    return ENDED_EARLY if running.warn_early(results) else OK
