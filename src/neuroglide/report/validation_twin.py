"""The twin's scores on the validation's pages: read from the kept check, said to be missing or of another posterior."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from neuroglide.errors import InputError
from neuroglide.parameters.record import HALF_WIDTH_90
from neuroglide.report.plain_markdown import table, to_html
from neuroglide.report.twin_check import drawing, interval
from neuroglide.result import write_whole

HEADING = "## The twin"
#: The heading that the section stands before.
_NEXT = "## Every figure"
_FIGURE = "img/twin-check.svg"
_FIX = "`neuroglide twin-check --docs` makes it; `neuroglide validate {page}`, run after it, takes it in."
_SHOWN = "Probability said of a limiter against how often it was so"
#: What the file's keys are called where there is a word for them.
_YES = {"sensitised": "whether the nerve is sensitised", "restricted": "whether its glide is restricted"}


def kept(docs: str | Path) -> Path:
    """The file of the twin's check that belongs to a docs folder."""
    return Path(docs).resolve().parent / "validation" / "twin" / "result.json"


def section(docs: str | Path, parameters: str) -> list[str]:
    """The section of docs/validation.md as paragraphs of Markdown, its heading first.

    Parameters: docs, the folder of the page; parameters, the posterior that the page was made with, as the page says
    it (its hash is compared). Returns: paragraphs; where the check is missing or cannot be read they say so, and no
    figure is told.
    """
    fix = _FIX.format(page="--docs")
    whole = f"{_link(docs, 'The whole check', 'twin-check.md')}."

    def picture(_: Mapping[str, Any]) -> str:
        return (f"![{_SHOWN}]({_FIGURE})" if (Path(docs) / _FIGURE).is_file()
                else f"**The figure is missing**: there is no `{_FIGURE}`. {fix}")

    told = _paragraphs(kept(docs), parameters, fix, picture)
    return [HEADING, f"{_about(_link(docs, 'twin', 'theory/twin.md'))} {whole}", *told]


def web_section(studies: str | Path, parameters: str) -> str:
    """The same section as HTML for the page alone, without its heading and with the picture in it.

    Parameters: studies, the folder of the experiments, which the kept check lies beside; parameters as for
    :func:`section`.
    """
    drawn = []

    def picture(found: Mapping[str, Any]) -> str:
        source = base64.b64encode(drawing(found["reliability"]).encode("utf-8")).decode("ascii")
        drawn.append(f'<img src="data:image/svg+xml;base64,{source}" alt="{_SHOWN}" width="378">')
        return ""

    about = f"{_about('twin')} The whole check stands in docs/twin-check.md of the source."
    path = Path(studies).resolve().parent / "twin" / "result.json"
    told = _paragraphs(path, parameters, _FIX.format(page="--page"), picture)
    return "\n".join([to_html("\n\n".join([about, *told])), *drawn])


def _about(twin: str) -> str:
    return (f"The {twin} says what an examination tells about a person's nerve. No patient's nerve is known, so it is "
            "judged on invented people whose nerve is: that shows whether the inference is sound, not whether the "
            "model is right about patients.")


def _paragraphs(path: Path, parameters: str, fix: str, picture: Callable[[Mapping[str, Any]], str]) -> list[str]:
    """What the kept check says, or that it is missing or cannot be read; ``picture`` makes the last paragraph of it."""
    if not path.is_file():
        return [f"**The check is missing**: there is no `validation/twin/result.json`. {fix}"]
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return [*_told(found, parameters, fix), picture(found)]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        return ["**The check cannot be read**: `validation/twin/result.json` is not what this version "
                f"writes ({type(error).__name__}: {error}). {fix}"]


def _link(docs: str | Path, words: str, target: str) -> str:
    """A link of the page, plain words where it would lead nowhere."""
    return f"[{words}]({target})" if (Path(docs) / target).is_file() else words


