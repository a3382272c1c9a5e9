"""Sources: the small BibTeX reader, and what a run has to cite."""

from __future__ import annotations

import re

import pytest

from neuroglide.errors import InputError
from neuroglide.parameters import ParameterSet, bibtex, load_bibliography, load_set, sources_of
from neuroglide.parameters.cite import find_source, parse_bibliography
from neuroglide.parameters.record import read_record

ENTRY = """words outside entries
@article{one2001,
  author = {One, A. and Two, B. and Three, C. and Four, D.},
  title = "Plain {Capitals} and 3 {{nested}}", year = 2001,
  doi = {10.1/x(1)y}
}
@book{two2002, title = {T}, pmid = {1},}
"""


def _set(*pairs):
    records = {}
    for key, source in pairs:
        kind = "assumed" if source == "neuroglide" else "measured"
        records[key] = read_record(
            {"key": key, "value": 1, "unit": "mm", "spread": {"sd": 1}, "kind": kind, "source": source,
             "locator": "abstract", "checked": "read", "note": "a note"}, "demo.yaml")  # fmt: skip
    return ParameterSet("demo", records)


def test_entries_are_read_with_braces_quotes_and_numbers():
    found = parse_bibliography(ENTRY)
    assert list(found) == ["one2001", "two2002"]
    assert found["one2001"].fields["title"] == "Plain {Capitals} and 3 {{nested}}"
    assert found["one2001"].fields["year"] == "2001"
    assert found["one2001"].line == "One, Two, Three et al. (2001) Plain Capitals and 3 nested. doi:10.1/x(1)y."
    assert found["two2002"].entry_type == "book"


def test_text_written_out_reads_back_the_same():
    found = parse_bibliography(ENTRY)
    assert parse_bibliography(bibtex(found.values())) == found
    packaged = load_bibliography()
    assert parse_bibliography(bibtex(packaged.values())) == packaged


@pytest.mark.parametrize(
    "text, words",
    [("@a{x, t = {1}}\n@a{x, t = {2}}", r"sources.bib:2: source x stands twice"), ("@a{x, t = {1", "do not close"),
     ("@a{x, t = {1} u = }", "no value"), ("@a{x, t = {1} @b{y, t = {2}}", "does not close")],
)  # fmt: skip
def test_a_broken_file_is_refused(text, words):
    with pytest.raises(InputError, match=words):
        parse_bibliography(text)


def test_a_run_cites_each_source_once_and_not_our_own_choices():
    p = _set(("demo.a", "wall1991"), ("demo.b", "wall1991"), ("demo.c", "neuroglide"), ("demo.d", "clark1992"))
    assert [source.key for source in sources_of(p)] == ["clark1992", "wall1991"]
    assert [source.key for source in sources_of(p, ["demo.a", "demo.c"])] == ["wall1991"]
    assert [source.key for source in sources_of(p, ["demo.a"], also=["ellis2012"])] == ["ellis2012", "wall1991"]


def test_an_overridden_value_cites_nothing():
    p = _set(("demo.a", "wall1991"), ("demo.d", "clark1992")).with_overrides({"demo.a": 2})
    assert [source.key for source in sources_of(p)] == ["clark1992"]


def test_an_unknown_source_names_its_neighbours():
    with pytest.raises(InputError, match="did you mean ellis20"):
        find_source("ellis2013")


def test_the_packaged_set_can_be_cited():
    assert len(bibtex(sources_of(load_set()))) > 100


@pytest.mark.parametrize("key", load_bibliography())
def test_a_packaged_source_can_be_found_by_a_reader(key):
    source = load_bibliography()[key]
    get = source.fields.get
    # Without a year read, the first author or the subject stands alone.
    assert re.fullmatch(r"[a-z_]+([0-9]{4}([b-z]|phd)?)?|nct[0-9]{8}", key), "keys are the first author and the year"
    assert get("author") or get("editor")
    assert get("title")
    assert key.startswith("nct") or [get("year")] == (re.findall(r"[0-9]{4}", key) or [None])
    # An identifier, or the place where a library finds it.
    place = get("journal") or get("booktitle") or get("school") or get("institution") or get("publisher")
    assert any(get(name) for name in ("doi", "pmid", "pmcid", "isbn", "url")) or place or "NCT" in get("note", "")
    assert not get("doi", "10.").startswith("http")
    assert source.line.isprintable()


def test_most_sources_have_an_identifier():
    # A page's address counts: what was read of some studies is a page that quotes the abstract.
    named = [any(s.fields.get(name) for name in ("doi", "pmid", "pmcid", "isbn", "url"))
             for s in load_bibliography().values()]
    assert sum(named) > 0.8 * len(named)
