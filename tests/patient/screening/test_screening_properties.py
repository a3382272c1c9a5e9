"""Over random documents: what stops, stops; what has no answer is not cleared; worse is never less careful."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from screening_documents import calm, random_document, worse

from neuroglide.patient.screening import Override, condition_items, red_flag_items, screen
from neuroglide.patient.screening.rulebook import rulebook

#: A bar that gives way to one which forbids as much and more (tests/patient/screening/test_care_never_loosens.py).
STRICTER = {"other_leg_not_tested": "other_leg"}
RANK = {"clear": 0, "hold": 1, "stopped": 2}
SERIOUS = [name for name, item in red_flag_items().items() if item.level in ("emergency", "urgent")]
EVERY_RULE = [*red_flag_items(), *(part.id for part in (*rulebook().rules, *rulebook().bars))]
EVERY_OVERRIDE = [Override(name, "the clinician's reason", "A. Name, PT") for name in EVERY_RULE]
FEW = settings(max_examples=100, deadline=None)


@FEW
@given(st.integers(0, 2**32))
def test_ten_thousand_documents_are_safe(seed):
    draw = random.Random(seed)
    for _ in range(100):
        document = random_document(draw)
        flags = document["red_flags"]
        result = screen(document, EVERY_OVERRIDE)
        if any(flags.get(name) == "yes" for name in SERIOUS) or any(fired.effect == "stop" for fired in result.fired):
            assert result.status == "stopped" and result.referral and result.referral_patient
            assert "no_neural_mobilisation" in [bar.id for bar in result.active_bars]
        elif set(result.unanswered):
            assert result.status == "hold"
        assert set(result.unanswered) == {name for name in red_flag_items() if flags.get(name) not in ("yes", "no")}
        assert result.can_be_signed == (result.status == "clear")
        assert not any(fired.overridden_by for fired in result.fired if fired.level != "concern")


@FEW
@given(st.integers(0, 2**32))
def test_without_decisions_a_concern_holds(seed):
    draw = random.Random(seed)
    for _ in range(10):
        result = screen(random_document(draw))
        if any(fired.level == "concern" for fired in result.fired):
            assert result.status != "clear"
        assert all(fired.why or fired.rule_id == "adjunct_only" for fired in result.fired)
        assert all(bar.why for bar in result.bars)


@FEW
@given(st.integers(0, 2**32))
def test_a_worse_finding_is_never_less_careful(seed):
    draw = random.Random(seed)
    for start in (random_document(draw), random_document(draw), calm()):
        for _ in range(4):
            name, end = worse(start, draw)
            before, after = screen(start), screen(end)
            assert RANK[after.status] >= RANK[before.status], name
            bars = {bar.id for bar in after.bars}
            assert all(bar.id in bars or STRICTER.get(bar.id) in bars for bar in before.bars), name
            start = end


def test_each_flag_and_condition_alone_is_answered_by_its_level():
    effects = {name: level["effect"] for name, level in rulebook().levels.items()}
    status = {"stop": "stopped", "hold": "hold", "show": "clear"}
    for name, item in red_flag_items().items():
        document = calm()
        document["red_flags"][name] = "yes"
        result = screen(document)
        assert result.status == status[effects[item.level]], name
        assert name in [fired.rule_id for fired in result.fired if fired.why]
    read = {name for name in condition_items() if _changes(name)}
    assert read == set(condition_items())


def _changes(condition: str) -> bool:
    document = calm()
    document["history"]["conditions"] = [condition]
    base, result = screen(calm()), screen(document)
    return {f.rule_id for f in base.fired} != {f.rule_id for f in result.fired} or len(base.bars) != len(result.bars)
