"""The ``neuroglide`` command.

Nothing heavy is imported here: a command's module is loaded only when that command runs, so ``--help`` is immediate.
Exit status: 0 done; 1 a check found something wrong; 2 bad input; 3 the computation ended early; 130 interrupted.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from neuroglide import __version__
from neuroglide.errors import InputError

OK, BAD_INPUT, ENDED_EARLY, INTERRUPTED = 0, 2, 3, 130

STATUS_LINE = (
    "Not a certified medical device; a model, not a scan; decision support for a qualified clinician, not a diagnosis."
)
_EPILOG = f"""examples:
  neuroglide movements                         what can be simulated
  neuroglide simulate slump-slider             for the packaged example person
  neuroglide compare slump-slider slump-tensioner --report compare.html
  neuroglide demo --out demo                   a complete example, report included

{STATUS_LINE}"""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line on stderr."""

    def error(self, message: str):
        self.exit(BAD_INPUT, f"neuroglide: error: {message} Fix: see {self.prog} --help\n")


def _outputs(parser: argparse.ArgumentParser, json_help: str = "write the result as JSON") -> None:
    parser.add_argument("--json", metavar="OUT", help=json_help)
    parser.add_argument("--csv", metavar="OUT", help="write every curve as one CSV table")
    parser.add_argument("--report", metavar="OUT", help="write an HTML report that opens offline")


def _run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--person", metavar="FILE", help="person file (YAML or JSON); without it, the example person")
    parser.add_argument("--rate", metavar="HZ", type=float, help="samples a second (default: chosen by the length)")
    parser.add_argument("--draws", metavar="N", type=int, help="draws that make the 90 %% band (default: 64; at "
                        "most those of the posterior); 0: one run, no band")


def _validate_options(add: argparse.ArgumentParser) -> None:
    add.add_argument("study", metavar="STUDY", nargs="*", help="folders of studies, or beginnings of their names")
    add.add_argument("--studies", metavar="DIR", help="folder of studies (default: validation/studies of the source)")
    add.add_argument("--draws", metavar="N", type=int, default=64,
                     help="parameter draws (default: %(default)s; at most those of the posterior)")
    add.add_argument("--prior", action="store_true", help="also with draws from the prior, for the interval scores")
    add.add_argument("--page", metavar="OUT_DIR", help="write the web page, its figures and a CSV table there")
    add.add_argument("--json", metavar="OUT", help="write everything found as JSON")
    add.add_argument("--docs", action="store_true", help="write docs/validation.md and its figures")
    add.add_argument("--update-expected", action="store_true", help="make this run's verdicts the baseline")


def _evidence_options(add: argparse.ArgumentParser) -> None:
    add.add_argument("row", metavar="ROW|STUDY", nargs="?", help="tell this row (C033), or all rows of a study, whole")
    add.add_argument("--site", metavar="SITE", help="a site of the model (sciatic.mid_thigh) or words of a row's place")
    add.add_argument("--movement", metavar="ID", help="a movement that replays the rows, or words of their protocol")
    add.add_argument("--topic", metavar="TOPIC", help="a topic or its beginning, such as elastography")
    add.add_argument("--study", metavar="STUDY", help="a study's key or its beginning, such as ellis")
    add.add_argument("--role", metavar="ROLE", help="calibration or validation")
    add.add_argument("--nerve", metavar="NERVE", help="words of the nerve, such as sural")
    add.add_argument("--json", metavar="OUT", help="write the rows as JSON")
    add.add_argument("--csv", metavar="OUT", help="write the rows as one CSV table")
    add.add_argument("--plot", metavar="OUT", help="write an HTML page of published means and ranges, opens offline")


def _calibrate_options(add: argparse.ArgumentParser) -> None:
    add.add_argument("--out", metavar="OUT", default="posterior.json", help="posterior file (default: %(default)s)")
    add.add_argument("--work", metavar="DIR", default="calibration-work", help="where finished parts are kept")
    add.add_argument("--studies", metavar="DIR", help="the studies' folder (default: validation/studies)")
    add.add_argument("--seed", metavar="N", type=int, default=1, help="seed of every draw (default: %(default)s)")
    add.add_argument("--scale", metavar="X", type=float, default=1.0, help="part of the kernel runs, for a quick look")
    add.add_argument("--quick", action="store_true", help="without studies left out and without recovery")


