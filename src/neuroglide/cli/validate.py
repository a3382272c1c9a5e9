"""``neuroglide validate``: replay the published experiments and say which figures the model gives, and which not."""

from __future__ import annotations

import re
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from neuroglide.cli.main import BAD_INPUT, INTERRUPTED, OK
from neuroglide.cli.running import interruptible
from neuroglide.cli.terminal import StatusLine, rounded, say
from neuroglide.cli.writing import make_folder, require_writable, target
from neuroglide.errors import InputError

#: A figure that held in expected.json holds no longer.
LOST = 1
#: Widths of the table's columns after the claim's id and before the verdict [characters].
_WIDTHS = (36, 20, 26, 16)
#: A space at which no line is broken.
_TIED = "\u00a0"


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status: 0, 1 when a figure was lost, 2, or 130."""
    from neuroglide.evidence import validation as v
    from neuroglide.evidence.studies import find_studies, load_studies

    most = v.most_draws()
    if not 1 <= args.draws <= most:
        raise InputError(f"--draws {args.draws} is outside 1 to {most}, the draws of the posterior.",
                         fix=f"use {min(v.DRAWS, most)}.")
    folder = find_studies(args.studies)
    studies = load_studies(folder, args.study)
    baseline = folder.resolve().parent / "expected.json"
    expected = v.load_expected(baseline)
    docs = _docs_folder(folder) if args.docs else None
    require_writable(args.json, *([baseline] if args.update_expected else []))
    page = make_folder(args.page) if args.page else None
    validation = _replay(studies, args.draws, args.prior)
    _print(validation)
    _write(validation, args.json, page, docs)
    stopped = len(validation.studies) < validation.asked
    whole = not args.study and not stopped
    lost = v.lost(expected, validation, whole)
    if args.update_expected and not stopped:
        from neuroglide.result import write_whole

        write_whole(target(baseline), v.expected_text(expected, validation, whole))
        say(f"{baseline.name} now holds this run's verdicts; {len(lost)} that held are no longer in it.")
        lost = []
    elif not baseline.is_file():
        say(f"There is no baseline {baseline}: no verdict is compared with an earlier run's. --update-expected writes "
            "one.")
    for study in validation.studies:
        if not study.in_roles:
            print(f"neuroglide: {study.name}: {study.key} is not in roles.yaml; its folder alone calls it "
                  f"{study.role}.", file=sys.stderr)
    for sentence in lost:
        print(f"neuroglide: lost: {sentence}", file=sys.stderr)
    for name, problem in validation.problems.items():
        print(f"neuroglide: {name} was not replayed: {problem}", file=sys.stderr)
    if stopped:
        print(f"neuroglide: stopped by Ctrl-C after {len(validation.studies)} of {validation.asked} studies; these "
              "are told above.", file=sys.stderr)
        return INTERRUPTED
    return BAD_INPUT if validation.problems else LOST if lost else OK


def _docs_folder(studies: Path) -> Path:
    docs = studies.resolve().parent.parent / "docs"
    if not docs.is_dir():
        raise InputError(f"--docs writes {docs / 'validation.md'}, but there is no such folder.",
                         fix="run it in a checkout of the source.")
    return docs


def _replay(studies: Sequence, draws: int, with_prior: bool):
    """Replay the studies with progress; what is done when the user stops is kept. Returns: a Validation."""
    from neuroglide.evidence import validation as v

    sets, made, left_out = interruptible(lambda: v.posterior_draws(draws))
    replay = _maker(sets)
    prior = _maker(interruptible(lambda: v.prior_draws(draws))) if with_prior else None
    progress = Countdown(len(studies))
    findings, done, problems = [], [], {}
    steps = v.validate(studies, replay, prior=prior, left_out=left_out, discrepancy=made["discrepancy"])
    try:
        for _ in studies:
            progress(len(done), studies[len(done)].name)
            study, found, problem = interruptible(lambda: next(steps))
            done.append(study)
            findings += found
            if problem:
                problems[study.name] = problem
    except KeyboardInterrupt:
        if not done:
            raise
    finally:
        progress.done()
    made = {**made, "prior_draws": draws if with_prior else 0}
    return v.Validation(tuple(findings), tuple(done), made, problems, asked=len(studies))


def _maker(sets: Sequence) -> Callable:
    """Makes Replays of the same sets that share the beds they computed."""
    from neuroglide.evidence.replay import Replay

    beds: dict = {}
    return lambda: Replay(sets, beds=beds)


class Countdown:
    """Studies done, and the time left, on stderr: one line rewritten on a terminal, a line each quarter elsewhere."""

    def __init__(self, total: int, clock=time.monotonic, stream=None):
        self._total, self._clock, self._line = total, clock, StatusLine(stream)
        self._start, self._quarter = clock(), -1

    def __call__(self, done: int, name: str) -> None:
        """Say that ``done`` studies are done and the one called ``name`` begins."""
        left = ""
        if done:
            seconds = (self._clock() - self._start) / done * (self._total - done)
            left = f", about {rounded(seconds)} left"
        text = f"study {done + 1} of {self._total}{left}: {name}"
        quarter = 4 * done // self._total
        if self._line.live or quarter > self._quarter:
            self._quarter = quarter
            self._line(text)

    def done(self) -> None:
        """Clear the line that was being rewritten."""
        self._line.clear()


def _print(validation) -> None:
    from neuroglide.report import validation_words as words

    heads = ("published", "model, 90 % band", "open angles")
    head = " ".join(["  " + "claim".ljust(7), "what".ljust(_WIDTHS[0]),
                     *(text.ljust(w) for text, w in zip(heads, _WIDTHS[1:], strict=True)), "verdict"])
    for study in validation.studies:
        print(f"{study.name} ({study.role}): {study.label}, {study.title}")
        print(head)
        for finding in (f for f in validation.findings if f.study is study):
            cells = (finding.claim.what, words.published(finding.claim), words.reading(finding),
                     words.open_angles(finding))
            parts = [wrapped(text, w) for text, w in zip(cells, _WIDTHS, strict=True)]
            for i in range(max(map(len, parts))):
                first = (f"  {finding.claim.id:<7}", words.verdict(finding)) if i == 0 else (" " * 9, "")
                line = [part[i] if i < len(part) else "" for part in parts]
                print(" ".join([first[0], *(text.ljust(w) for text, w in zip(line, _WIDTHS, strict=True)),
                                first[1]]).rstrip())
            if told := words.failed(finding):
                say(told, indent=" " * 10)
            if finding.why and finding.verdict != "agrees":
                say(f"why: {finding.why}", indent=" " * 10)
        print()
    for sentence in words.summary(validation):
        say(sentence)


def wrapped(text: str, width: int) -> list[str]:
    """A cell's lines: nothing is cut, and what stands in brackets (a band, a spread) goes to the next line as one."""
    def tied(found: re.Match) -> str:
        return found[0].replace(" ", _TIED) if len(found[0]) <= width else found[0]

    held = re.sub(r"[\[(][^\])]*[\])]", tied, text)
    lines = textwrap.wrap(held, width, break_long_words=False, break_on_hyphens=False)
    return [line.replace(_TIED, " ") for line in lines] or [""]


def _write(validation, json_path: str | None, page: Path | None, docs: Path | None) -> None:
    from neuroglide.evidence import validation as v
    from neuroglide.result import write_whole

    if json_path:
        write_whole(target(json_path), v.to_json(validation))
    if page or docs:
        from neuroglide.parameters import load_posterior
        from neuroglide.report import calibration_docs
        from neuroglide.report import validation as report
        from neuroglide.report.validation_readme import write_readme

        readme = docs.parent / "README.md" if docs and (docs.parent / "README.md").is_file() else None
        for path in (*(report.write_page(validation, page) if page else ()),
                     *(report.write_docs(validation, docs) if docs else ()),
                     *(calibration_docs.write(load_posterior(), docs) if docs else ()),
                     *((write_readme(validation, readme),) if readme else ())):
            say(f"Written: {path}")
