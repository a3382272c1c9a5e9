"""Speed of the engine, measured in one run against what it is compared with, and of a patient's twin and plan:
``make bench``.

Prints a table and writes results.md and results.json beside this file. Timings are the best of several after warm-up;
what runs on one core is timed in processor time, so that other work on the machine disturbs it little.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
import tracemalloc
from pathlib import Path

import floor
import numba
import numpy as np
import patients
import rod
import scipy
import skfem

from neuroglide.body import compute_bed, load_person
from neuroglide.movement import build_timeline, load_movement
from neuroglide.nerve.properties import build_nerve
from neuroglide.nerve.solve import pack, solve
from neuroglide.nerve.tissue import DEFAULT
from neuroglide.parameters import load_set
from neuroglide.simulation import reference_mesh, simulate

HERE = Path(__file__).parent
TECHNIQUE = HERE / "technique.yaml"


def best_of(function, repeats: int, clock=time.process_time) -> float:
    """Shortest time [s] of several calls, after one to warm up; processor time unless another clock is given."""
    function()
    times = []
    for _ in range(repeats):
        start = clock()
        function()
        times.append(clock() - start)
    return min(times)


def network(people: int, rate_hz: float = 50.0, moments: int | None = None):
    """Mesh, material, bed lengths and steps of the technique for that many (equal) people."""
    person, p, mesh = load_person(None), load_set(), reference_mesh()
    timeline = build_timeline(load_movement(TECHNIQUE), side=person.side, rate_hz=rate_hz)
    bed = compute_bed(person, timeline.angle_rad, p)
    nerve = build_nerve(mesh, bed.neutral_m, p, DEFAULT)
    steps = np.diff(timeline.time_s, prepend=timeline.time_s[0] - 1.0 / rate_hz)[:moments]
    return mesh, [nerve] * people, np.tile(bed.length_m[:moments], (people, 1, 1)), np.tile(steps, (people, 1))


def time_technique(rows: list) -> None:
    """The whole of a ten-second technique, one core."""
    result = simulate(None, TECHNIQUE, rate_hz=50.0, draws=0)
    seconds = best_of(lambda: simulate(None, TECHNIQUE, rate_hz=50.0, draws=0), 7)
    rows.append(("10 s technique at 50 Hz, whole network, with physiology", seconds, "s", "<= 0.1",
                 f"{len(result.time_s)} moments and the approach, one core, processor time"))


def time_updates(rows: list) -> None:
    """Node updates (one node, one Newton step) per second on one core, and their distance from the floor."""
    limits = floor.measure(reference_mesh().n_nodes)
    largest = max(("chain", "bytes", "arithmetic"), key=lambda name: limits[f"{name}_ns"])
    for people, wanted in ((1, 30), (64, 50)):
        mesh, nerves, lengths, steps = network(people)
        material = pack(nerves)
        updates = solve(mesh, material, lengths, steps).iterations.sum() * mesh.n_nodes
        seconds = best_of(lambda: solve(mesh, material, lengths, steps), 15 if people == 1 else 3)  # noqa: B023
        newton = updates / mesh.n_nodes / people / lengths.shape[1]
        rows.append((f"node updates per second, {people} people" if people > 1 else "node updates per second, 1 person",
                     updates / seconds / 1e6, "million", f">= {wanted}",
                     f"{mesh.n_nodes} nodes, {newton:.2f} Newton steps per time step, one core"))
        rows.append((f"  against the floor, {people}", seconds / updates * 1e9 / limits[f"{largest}_ns"], "times", "",
                     f"{seconds / updates * 1e9:.1f} ns an update; the floor is the {largest}"))
    rows.append(("  floor: waiting chain", limits["chain_ns"], "ns", "",
                 f"per node; elimination link {limits['elimination_link_ns']:.1f} ns, back substitution "
                 f"{limits['substitution_link_ns']:.1f} ns, two chains at once"))
    rows.append(("  floor: bytes", limits["bytes_ns"], "ns", "",
                 f"{8 * floor.WORDS_PER_NEWTON} B per Newton step (and {8 * floor.WORDS_PER_STEP} B per time step) at "
                 f"{limits['bandwidth_gb_s']:.0f} GB/s from the cache"))
    rows.append(("  floor: arithmetic", limits["arithmetic_ns"], "ns", "",
                 f"{floor.FLOPS_PER_NEWTON} operations at {limits['arithmetic_gflop_s']:.0f} Gflop/s"))


def time_rod(rows: list) -> None:
    """The 256-node rod against scikit-fem and NumPy: same equations, tolerance and Newton steps."""
    few, many = rod.bed(10), rod.bed(200)
    (ours, ours_count), (numpy_w, numpy_count) = rod.ours(many, fields=True)(), rod.with_numpy(many)()
    fem_w, fem_count = rod.with_scikit_fem(few)()
    agree = max(np.max(np.abs(numpy_w - ours)), np.max(np.abs(fem_w - ours[:10]))) / np.max(np.abs(ours))
    few_count = rod.ours(few)()[1]
    each = best_of(rod.ours(many), 20) / ours_count
    with_numpy = best_of(rod.with_numpy(many), 9) / numpy_count
    with_fem = best_of(rod.with_scikit_fem(few), 9) / fem_count
    rows.append(("256-node rod: kernel", each * 1e6, "us", "", f"per Newton step; {ours_count} in 200 time steps"))
    rows.append(("256-node rod: NumPy + solve_banded / kernel", with_numpy / each, "times", ">= 10",
                 f"{with_numpy * 1e6:.0f} us per Newton step; {numpy_count} in 200 time steps"))
    rows.append(("256-node rod: scikit-fem Newton / kernel", with_fem / each, "times", ">= 500",
                 f"{with_fem * 1e6:.0f} us per Newton step; {fem_count} in 10 time steps (kernel {few_count}); "
                 f"all three agree to {agree:.0e}"))


def time_many_rods(rows: list) -> None:
    """The same rod for 64 people at once on all cores, which is how a cohort or an ensemble is run."""
    lengths = rod.bed(200)
    count = rod.ours(lengths)()[1]
    each = best_of(rod.ours(lengths, rods=64), 9, time.perf_counter) / (64 * count)
    with_fem = rod.with_scikit_fem(rod.bed(10))
    fem = best_of(with_fem, 9, time.perf_counter) / with_fem()[1]
    rows.append(("256-node rod: scikit-fem Newton / kernel, 64 rods on all cores", fem / each, "times", "",
                 f"{each * 1e6:.2f} us per rod and Newton step; scikit-fem {fem * 1e6:.0f} us, which uses one core"))


def time_people(rows: list) -> None:
    """Time per person and peak memory as people grow, the network in chunks of 64 like simulate_many, all cores."""
    mesh, nerves, lengths, steps = network(64, rate_hz=10.0, moments=20)
    first = None
    for people in (1, 10, 100, 1000, 10000):
        def run(people=people):
            kept = np.empty((people, 20, len(mesh.site_node), 3))
            for begin in range(0, people, 64):
                rows_ = min(64, people - begin)
                out = solve(mesh, pack(nerves[:rows_]), lengths[:rows_], steps[:rows_])
                for column, values in enumerate((out.site_excursion, out.site_stretch, out.site_tension)):
                    kept[begin : begin + rows_, :, :, column] = values
            return kept
        seconds = best_of(run, 9 if people <= 100 else 2, time.perf_counter)
        tracemalloc.start()
        run()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        first = first or seconds
        rows.append((f"{people} people: time each", seconds / people * 1e3, "ms", "falling or flat",
                     f"{seconds / people / first:.2f} of one person's; peak memory {peak / 2**20:.1f} MiB = "
                     f"{peak / people / 1024:.0f} KiB each"))


def main() -> int:
    """Run everything and write the tables."""
    rows: list[tuple[str, float, str, str, str]] = []
    cores = numba.get_num_threads()
    numba.set_num_threads(1)
    for step in (time_technique, time_updates, time_rod):
        step(rows)
    numba.set_num_threads(cores)
    time_many_rods(rows)
    time_people(rows)
    patients.time_twin(rows)
    patients.time_plan(rows)
    machine = (f"{os.cpu_count()} cores {platform.machine()}, {platform.system()}, Python {platform.python_version()}, "
               f"Numba {numba.__version__}, NumPy {np.__version__}, SciPy {scipy.__version__}, "
               f"scikit-fem {skfem.__version__}")
    lines = ["# Benchmark results", "", f"Machine: {machine}. Written by `make bench`, all in one run.", "",
             "| What | Value | Unit | Wanted | How |", "| --- | ---: | --- | --- | --- |"]
    lines += [f"| {what} | {value:.3g} | {unit} | {wanted} | {how} |" for what, value, unit, wanted, how in rows]
    text = "\n".join(lines) + "\n"
    print(text)
    (HERE / "results.md").write_text(text, encoding="utf-8")
    keys = ("what", "value", "unit", "wanted", "how")
    (HERE / "results.json").write_text(
        json.dumps({"machine": machine, "rows": [dict(zip(keys, row, strict=True)) for row in rows]}, indent=1) + "\n",
        encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
