"""The plan of a packaged patient on the real twin and engine: what is emitted keeps its bounds when it is run again."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.anatomy import BETWEEN_POINTS
from neuroglide.evidence.replay import Own, Replay
from neuroglide.patient.examination import load_examination
from neuroglide.patient.plan import build_plan, sign_plan
from neuroglide.patient.plan.bounds import DAY, KINDS, bounds_for
from neuroglide.patient.plan.build import DRAWS, limits_of
from neuroglide.patient.plan.careful import care_for
from neuroglide.patient.plan.engine import NAMES, REST, Engine
from neuroglide.patient.plan.fit import Fitted, Limits, fit
from neuroglide.patient.plan.rank import glide_per_exposure
from neuroglide.patient.plan.samples import samples_of
from neuroglide.patient.plan.site import site_of_interest
from neuroglide.patient.plan.techniques import Rung, technique
from neuroglide.patient.screening import screen
from neuroglide.patient.twin import infer, nerves_of
from neuroglide.summary import band

FEW = 20


@pytest.fixture(scope="module")
def exam():
    return load_examination("slr-45")


@pytest.fixture(scope="module")
def plan(exam):
    return build_plan(exam, draws=FEW)


@pytest.fixture(scope="module")
def sample(exam):
    return samples_of(nerves_of(exam, infer(exam, seed=1), seed=1), FEW, 1)


@pytest.fixture(scope="module")
def draws(sample):
    return sample.judged


def test_what_is_emitted_keeps_its_bounds_on_another_clock(exam, plan, draws):
    """The same sessions, sampled more finely, through a Replay that shares nothing with the plan's."""
    limits = {bound["id"]: bound["limit"] for bound in plan.content["bounds"]}
    replay = Replay([d.parameters for d in draws], person=exam.person, per_step=8, own=[Own(*d.own) for d in draws],
                    points=BETWEEN_POINTS, whole_chain=True)
    engine = Engine(exam.person, draws, plan.content["site_of_interest"]["site"])
    assert plan.techniques
    for item in plan.techniques[:2]:
        run = replay.movement(item["movement"])
        strain = np.stack([run.curve(name, "strain_percent")[:, 0] for name in NAMES], axis=1)
        symptom = np.stack([run.curve(name, "symptom_0_10")[:, 0] for name in NAMES], axis=1)
        flow = np.stack([run.curve(name, "blood_flow_percent")[:, 0] for name in NAMES], axis=1)
        assert band(strain.max(axis=(1, 2)))[2] <= limits["strain"]
        assert band(symptom.max(axis=(1, 2)))[2] <= limits["symptom"] + 0.02
        assert band(flow.min(axis=(1, 2)))[0] >= limits["blood_flow"]
        # The exercise itself, where the peak is to be found.
        alone = item["movement"] | {"steps": [step for step in item["movement"]["steps"] if step.get("label") != REST]}
        coarse, fine = engine.whole(alone).peak_strain_percent, replay.movement(alone)
        strain = np.stack([fine.curve(name, "strain_percent")[:, 0] for name in NAMES], axis=1)
        # Four points of each step for eight: a fortieth of the least bound on strain, 4 %, is not to be lost by that.
        assert band(strain.max(axis=(1, 2)))[1] == pytest.approx(band(coarse)[1], abs=0.1)


def test_the_exposure_is_the_integral_of_strain_over_the_whole_session(exam, draws):
    engine = Engine(exam.person, draws, "sciatic.notch.r")
    posture = {"id": "held", "start": {"slr_r": 30.0}, "steps": [{"hold": 10.0}]}
    short, long = engine.whole(posture), engine.whole({**posture, "steps": [{"hold": 20.0}]})
    assert long.exposure_percent_s == pytest.approx(2.0 * short.exposure_percent_s, rel=0.05)
    assert short.exposure_percent_s == pytest.approx(10.0 * short.peak_strain_percent, rel=0.1)


