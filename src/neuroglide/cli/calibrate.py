"""``neuroglide calibrate``: from the published figures to the posterior file."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from neuroglide.cli.main import ENDED_EARLY, OK
from neuroglide.cli.terminal import StatusLine, rounded
from neuroglide.cli.writing import make_folder, require_writable
from neuroglide.errors import InputError

#: What a posterior must reach: R-hat of single walkers (they are short, their mean is wanted to a quarter of the
#: posterior's spread), effective sizes for ends of a 90 % band to a tenth of it, and chance in the recovery.
MOST_R_HAT, LEAST_EFFECTIVE, LEAST_WORTH, LEAST_EVENNESS = 1.1, 400, 64, 0.01


def run(args: argparse.Namespace) -> int:
    """Calibrate, say how far it is, write the posterior. A stop keeps what is done; the same command goes on."""
    _need("emcee", "sklearn", "scipy")
    from neuroglide.evidence.calibration import posterior_file, trust
    from neuroglide.evidence.calibration.data import fitted_studies
    from neuroglide.evidence.calibration.rounds import Calibration
    from neuroglide.evidence.studies import find_studies

    if not 0.01 <= args.scale <= 10.0:
        raise InputError(f"--scale is {args.scale}.", fix="use 0.01 to 10; 1 is the full calibration.")
    if args.seed < 0:
        raise InputError(f"--seed {args.seed} is below 0.", fix="use 0 or a larger whole number.")
    require_writable(args.out)
    studies = fitted_studies(find_studies(args.studies))
    work = _work(args.work)
    say = _Progress()
    calibration = Calibration(studies, work, seed=args.seed, scale=args.scale, progress=say)
    rows = len(calibration.observed.claims)
    print(f"{len(studies)} studies, {rows} figures, {len(calibration.free.keys)} parameters. "
          f"What is done is kept in {work}; the same command goes on from there.")
    likelihood, chains, weighed = calibration.run()
    start = chains.flat[:: max(1, len(chains.flat) // 4000)]
    extra = {"code": calibration.code, "scale": args.scale}
    if not args.quick:
        extra["leave_one_out"] = trust.left_out(likelihood, start, args.seed, work, say)
        extra["recovery"] = trust.recovered(likelihood, start, args.seed, work, say)
        names = [*calibration.free.keys, "between_studies", "discrepancy"]
        extra["recovery"]["worst_parameter"] = names[extra["recovery"].pop("worst_coordinate")]
    content = posterior_file.contents(calibration.free, studies, likelihood, chains, weighed, args.seed, extra)
    content["diagnostics"]["failed_checks"] = failed = _failed(content["diagnostics"])
    posterior_file.write(args.out, content)
    _report(content, args.out, say)
    for sentence in failed:
        print(f"neuroglide: not to be trusted yet: {sentence}", file=sys.stderr)
    return ENDED_EARLY if failed else OK


def _work(path: str) -> Path:
    """The folder of finished parts, made when missing. Raises: InputError when it cannot be written to."""
    try:
        return make_folder(path)
    except InputError as error:
        raise InputError(error.message, fix="name a folder of yours with --work.") from None


def _failed(d: dict) -> list[str]:
    """What the diagnostics refuse, in sentences; none when the posterior can be used."""
    said = []
    if d["r_hat_largest"] > MOST_R_HAT:
        said.append(f"R-hat is {d['r_hat_largest']:.2f}, above {MOST_R_HAT}.")
    if d["effective_size_least"] < LEAST_EFFECTIVE:
        said.append(f"the effective sample size is {d['effective_size_least']:.0f}, below {LEAST_EFFECTIVE}.")
    if d["kernel_effective_size"] < LEAST_WORTH:
        said.append(f"the kernel's runs are worth {d['kernel_effective_size']:.0f} draws, below {LEAST_WORTH}.")
    if "recovery" in d:
        r = d["recovery"]
        if r["coverage_worst"] < r["worst_allowed_by_chance"] or r["evenness_probability"] < LEAST_EVENNESS:
            said.append("the recovery's intervals do not hold the truth as often as they claim.")
    return said


def _report(content: dict, out: str, say: _Progress) -> None:
    d = content["diagnostics"]
    learned = [key for key, value in d["parameters"].items() if value["learned"]]
    print(f"R-hat at most {d['r_hat_largest']:.3f}, effective size at least {d['effective_size_least']:.0f}; "
          f"{d['kernel_runs_weighed']} kernel runs weighed, worth {d['kernel_effective_size']:.0f}.")
    print(f"Learned {len(learned)} of {len(d['parameters'])} parameters: {', '.join(learned)}.")
    if "recovery" in d:
        r = d["recovery"]
        print(f"Recovery: the 90 % intervals held the truth in {100 * r['coverage_mean']:.0f} % of cases, worst "
              f"{100 * r['coverage_worst']:.0f} % ({r['worst_parameter']}); chance allows "
              f"{100 * r['worst_allowed_by_chance']:.0f} %.")
        print(f"Ranks as even as these come with probability {r['evenness_probability']:.2g}.")
    print(f"Written: {out} ({say.minutes():.1f} min).")


def _need(*modules: str) -> None:
    import importlib.util

    for module in modules:
        if importlib.util.find_spec(module) is None:
            raise InputError(f"calibration needs {module}, which is not installed.",
                             fix="pip install 'neuroglide[calibration]'.")


class _Progress:
    """What is under way, on stderr, with the time left; elsewhere than on a terminal a line every tenth."""

    def __init__(self):
        self.began = time.monotonic()
        self._line, self._what, self._told = StatusLine(), "", -1.0
        self._since, self._from = self.began, 0.0

    def minutes(self) -> float:
        """Minutes since the start."""
        return (time.monotonic() - self.began) / 60.0

    def __call__(self, what: str, share: float) -> None:
        now = time.monotonic()
        if share < self._told:  # another part, whose share begins anew; what was kept on disk took no time
            self._since, self._from = now, share
        elif not self._line.live and what == self._what and share < self._told + 0.1:
            return
        self._what, self._told = what, share
        left = f", about {rounded((now - self._since) * (1 - share) / (share - self._from))} left of this part" \
            if share > self._from else ""
        self._line(f"{what}: {100 * share:3.0f} %, {self.minutes():.1f} min{left}")
