"""Techniques signed for the same day are judged as that day, and chance is counted as statistics count it."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest
from scipy.stats import binom
from stand_ins import DRAWS, Engine, document, stages

from neuroglide.errors import InputError
from neuroglide.patient.plan import build_plan, patient_view, sign_plan, verify_plan
from neuroglide.patient.plan.canonical import digest
from neuroglide.patient.plan.uses import fewest_beyond, most_beyond, use_of
from neuroglide.summary import band

TWO = ("ankle-pumps", "lateral-opener")
#: Movements light enough that two techniques keep the bounds of a day.
LIGHT = 0.3


def draft(weight=LIGHT):
    return build_plan(document(), draws=DRAWS, stages=stages(weight=weight)).to_dict()


def sign(content, weight=LIGHT, keep=TWO, **options):
    return sign_plan(content, name="A. Berg", credentials="PT", keep=keep, stages=stages(weight=weight), **options)


def sealed(record):
    return record | {"digest": digest(record)}


def test_one_of_several_is_done_on_a_day_unless_they_are_signed_together():
    record = sign(draft())
    assert record["use"] == use_of(record) == patient_view(record)["use"] == "one_of" and record["day"] == []
    together = sign(draft(), together=True)
    assert verify_plan(json.loads(json.dumps(together)))["use"] == patient_view(together)["use"] == "together"


def test_the_day_is_the_sum_over_its_sessions_nerve_by_nerve():
    record = sign(draft(), together=True)
    engine = Engine(None, [None] * DRAWS, "", LIGHT)
    items = record["plan"]["techniques"]
    day = sum(item["dose"]["per_day"] * engine.whole(item["movement"]).exposure_percent_s for item in items)
    told = {(one["bound"], one["over"]): one for one in record["day"]}
    assert told["exposure_day", "day"]["value"] == pytest.approx(band(day)[2], abs=1e-3)
    single = [one["judged"]["exposure_day"]["value"] for one in record["rerun"]]
    assert told["exposure_day", "day"]["value"] > max(single)
    # One at home and one at the clinic: no session holds both.
    assert {item["place"] for item in items} == {"home", "clinic"} and len(told) == 1


def test_one_session_of_each_at_one_place_counts_as_one_session():
    content = draft()
    keep = [item["id"] for item in content["techniques"] if item["place"] == "home"][:2]
    record = sign(content, keep=keep, together=True)
    engine = Engine(None, [None] * DRAWS, "", LIGHT)
    found = [engine.whole(item["movement"]) for item in record["plan"]["techniques"]]
    told = {(one["bound"], one["over"]): one["value"] for one in record["day"]}
    for bound, quantity in (("exposure_session", "exposure_percent_s"), ("seconds_above", "seconds_above")):
        total = sum(getattr(one, quantity) for one in found)
        assert told[bound, "home"] == pytest.approx(band(total)[2], abs=1e-3)


def test_a_day_beyond_its_bound_is_refused_with_the_bound_the_value_and_the_way_out():
    content = draft(1.0)
    every = [item["id"] for item in content["techniques"]]
    assert sign(content, 1.0, every)["use"] == "one_of"
    with pytest.raises(InputError, match=r"done together .*, these techniques come to \d+.* of .*, beyond the bound of "
                                         r"\d+") as refused:
        sign(content, 1.0, every, together=True)
    assert "leave --together out" in refused.value.fix


@pytest.mark.parametrize("keep", [TWO[:1], (TWO[0], TWO[0])])
def test_one_technique_is_not_together_with_itself(keep):
    with pytest.raises(InputError, match="not done together with another"):
        sign(draft(), keep=keep, together=True)


def test_a_record_signed_before_this_was_asked_verifies_and_has_one_on_a_day():
    """As version 0.1 wrote it: no use, no day, no count of nerves, no sample to fit on."""
    record = copy.deepcopy(sign(draft()))
    del record["use"], record["day"]
    del record["plan"]["made"]["fitted_on"]
    for again in record["rerun"]:
        del again["nerves"]
        again["judged"] = {name: {key: one[key] for key in ("value", "limit", "end", "unit")}
                           for name, one in again["judged"].items()}
    assert use_of(verify_plan(sealed(record))) == patient_view(sealed(record))["use"] == "one_of"
    record["rerun"][0]["judged"]["strain"]["value"] = 99.0
    with pytest.raises(InputError, match="99 is beyond the bound"):
        verify_plan(sealed(record))


@pytest.mark.parametrize("change, said", [
    (lambda r: r.update(day=[]), "use: what techniques of one day come to"),
    (lambda r: r.update(use="one_of"), "day: where one of the techniques"),
    (lambda r: r.update(use="all"), "'all' is none of one_of, together"),
    (lambda r: r["day"][-1].update(value=1e6), r"day\[0\]: 1e\+06 is beyond"),
    (lambda r: r["day"][-1].update(limit=1e6), r"day\[0\]: its limit is not the plan's"),
    (lambda r: r["day"][-1].update(bound="fun"), "use: what techniques"),
    (lambda r: r["rerun"][0]["judged"]["strain"].update(beyond=19), "more of the 20 nerves lie beyond"),
    (lambda r: r["rerun"][0]["judged"]["strain"].update(beyond=19, at_most=19), "more of the 20 nerves lie beyond"),
    (lambda r: r["rerun"][0]["judged"]["strain"].update(value=99.0), "counts beyond it are too few"),
    (lambda r: r["rerun"][0]["judged"]["strain"].pop("beyond"), "more of the 20 nerves lie beyond"),
])
def test_a_day_that_signing_would_not_write_does_not_verify(change, said):
    record = copy.deepcopy(sign(draft(), together=True))
    change(record)
    with pytest.raises(InputError, match=said):
        verify_plan(sealed(record))


@pytest.mark.parametrize("nerves", [20, 60, 96, 128, 256])
def test_chance_is_binomial(nerves):
    assert most_beyond(nerves, nerves) == binom.ppf(0.99, nerves, 0.05)
    rng = np.random.default_rng(1)
    for values in rng.random((200, nerves)):
        limit = rng.uniform(0.85, 1.0)
        assert (band(values)[2] > limit) <= ((values > limit).sum() >= fewest_beyond(nerves))
