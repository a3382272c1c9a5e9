"""Calibration as a run that can be stopped and taken up again: rounds of kernel runs, each nearer the posterior."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from neuroglide.errors import InputError
from neuroglide.evidence.calibration.data import Observed, answers, observe
from neuroglide.evidence.calibration.emulator import Emulator, fit_emulator
from neuroglide.evidence.calibration.free import Free, free_parameters, prior_draws
from neuroglide.evidence.calibration.importance import Weighed, weigh
from neuroglide.evidence.calibration.likelihood import Likelihood
from neuroglide.evidence.calibration.sampling import Chains, sample
from neuroglide.evidence.calibration.slopes import carried_slopes
from neuroglide.evidence.calibration.store import save_whole
from neuroglide.evidence.studies import Study
from neuroglide.result import write_whole

#: Kernel runs of each round: the first from the prior, the last from the posterior as it is, for the correction.
RUNS = (1600, 1200, 1200, 1200, 3000)
#: How far beyond the posterior's own spread the rounds between look.
WIDER = 1.25
#: Sampler steps of a round, and of the last.
STEPS, LAST_STEPS = 1500, 18000
#: Runs kept together on disk: what a stop can cost.
PIECE = 64

Progress = Callable[[str, float], None]


@dataclass
class Calibration:
    """One calibration: studies, seed, and a folder that remembers what was done.

    ``runs`` scales the number of kernel runs (1 = RUNS), for tests and quick looks.
    """

    studies: Sequence[Study]
    folder: Path
    seed: int = 1
    scale: float = 1.0
    progress: Progress = lambda what, share: None
    free: Free = field(default_factory=free_parameters)

    def __post_init__(self):
        self.observed: Observed = observe(self.studies)
        self.beds: dict = {}
        self.folder = Path(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._check_folder()

    def _check_folder(self) -> None:
        """Refuse to mix runs of other data, parameters, seed or code with what the folder holds."""
        mine = {"seed": self.seed, "scale": self.scale, "of": self._digest()}
        path = self.folder / "made.json"
        if path.is_file():
            if json.loads(path.read_text(encoding="utf-8")) != mine:
                raise InputError(
                    f"{self.folder} holds a calibration of other data, priors, seed or model.",
                    fix="name another folder with --work, or delete this one.",
                )
        else:
            write_whole(path, json.dumps(mine))

    @property
    def code(self) -> str:
        """A digest of all that decides the numbers: the package but for its commands, reports and posteriors, and the
        studies' cases."""
        root = Path(__file__).parents[2]
        digest = hashlib.sha256()
        for path in sorted(root.rglob("*")):
            inside = path.relative_to(root).parts[0] not in ("cli", "report")
            if inside and path.suffix in (".py", ".yaml", ".csv"):
                digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
        for study in self.studies:
            digest.update((study.folder / "case.py").read_bytes())
        return digest.hexdigest()[:16]

    def _digest(self) -> str:
        return f"{self.observed.digest}-{self.code}"

    def run(self) -> tuple[Likelihood, Chains, Weighed]:
        """All rounds. Returns: the last likelihood, its chains, and the draws weighed by the kernel."""
        counts = [max(8, int(self.scale * runs)) for runs in RUNS]
        z, y, spread = self._kernel("round0", prior_draws(counts[0], self.seed), 0)
        parts = [(z, y)]
        prior_size = _size(y)
        for number in range(1, len(RUNS) + 1):
            last = number == len(RUNS)
            likelihood = self._likelihood(parts, spread, prior_size, number)
            chains = self._sample(likelihood, parts, number, last)
            rng = np.random.default_rng([self.seed, number])
            pick = chains.flat[rng.integers(len(chains.flat), size=counts[min(number, len(RUNS) - 1)])]
            if last:
                _, kernel, _ = self._kernel("last", pick[:, :-2], number)
                return likelihood, chains, weigh(likelihood, pick, kernel)
            wide = WIDER if number < len(RUNS) - 1 else 1.0
            centre = chains.flat.mean(axis=0)
            z, y, spread = self._kernel(f"round{number}", (centre + wide * (pick - centre))[:, :-2], number)
            parts.append((z, y))
        raise AssertionError("the last round returns")

    def _kernel(self, name: str, z: np.ndarray, number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Answers of the kernel at ``z``, piece by piece; pieces on disk are not run again."""
        total = len(RUNS) + 1
        found = []
        for begin in range(0, len(z), PIECE):
            path = self.folder / f"{name}-{begin:05d}.npz"
            part = z[begin : begin + PIECE]
            if path.is_file():
                with np.load(path) as kept:
                    if np.allclose(kept["z"], part, atol=1e-6):
                        found.append((kept["mean"], kept["spread"]))
                        continue
            pair = self._answers(self.free.sets(part))
            save_whole(path, z=part, mean=pair[0], spread=pair[1])
            found.append(pair)
            done = (number + (begin + len(part)) / len(z)) / total
            self.progress(f"kernel runs, round {number + 1} of {total}", done)
        mean, spread = (np.concatenate(part) for part in zip(*found, strict=True))
        return z, mean, np.nanmedian(spread, axis=0)

    def _answers(self, sets) -> tuple[np.ndarray, np.ndarray]:
        return answers(sets, self.studies, self.observed, self.beds)

    def _carried(self, centre: np.ndarray, number: int) -> np.ndarray:
        """What is carried along (R, N), about the middle of the newest runs."""
        path = self.folder / f"carried{number}.npz"
        if not path.is_file():
            save_whole(path, slopes=carried_slopes(self.free.sets(centre)[0], self._answers))
        with np.load(path) as kept:
            return kept["slopes"]

    def _likelihood(self, parts, spread, prior_size, number: int) -> Likelihood:
        z, y = (np.concatenate(part) for part in zip(*parts, strict=True))
        near = np.concatenate([np.full(len(part[0]), i >= len(parts) - 2) for i, part in enumerate(parts)])
        ok = np.isfinite(y).all(axis=1)
        if ok.sum() < 8:
            raise InputError("hardly any kernel run answered every figure.", fix="look at the cases and the priors.")
        path = self.folder / f"emulator{number}.npz"
        emulator = _load_emulator(path)
        if emulator is None:
            emulator = fit_emulator(z[ok], y[ok], near[ok], self.seed + number)
            _save_emulator(path, emulator)
        newest, answered = parts[-1]
        centre = newest[np.isfinite(answered).all(axis=1)].mean(axis=0)
        return Likelihood(self.observed, emulator, spread, prior_size, self._carried(centre, number))

    def _sample(self, likelihood: Likelihood, parts, number: int, last: bool) -> Chains:
        path = self.folder / f"chains{number}.npz"
        if path.is_file():
            with np.load(path) as kept:
                found = (kept[name] for name in ("samples", "r_hat", "effective"))
                return _doubled(Chains(*found, float(kept["accepted"])))
        z, y = parts[-1]
        ok = np.isfinite(y).all(axis=1)
        guess = np.concatenate([z[ok], np.full((int(ok.sum()), 2), -1.5)], axis=1)
        best = guess[np.argsort(-likelihood(guess))[: max(100, len(guess) // 4)]]
        steps = int((LAST_STEPS if last else STEPS) * min(1.0, self.scale * 2))
        workers = (os.cpu_count() or 1) if steps > 500 else 1  # processes cost seconds to start
        chains = sample(
            likelihood, best, max(steps, 40), [self.seed, 1, number], workers=workers,
            progress=lambda share: self.progress(f"sampling, round {number} of {len(RUNS)}", number / (len(RUNS) + 1)),
        )
        # Kept short on disk, and used as kept: a run taken up again asks for the very same draws.
        chains = chains._replace(samples=chains.samples.astype(np.float32))
        save_whole(path, samples=chains.samples, r_hat=chains.r_hat, effective=chains.effective,
                   accepted=chains.accepted)
        return _doubled(chains)


def _size(y: np.ndarray) -> np.ndarray:
    """Spread (R,) of answers (N, R) under the prior: half of the middle 68 %, which outliers do not move."""
    low, high = np.nanquantile(np.where(np.isfinite(y), y, np.nan), [0.16, 0.84], axis=0)
    return 0.5 * (high - low)


def _doubled(chains: Chains) -> Chains:
    return chains._replace(samples=chains.samples.astype(np.float64))


def _save_emulator(path: Path, emulator: Emulator) -> None:
    arrays = {name: getattr(emulator, name) for name in ("centre", "width", "mean", "size", "error")}
    for number, network in enumerate(emulator.networks):
        for layer in range(3):
            arrays[f"w{number}{layer}"], arrays[f"o{number}{layer}"] = network.weights[layer], network.offsets[layer]
    save_whole(path, **arrays)


def _load_emulator(path: Path) -> Emulator | None:
    from neuroglide.evidence.calibration.emulator import NETWORKS, Network

    if not path.is_file():
        return None
    with np.load(path) as kept:
        networks = tuple(
            Network(*(tuple(kept[f"{what}{n}{layer}"] for layer in range(3)) for what in "wo")) for n in range(NETWORKS)
        )
        return Emulator(networks, *(kept[name] for name in ("centre", "width", "mean", "size", "error")))
