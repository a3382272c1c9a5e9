"""``neuroglide plan``: what it prints and writes, sign, verify, and errors that say the way out."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "patient" / "plan"))
from stand_ins import DRAWS, document, stages

from neuroglide.cli.main import main
from neuroglide.patient.plan import build, build_plan, sign_plan


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Stand-ins for twin and engine."""
    monkeypatch.setattr(build, "real_stages", stages)


def run(*words):
    return main(["plan", "--draws", str(DRAWS), *map(str, words)])


def test_a_plan_fits_one_screen_and_is_written(tmp_path, capsys):
    out = tmp_path / "plan.json"
    assert run("slr-45", "--json", out) == 0
    printed = capsys.readouterr().out
    said = " ".join(printed.split())
    assert len(printed.splitlines()) < 60
    assert "not better than other active exercise" in said
    assert "Not a certified medical device" in said
    assert json.loads(out.read_text(encoding="utf-8"))["schema"] == "neuroglide.plan/1"


def test_a_stopped_plan_exits_0_and_shows_the_referral(tmp_path, capsys):
    out = tmp_path / "plan.json"
    assert run("cauda-equina", "--json", out) == 0
    assert "Emergency: no programme" in capsys.readouterr().out
    plan = json.loads(out.read_text(encoding="utf-8"))
    assert plan["status"] == "stopped" and plan["techniques"] == []


def test_the_schema_is_printed(capsys):
    assert main(["plan", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$id"] == "neuroglide.plan/1"


def test_sign_verify_and_a_change(tmp_path, capsys):
    plan, signed = tmp_path / "plan.json", tmp_path / "signed.json"
    run("slr-45", "--json", plan)
    who = ("--name", "A. Berg", "--credentials", "PT")
    assert run("sign", plan, *who, "--out", signed) == 2
    assert "--keep" in capsys.readouterr().err and not signed.exists()
    assert run("sign", plan, *who, "--keep", "supine-90-90-slider", "--out", signed) == 0
    assert "Chosen: Supine 90/90 slider." in capsys.readouterr().out
    assert run("verify", signed) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "nothing was changed since it was written. Version 1" in said
    assert "A digest does not show who signed" in said and "To be used until" in said
    text = signed.read_text(encoding="utf-8")
    signed.unlink()  # it is read-only
    signed.write_text(text.replace("A. Berg", "B. Berg"), encoding="utf-8")
    assert run("verify", signed) == 2
    assert "changed after it was signed" in capsys.readouterr().err


def test_a_signed_plan_past_its_date_is_said_to_have_expired(tmp_path, capsys):
    plan, signed = build_plan(document(), draws=DRAWS, stages=stages()), tmp_path / "signed.json"
    record = sign_plan(plan, name="A. Berg", credentials="PT", keep=["ankle-pumps"], stages=stages(),
                       now=datetime(2020, 1, 1, tzinfo=UTC))
    signed.write_text(json.dumps(record), encoding="utf-8")
    assert run("verify", signed) == 0
    assert "Expired after 2020-01-15" in capsys.readouterr().out


def test_the_next_version_begins_with_the_last_dose(tmp_path, capsys):
    plan, signed, after = (tmp_path / name for name in ("plan.json", "signed.json", "next.json"))
    run("slr-45", "--json", plan)
    run("sign", plan, "--name", "A. Berg", "--credentials", "PT", "--keep", "ankle-pumps", "--out", signed)
    capsys.readouterr()
    assert run("slr-45", "--previous", signed, "--response", "not-settled", "--json", after) == 0
    assert "After version 1" in capsys.readouterr().out
    first, then = (json.loads(path.read_text(encoding="utf-8")) for path in (plan, after))
    reps = [next(t["dose"]["reps"] for t in one["techniques"] if t["id"] == "ankle-pumps") for one in (first, then)]
    assert reps[1] <= reps[0] // 2
    assert run("slr-45", "--response", "settled") == 2
    assert "--previous" in capsys.readouterr().err


def test_a_plan_that_waits_for_an_answer_is_not_signed(tmp_path, capsys):
    exam, plan = tmp_path / "exam.json", tmp_path / "plan.json"
    flags = document()["red_flags"] | {"fever": "unknown"}
    exam.write_text(json.dumps({**document(), "red_flags": flags}), encoding="utf-8")
    assert run(exam, "--json", plan) == 0
    assert "cannot be signed yet" in capsys.readouterr().out
    assert run("sign", plan, "--name", "A. Berg", "--credentials", "PT") == 2
    assert "without an answer: fever" in capsys.readouterr().err
    assert not (tmp_path / "plan.signed.json").exists()


def test_an_override_needs_a_reason_and_a_name(capsys):
    assert run("slr-45", "--override", "night_pain") == 2
    assert "needs a reason and a name" in capsys.readouterr().err


@pytest.mark.parametrize("words, said", [((), "one examination"), (("sign",), "needs a file"),
                                         (("nobody",), "neither a packaged example nor a file"),
                                         (("verify", "nothing.json"), "no plan file")])
def test_wrong_words_say_the_way_out(words, said, capsys):
    assert run(*words) == 2
    assert said in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_found_out_first(capsys):
    assert run("slr-45", "--json", "/nowhere/plan.json") == 2
    assert "does not exist" in capsys.readouterr().err


def test_techniques_of_one_day_are_signed_together_or_one_of_them(tmp_path, monkeypatch, capsys):
    """Movements light enough for all on a day; with heavier ones nothing is signed, and the way out is said."""
    for weight, status, said in ((0.1, 0, "All of them on the same day"), (1.0, 2, "leave --together out")):
        monkeypatch.setattr(build, "real_stages", lambda weight=weight: stages(weight=weight))
        plan, one, both = (tmp_path / f"{name}{weight}.json" for name in ("plan", "one", "both"))
        run("slr-45", "--json", plan)
        keep = [item["id"] for item in json.loads(plan.read_text(encoding="utf-8"))["techniques"]][:4]
        who = ("--name", "A. Berg", "--credentials", "PT", *(word for id_ in keep for word in ("--keep", id_)))
        assert run("sign", plan, *who, "--out", one) == 0
        printed = " ".join(capsys.readouterr().out.split())
        assert "One of them on a day, not more." in printed
        assert f"run again over the whole dose in {DRAWS} other nerves; every bound is kept." in printed
        assert run("sign", plan, *who, "--together", "--out", both) == status
        assert said in " ".join("".join(capsys.readouterr()).split())
        assert both.exists() == (status == 0) and json.loads(one.read_text(encoding="utf-8"))["use"] == "one_of"
