"""What an examination is read from, and when it may have been made."""

from __future__ import annotations

import datetime

import pytest

from neuroglide.errors import InputError
from neuroglide.patient.examination import load_examination
from neuroglide.patient.examination.reading import parse_date

TODAY = datetime.date(2026, 3, 2)


@pytest.mark.parametrize("origin", [None, [], 5, b"x", 1.5, object(), ("a",), "", "  "])
def test_what_is_no_examination_is_an_input_error(origin):
    with pytest.raises(InputError, match="is no examination") as refused:
        load_examination(origin)
    assert "packaged example" in refused.value.fix


def test_a_day_in_the_future_is_refused_and_another_time_zone_is_not():
    assert parse_date("2026-03-03", TODAY) == "2026-03-03"
    for text in ("2026-03-04", "2199-01-02", "9999-12-31"):
        with pytest.raises(InputError, match=f"{text} is still to come; today is 2026-03-02"):
            parse_date(text, TODAY)
    with pytest.raises(InputError, match="before 1900"):
        parse_date("1899-12-31", TODAY)


def test_the_clock_is_asked_where_no_day_is_given():
    plain = dict(load_examination("slr-45").plain)
    with pytest.raises(InputError, match="date: 2199-01-02 is still to come"):
        load_examination(plain | {"date": "2199-01-02"})
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    assert load_examination(plain | {"date": today}).date == today


@pytest.mark.parametrize("schema, said", [("neuroglide.plan/1", "this is a plan"),
                                          ("neuroglide.signed-plan/1", "this is a plan"),
                                          ("neuroglide.result/1", "this is another document")])
def test_another_document_is_said_to_be_one(schema, said):
    with pytest.raises(InputError, match=said):
        load_examination({"schema": schema, "status": "draft"})