def _plan_options(add: argparse.ArgumentParser) -> None:
    add.add_argument("words", metavar="ID|FILE", nargs="*",
                     help="an examination; or: sign PLAN.json; verify SIGNED.json; report PLAN.json --report OUT")
    add.add_argument("--json", metavar="OUT", help="write the plan as JSON")
    add.add_argument("--report", metavar="OUT", help="write the report, .html or .pdf; signed: with the patient's page")
    add.add_argument("--schema", action="store_true", help="print the JSON Schema of a plan")
    add.add_argument("--draws", metavar="N", type=int, help="nerves that judge and make the bands (default: 128)")
    add.add_argument("--seed", metavar="N", type=int, default=1, help="seed of every draw (default: %(default)s)")
    add.add_argument("--override", metavar="RULE", action="append", help="decide a concern or a bar in writing")
    add.add_argument("--reason", metavar="TEXT", action="append", help="why, one for each --override")
    add.add_argument("--by", metavar="NAME", help="who decides")
    add.add_argument("--name", metavar="NAME", help="sign: who signs")
    add.add_argument("--credentials", metavar="TEXT", help="sign: with which credentials")
    add.add_argument("--out", metavar="OUT", help="sign: the signed file (default: PLAN.signed.json)")
    add.add_argument("--keep", metavar="ID", action="append", help="sign: the technique chosen (may be repeated)")
    add.add_argument("--together", action="store_true", help="sign: all that are kept are done on the same day")
    add.add_argument("--previous", metavar="SIGNED", help="the signed version before: a new plan begins with its dose")
    add.add_argument("--response", choices=("settled", "not-settled", "unknown"),
                     help="of the 24 hours after the sessions of --previous (default: unknown)")
    add.add_argument("--follow-up", metavar="FILE", help="the patient's course: refused while a stop holds it")


def _twin_options(add: argparse.ArgumentParser) -> None:
    add.add_argument("examination", metavar="ID|FILE", help="a packaged example or an examination file")
    add.add_argument("--json", metavar="OUT", help="write the twin as JSON")
    add.add_argument("--seed", metavar="N", type=int, default=1, help="seed of every draw (default: %(default)s)")


def _twin_check_options(add: argparse.ArgumentParser) -> None:
    add.add_argument("--people", metavar="N", type=int, default=500, help="people drawn (default: %(default)s)")
    add.add_argument("--seed", metavar="N", type=int, default=1, help="seed of every draw (default: %(default)s)")
    add.add_argument("--json", metavar="OUT", help="write what was found as JSON")
    add.add_argument("--docs", action="store_true", help="write validation/twin/result.json and docs/twin-check.md")


