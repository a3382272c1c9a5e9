"""``neuroglide examine``: ask for an examination, check one, or print its JSON Schema.

Exit status of ``check``: 0 it can be used; 1 it contradicts itself; 2 it cannot be read. Of ``new``: 0 written, also
when it was stopped at an emergency or urgent finding; 3 the input ended early and what was entered is kept; 130 stopped
by Ctrl-C, likewise.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from neuroglide.cli.main import ENDED_EARLY, INTERRUPTED, OK
from neuroglide.cli.terminal import say
from neuroglide.coordinates import SIDE_WORDS
from neuroglide.errors import InputError

CONTRADICTORY = 1
_AT_A_FINDING = "Stopped at a finding that needs action now: not everything was asked."
_PARTIAL = "An examination that was broken off. Complete it here; neuroglide examine check says what is missing."


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    return {"new": _new, "check": _check, "schema": _schema}[args.action](args)


def _schema(args) -> int:
    from neuroglide.patient.examination import examination_schema

    text = json.dumps(examination_schema(), indent=1, ensure_ascii=False) + "\n"
    if args.out is None:
        print(text, end="")
    else:
        _write(args.out, text)
        print(f"{args.out}: JSON Schema of an examination")
    return OK


def _write(path: str | Path, text: str) -> None:
    from neuroglide.cli.writing import require_writable
    from neuroglide.result import write_whole

    require_writable(path)
    write_whole(path, text)


def _check(args) -> int:
    from neuroglide.cli.writing import require_writable
    from neuroglide.patient.examination import check_examination
    from neuroglide.patient.examination.checking import twin_next_test

    require_writable(args.json, inputs=[args.file])
    found = check_examination(args.file, next_test=None if args.quick else twin_next_test())
    tell(found)
    if args.json:
        _write(args.json, json.dumps(found.to_dict(), indent=1, ensure_ascii=False) + "\n")
    return CONTRADICTORY if found.contradictions else OK


def tell(found) -> None:
    """Print a check: who, contradictions, gaps, unusual values, the torque ratio, the next test."""
    from neuroglide.patient.examination.checking import CAVEAT

    e = found.examination
    side = SIDE_WORDS[e.side]
    worse = ", the worse of both" if e.complaint.side == "both" else ""
    print(f"{e.id}: {e.person.sex}, {e.person.age_years:g} years, {side} {e.complaint.limb}{worse}; "
          f"{len(e.tests)} measurement{'' if len(e.tests) == 1 else 's'}")
    if found.status == "stopped":
        print()
        say(f"STOP: {found.referral}")
        print()
        say(f"For the patient: {found.referral_patient}")
        print()
    if e.model_of:
        say(f"Modelled on: {' '.join(e.model_of.split())}")
    _list("Contradictory (correct it; nothing is averaged)", [str(one) for one in found.contradictions])
    _list("Missing, the most telling first", [f"{one} ({one.needed_for})" for one in found.gaps])
    _list("Unusual (possible; check the value)", [str(one) for one in found.unusual])
    for side, ratio in found.hamstring_ratio.items():
        print(f"\nHamstring torque, {SIDE_WORDS[side]}: eccentric over concentric {ratio:.2f}")
    if found.hamstring_ratio:
        say(CAVEAT)
    if not (found.contradictions or found.gaps or found.unusual):
        print("Complete and consistent: nothing to remark.")
    _next_test(found.next_test)


def _list(title: str, lines: list[str]) -> None:
    if lines:
        print(f"\n{title}:")
        for i, line in enumerate(lines, start=1):
            say(f"{i}. {line}", indent="  ")


def _next_test(following) -> None:
    """The test that would tell most; nothing where there is no twin or it names none."""
    if following is None:
        return
    name = getattr(following, "test", None)
    if name is None:
        print()
        say(f"Next test: {following}")
        return
    extra = f" with {following.with_sensitiser}" if getattr(following, "with_sensitiser", None) else ""
    side = SIDE_WORDS.get(getattr(following, "side", None))
    side = f", {side}" if side else ""
    print()
    say(f"The next test that would tell most: {name}{extra}{side}. {getattr(following, 'why', '')}")


def _new(args) -> int:
    from neuroglide.patient.examination import check_examination
    from neuroglide.patient.examination.interview import Interview, Stopped
    from neuroglide.patient.examination.writing import to_yaml

    if args.out is not None:  # before the first question, not after the last
        from neuroglide.cli.writing import require_writable

        _free(Path(args.out), args.force)
        require_writable(args.out)
    talk, remark = Interview(input, print), ()
    try:
        talk.run()
    except Stopped:
        remark = (_AT_A_FINDING,)
    except (EOFError, KeyboardInterrupt) as stop:
        return _keep(talk.plain, args.out, stop)
    target = Path(args.out or f"{talk.plain['id']}.yaml")
    try:
        _free(target, args.force)
        _write(target, to_yaml(talk.plain, *remark))
    except InputError as error:  # twenty minutes of answers are not thrown away for a file name
        kept = _beside(target)
        _write(kept, to_yaml(talk.plain, *remark))
        raise InputError(f"{error.message} It was written to {kept} instead.", fix=error.fix) from None
    print(f"\n{target}: written.\n")
    tell(check_examination(str(target)))
    return OK


def _free(path: Path, force: bool) -> None:
    if os.path.lexists(path) and not force:
        raise InputError(f"{path} exists already.", fix="name another file with --out, or say --force to replace it")


def _beside(path: Path) -> Path:
    """A name that is free: x.partial.yaml, x.partial-2.yaml, and so on; in this folder where that one is missing."""
    folder = path.parent if path.parent.is_dir() else Path(".")
    tries = (folder / f"{path.stem}.partial{'' if i == 1 else f'-{i}'}.yaml" for i in range(1, 10_000))
    return next(one for one in tries if not os.path.lexists(one))


def _keep(plain: dict, out: str | None, stop: BaseException) -> int:
    """Write what was entered before the asking stopped; returns the exit status."""
    from neuroglide.patient.examination.writing import to_yaml

    status = INTERRUPTED if isinstance(stop, KeyboardInterrupt) else ENDED_EARLY
    if not plain:
        print("\nStopped: nothing was entered, nothing is written.")
        return status
    path = _beside(Path(out or f"{plain.get('id', 'examination')}.yaml"))
    _write(path, to_yaml(plain, _PARTIAL))
    print()
    say(f"Stopped. What was entered so far is in {path}: a partial file. Complete it in an editor; neuroglide examine "
        f"check {path} says what is missing.")
    return status
