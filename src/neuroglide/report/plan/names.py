"""What the plan's codes are called on a page: sites, body regions, sides, sources, and how sure something is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from neuroglide.coordinates import SIDE_WORDS
from neuroglide.errors import InputError
from neuroglide.patient.examination.fields import vocabulary
from neuroglide.patient.plan.going_on import cite
from neuroglide.patient.twin import words

#: Sites that the twin does not name itself, in the words of docs/nomenclature.md.
_SITES = {
    "conus": "the tip of the cord", "root.l4": "the L4 root", "sciatic.gluteal_fold": "the gluteal fold",
    "sciatic.distal_thigh": "the sciatic nerve just above the knee", "tibial.calf": "the middle of the calf",
    "plantar.medial": "the middle of the sole", "fibular.ankle": "the front of the ankle",
    "sural.ankle": "the outer ankle",
}
_KEY = re.compile(r"\b[a-z]+(?:19|20)\d\d[a-z]*\b")
_SITE = re.compile(r"\b(?:root|sciatic|tibial|plantar|fibular|sural|median)\.[a-z0-9_]+\.[rl]\b")
_TEST = re.compile(r"\b(?:slr|crossed_slr|slump_knee_extension|prone_knee_bend|hamstring_90_90|ulnt1)\b(?![-\w])")
_BITS = re.compile(r"\s*\(\s*[\d.]+ bits[^)]*\)")
_RECORD = re.compile(r"\s*\([a-z_]+\.[a-z_.]+\)")
#: A first author of so many words is a body and no person: its name is not shortened, and was parted at its "and".
_WORDS_OF_A_BODY = 3
_AUTHORS_YEAR = re.compile(r"^(.*?) \(([^()]*)\)")


def site(name: str) -> str:
    """A site in words with its side: ``tibial.popliteal.r`` is "the tibial nerve behind the knee, right"."""
    base, _, side = name.rpartition(".")
    if side not in SIDE_WORDS:
        base, side = name, ""
    said = _SITES.get(base) or words.site_name(base)
    return f"{said}, {SIDE_WORDS[side]}" if side else said


def region(name: str) -> str:
    """A region of the body chart in words: ``posterior_thigh_r`` is "right back of the thigh"."""
    base, _, side = name.rpartition("_")
    if side in SIDE_WORDS and base in vocabulary("region_sided"):
        return f"{SIDE_WORDS[side]} {vocabulary('region_sided')[base]}"
    return meaning("region_central", name)


def meaning(table: str, word: Any) -> str:
    """A word of an examination in its vocabulary's words; without underscores where it has none."""
    return vocabulary(table).get(str(word), str(word).replace("_", " "))


def limb(content: Mapping[str, Any]) -> str:
    """The limb with its side; of a complaint on both sides both, with the worse one."""
    complaint, side = content["examination"]["complaint"], SIDE_WORDS[content["side"]]
    if complaint.get("side") == "both":
        return f"both {content['limb']}s, the {side} one worse"
    return f"{side} {content['limb']}"


def source(key: str) -> str:
    """A source by its authors and year; "our own choice" where there is none behind it."""
    if key in ("own", "", None):
        return "our own choice"
    try:
        line = cite([key])[0]["line"]
    except InputError:
        return str(key)
    found = _AUTHORS_YEAR.match(line)
    if not found:
        return line
    who, year = found.groups()
    first = who.split(",")[0].removesuffix(" et al.")
    several = "," in who or who.endswith("et al.")
    body = first.count(" ") >= _WORDS_OF_A_BODY - 1
    who = who.replace(", ", " and ") if body else f"{first} et al." if several else who
    return who if year == "n.d." else f"{who} {year}"


def sources(keys: Iterable[str]) -> str:
    """Several sources in one phrase, empty without any."""
    return "; ".join(dict.fromkeys(map(source, keys)))


def plain(text: str) -> str:
    """A text without codes: bib keys by their authors and year, sites and tests in words, names of records left out."""
    text = _RECORD.sub("", text)
    text = _SITE.sub(lambda found: site(found.group(0)), text)
    text = _TEST.sub(lambda found: words.test_name(found.group(0)), text)
    return _KEY.sub(lambda found: source(found.group(0)), text)


def without_bits(text: str) -> str:
    """A text about a test without its figure of information, which the plan writes into its sentence."""
    return _BITS.sub("", text)


def sure(part: Mapping[str, Any]) -> str:
    """The certainty of a part and, where its figure was not read in the source, that it is recalled."""
    said = str(part.get("certainty") or "").replace("_", " ")
    return ", ".join(filter(None, [f"{said} certainty" if said in ("high", "moderate", "low", "very low") else said,
                                   recalled(part).strip(" ()")]))


def recalled(part: Mapping[str, Any]) -> str:
    """The mark of what was remembered and not read; empty for what was read."""
    return " (recalled, not verified)" if part.get("checked") == "recalled" else ""


def sentence(text: str) -> str:
    """A text with a capital first and one full stop last."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text[-1:] in ".?!" else ".") if text else ""
