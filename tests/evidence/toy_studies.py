"""Study folders made for a test, and a replay whose draws are given: no mechanics."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

HEAD = "claim,row,what,unit,kind,mean,sd,se,n,low,high,published\n"
YAML = """study: {key}
title: {title}
role: {role}
topics: [{topic}]
preparation: living
reference: 10.1000/{key}
rows: [C001]
zero: supine neutral
assumed: [the other leg lies straight]
not_compared: [{{row: C009, why: transverse}}]
"""
#: Returns what the toy replay holds under the name of the study.
CASE = "def predict(replay):\n    return replay.answers[{name!r}]\n"
README = "# {title}\n\n## What agrees\n\nSee the **table**; `C001`.\n\n## What does not and why\n\n- <b>nothing</b>\n"


def write_study(
    folder: Path, name: str, observed: str, *, role: str = "validation", topic: str = "made up", more: str = "",
    case: str | None = None,
) -> Path:
    """A folder of a study. Parameters: folder of studies; observed, lines under HEAD; more, further study.yaml."""
    path = folder / name
    path.mkdir(parents=True)
    key, title = name.split("_")[0], f"Toy {name}"
    (path / "study.yaml").write_text(YAML.format(key=key, title=title, role=role, topic=topic) + more, encoding="utf-8")
    (path / "observed.csv").write_text(HEAD + observed, encoding="utf-8")
    (path / "case.py").write_text(CASE.format(name=name) if case is None else case, encoding="utf-8")
    (path / "README.md").write_text(README.format(title=title), encoding="utf-8")
    return path


def toy_replay(answers: dict, draws: int):
    """A replay of ``draws`` draws whose cases find their ``answers`` by the study's name."""
    return SimpleNamespace(sets=[None] * draws, answers=answers)