def _told(found: Mapping[str, Any], parameters: str, fix: str) -> list[str]:
    posterior = found["posterior"]
    made = f"posterior `{posterior['name']}`, {posterior['hash']}"
    if posterior["hash"] in parameters.split():
        of = f"Made with the posterior of this page ({made}; seed {found['seed']})."
    else:
        of = (f"**Made with another posterior** ({made}; seed {found['seed']}) than this page ({parameters}): what "
              f"follows is not of the model above. {fix}")
    return [of, table(("Score", "Found", "What it says"), rows(found)),
            "In brackets: the 90 % interval that the number of people leaves; of a spread, 90 % of the people. "
            + _too_narrow(found["parameters"]),
            "How often a limiter was the true one, against the probability that was said; on the dashed line both are "
            "alike:"]


def rows(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The table's rows: people, log scores of the limiter, yes-or-no gains, coverage, and each parameter's spread."""
    scores, parameters = found["scores"], found["parameters"]
    held = [one["coverage_percent"] for one in parameters.values() if one["learned"]]
    covered = f"{min(held):.0f} to {max(held):.0f} %" if held else "-"
    return [
        ("people", f"{found['people']}", f"drawn from the prior and examined with error; {scores['judged_on']} of them "
                                         "judge the limiter"),
        ("limiter's log score, twin", _bits(scores["twin"]), "bits a person; less is better"),
        ("the same, prior", _bits(scores["prior"]), f"the twin gains {_gain(scores['twin_over_prior'])}"),
        ("the same, structural differentiation", _bits(scores["rule"]),
         f"the twin gains {_gain(scores['twin_over_rule'])}"),
        *((f"{_YES.get(name, name)}, gain", _gain({"bits": one["gain_bits"], "error": one["error"]}),
           "bits a person over always saying how many are; 0 is nothing learned")
          for name, one in found["yes"].items()),
        ("90 % bands of learned parameters", covered, f"least and most often that they held the truth, of {len(held)} "
                                                      "parameters; 90 % is right"),
        *(_parameter(key, one) for key, one in parameters.items()),
    ]


def _parameter(key: str, one: Mapping[str, Any]) -> tuple[str, str, str]:
    least, middle, most = one["spread_over_prior"]
    low, high = interval(one["coverage_percent"] / 100.0, one["people"])
    return (f"`{key}`, posterior SD over prior SD", f"{middle:.2f} ({least:.2f} to {most:.2f})",
            f"{'learned' if one['learned'] else 'not learned'}; its 90 % band held the truth in "
            f"{one['coverage_percent']:.0f} % ({100 * low:.0f} to {100 * high:.0f}) of {one['people']} people")


def _too_narrow(parameters: Mapping[str, Any]) -> str:
    """The parameters whose bands hold the truth less often than they say, by more than chance."""
    names = [f"`{key}`" for key, one in parameters.items()
             if interval(one["coverage_percent"] / 100.0, one["people"])[1] < 0.9]
    return f"Bands that are too narrow by more than chance: {', '.join(names) or 'none'}."


def _bits(one: Mapping[str, float]) -> str:
    return f"{one['bits']:.2f}"


def _gain(one: Mapping[str, float]) -> str:
    half = HALF_WIDTH_90 * one["error"]
    return f"{one['bits']:z.2f} ({one['bits'] - half:z.2f} to {one['bits'] + half:z.2f})"


def refresh(docs: str | Path) -> Path:
    """Write the section anew into docs/validation.md and leave the rest: for a check that is newer than the page.

    Parameters: docs, the folder. Returns: the page. Raises: InputError where there is no page, or none that
    ``neuroglide validate --docs`` wrote.
    """
    page = Path(docs) / "validation.md"
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    made = re.search(r" parameters: (.+), \d+ draws\.", text)
    if made is None or _NEXT not in text:
        raise InputError(f"{page} is no page of the validation.", fix="run neuroglide validate --docs.")
    before, after = text.split(f"{_NEXT}\n", 1)
    before = before.split(f"{HEADING}\n", 1)[0]
    write_whole(page, before + "\n\n".join([*section(docs, made[1]), f"{_NEXT}\n"]) + after)
    return page