def _examine_options(add: argparse.ArgumentParser) -> None:
    actions = add.add_subparsers(dest="action", metavar="ACTION", required=True)
    new = actions.add_parser("new", help="ask for an examination at the terminal and write it")
    new.add_argument("--out", metavar="FILE", help="file to write (default: the examination's name, .yaml)")
    new.add_argument("--force", action="store_true", help="replace the file when it exists")
    check = actions.add_parser("check", help="what is missing, contradictory or unusual in an examination")
    check.add_argument("file", metavar="FILE|ID", help="an examination file, or a packaged example")
    check.add_argument("--json", metavar="OUT", help="write what was found as JSON")
    check.add_argument("--quick", action="store_true", help="without the twin's next test, which takes some seconds")
    schema = actions.add_parser("schema", help="print the JSON Schema of an examination")
    schema.add_argument("--out", metavar="FILE", help="write it to a file")


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = Parser(
        prog="neuroglide", epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="See what a movement does to this person's sciatic nerve: excursion, strain, tension, blood flow.",
    )
    parser.add_argument("--version", action="version", version=f"neuroglide {__version__}. {STATUS_LINE}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    add = commands.add_parser("simulate", help="simulate one movement")
    add.add_argument("movement", metavar="ID|FILE", help="a movement of the library or a movement file")
    _run_options(add)
    _outputs(add)

    add = commands.add_parser("compare", help="simulate several movements and put them side by side")
    add.add_argument("movements", metavar="ID|FILE", nargs="+", help="two or more movements")
    _run_options(add)
    _outputs(add, "write all results as one JSON file")

    add = commands.add_parser("movements", help="list the movement library, or tell about one movement")
    add.add_argument("movement", metavar="ID|FILE", nargs="?", help="tell the story, stages and sources of this one")

    add = commands.add_parser("cite", help="sources of the whole model, of a movement, or of a run")
    add.add_argument("subject", metavar="ID|RUN.json", nargs="?", help="a movement or a result written by --json")
    add.add_argument("--bibtex", metavar="OUT.bib", nargs="?", const="", help="print BibTeX, or write it to a file")
    add.add_argument("--methods", action="store_true", help="the methods paragraph of RUN.json, for a paper")

    add = commands.add_parser("check", help="is this person or movement file valid and plausible? is the model?")
    add.add_argument("file", metavar="FILE", nargs="?")
    add.add_argument("--model", action="store_true", help="hold the packaged model to published anatomical bounds")

    _examine_options(commands.add_parser("examine", help="describe an examination, check one, print its schema"))

    add = commands.add_parser("examples", help="the packaged example patients, one a line")
    add.add_argument("--json", metavar="OUT", help="write the list as JSON")

    _evidence_options(commands.add_parser("evidence", help="the published measurements: what, where, and what for"))

    _calibrate_options(commands.add_parser("calibrate", help="fit the model to the studies whose role it is"))

    commands.add_parser("doctor", help="is this installation sound?")

    _twin_options(commands.add_parser("twin", help="what an examination says about this person's nerve"))
    _twin_check_options(commands.add_parser("twin-check", help="the twin on people whose nerve is known"))

    _validate_options(commands.add_parser(
        "validate", help="replay the published experiments: what agrees with the measurements, and what does not"))

    _plan_options(commands.add_parser("plan", help="from an examination to a draft plan; plan sign, verify, report"))

    add = commands.add_parser("outcome", help="how a patient is doing: scores over time, judged")
    add.add_argument("follow_up", metavar="FILE", nargs="?", help="follow-up file (YAML or JSON): dated scores")
    add.add_argument("--json", metavar="OUT", help="write the course as JSON")
    add.add_argument("--events", metavar="OUT", help="write the adverse events, .csv or .json")
    add.add_argument("--schema", action="store_true", help="print the JSON Schema of a follow-up")

    add = commands.add_parser("demo", help="a complete example: four movements, tables and a report")
    add.add_argument("--out", metavar="DIR", default="neuroglide-demo", help="folder (default: %(default)s)")
    add.add_argument("--person", metavar="FILE", help="person file; without it, the example person")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters: argv, the arguments after the program's name (None: those of this process).
    Returns the exit status; it raises SystemExit only from argparse (``--help``, wrong arguments).
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without UTF-8 must not stop a run
    args = build_parser().parse_args(argv)
    if args.command is None:
        build_parser().print_help()
        return OK
    try:
        return importlib.import_module(f"neuroglide.cli.{args.command.replace('-', '_')}").run(args)
    except BrokenPipeError:
        # The reader (head, less) has closed: not an error, but Python would complain when it flushes.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        return OK
    except KeyboardInterrupt:
        return _say("stopped by Ctrl-C; no file was left half-written.", INTERRUPTED, kind="")
    except InputError as error:
        return _say(str(error), BAD_INPUT)
    except MemoryError:
        return _say("not enough memory for this run. Fix: fewer --draws, a lower --rate or a shorter movement.",
                    BAD_INPUT)
    except OSError as error:
        return _say(_os_message(error), BAD_INPUT)
    except Exception as error:  # the last net: a person at a terminal never sees a traceback
        if os.environ.get("NEUROGLIDE_TRACEBACK"):
            raise
        return _say(_unexpected(error), BAD_INPUT)


def _say(message: str, status: int, kind: str = "error: ") -> int:
    print(f"neuroglide: {kind}" + " ".join(message.split()), file=sys.stderr)
    return status


def _os_message(error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{reason}. Fix: check that the path exists, is not open elsewhere and may be written."


def _unexpected(error: Exception) -> str:
    from neuroglide.cache import cache_dir

    frame, files = error.__traceback__, []
    while frame is not None:
        files.append(frame.tb_frame.f_code.co_filename.replace("\\", "/"))
        frame = frame.tb_next
    if any("/numba/core/caching" in name or name.endswith("neuroglide/cache.py") for name in files) or any(
        word in type(error).__name__ for word in ("UnpicklingError", "EOFError")
    ):
        return f"the cache of compiled code is damaged ({type(error).__name__}). Fix: delete the folder {cache_dir()}"
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return (f"a fault in neuroglide itself ({what}). Fix: run neuroglide doctor; to see where it happened, "
            "set NEUROGLIDE_TRACEBACK=1 and run again.")


if __name__ == "__main__":
    sys.exit(main())