def test_more_care_never_gives_more_on_the_engine(exam, draws):
    engine = Engine(exam.person, draws, "tibial.popliteal.r")
    one = technique("supine-90-90-slider")
    found = [fit(engine, one, Limits(grade, bounds_for(grade), (), ())) for grade in ("low", "moderate", "high")]
    sizes = [f for f in found if isinstance(f, Fitted)]
    assert len(sizes) >= 1
    for less, more in zip(sizes[1:], sizes, strict=False):
        assert less.rung.reach <= more.rung.reach and less.rung.ease <= more.rung.ease
        day = [f.dose.per_day * band(f.found.exposure_percent_s)[2] for f in (less, more)]
        assert day[0] <= day[1]
        # Sessions of other lengths are sampled a little differently.
        assert band(less.found.symptom_max)[2] <= band(more.found.symptom_max)[2] + 0.001


def test_a_larger_size_strains_more(exam, draws):
    engine, one = Engine(exam.person, draws, "tibial.popliteal.r"), technique("supine-90-90-slider")
    rungs = [Rung(0.3, 0.5), Rung(0.6, 0.75), Rung(1.0, 1.0)]
    parts = engine.parts(one.ladder_movement(rungs), 3)
    for name in ("peak_strain_percent", "hamstring_share"):
        middle = [band(getattr(part, name))[1] for part in parts]
        assert middle == sorted(middle)


def test_a_signed_plan_was_run_again_in_other_nerves(exam, plan, sample):
    first = plan.techniques[0]
    record = sign_plan(plan, name="A. Berg", credentials="PT", keep=[first["id"]])
    (again,) = record["rerun"]
    assert again["keeps_bounds"] and again["nerves"] == FEW
    fresh = Engine(exam.person, sample.fresh, plan.content["site_of_interest"]["site"]).whole(first["movement"])
    judged = again["judged"]["strain"]["value"]
    assert judged == pytest.approx(band(fresh.peak_strain_percent)[2], abs=1e-3)
    assert judged != pytest.approx(first["peak_strain_percent_high"], abs=1e-3)


def test_glide_for_exposure_is_finite_where_nothing_strains(exam, draws):
    engine = Engine(exam.person, draws, "tibial.ankle.r")
    one = fit(engine, technique("ankle-pumps"), Limits("low", bounds_for("low"), (), ()))
    assert isinstance(one, Fitted)
    assert np.isfinite(glide_per_exposure(one)).all()


#: Packaged patients and techniques in which, together, every bound keeps a technique from going further.
BOUND_BY = {"both-legs": ("seated-straight-leg-slider", "contralateral-slump", "slump-tensioner"),
            "slump-positive": ("seated-straight-leg-slider", "bent-leg-raise", "standing-forward-bend",
                               "long-sitting-slump-stretch", "contralateral-slump", "static-hamstring-stretch"),
            "slr-45": ("slump-slider", "supine-90-90-slider"),
            "denervation-l5": ("slump-slider", "contralateral-slump"),
            "hamstring-limited": ("static-hamstring-stretch", "slr-oscillation")}


def test_every_bound_binds_for_some_packaged_patient():
    binding: dict[str, set[str]] = {}
    for id_, names in BOUND_BY.items():
        exam = load_examination(id_)
        screening, twin = screen(exam.plain), infer(exam, seed=1)
        nerves, care = nerves_of(exam, twin), care_for(exam, screening)
        place = site_of_interest(exam, screening, twin, nerves)
        engine = Engine(exam.person, samples_of(nerves, DRAWS, 1).fitted, place.site)  # the plan's own
        for name in names:
            one = fit(engine, technique(name, exam.side), limits_of(exam, screening, care))
            for stop in (one.amplitude_stop, one.dose_stop) if isinstance(one, Fitted) else (one.stop,):
                for bound in (stop.bound, *stop.also):
                    binding.setdefault(bound, set()).add(id_)
    assert {*KINDS, DAY} <= set(binding), binding
