"""A draft, signed records and a stopped plan for the tests of the report, with stand-ins for twin, engine, drawer."""

from __future__ import annotations

import copy
import sys
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from neuroglide.patient.plan import build_plan
from neuroglide.patient.plan.canonical import digest
from neuroglide.patient.plan.kept import dates_of
from neuroglide.patient.plan.signing import chosen_of

PIXEL = ("data:image/png;base64,"
         "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5C"
         "YII=")


class Pictures:
    """Stands in for the drawer, which would simulate: two pictures of each technique, with a sentence on the strain."""

    def __init__(self, content):
        pass

    def technique(self, item):
        return [{"src": PIXEL, "width": 10, "height": 10, "words": words, "alt": f"{item['id']} {words}; strain",
                 "seen": "the side", "shows": "Bones of a person lying on the back, seen from the side: relaxed.",
                 "sentence": "Strain is largest at the notch."} for words in ("start", "slide")]

    def test(self, test, angle_deg):
        return []


@lru_cache(maxsize=1)
def _draft() -> dict[str, Any]:
    sys.path.insert(0, str(Path(__file__).parents[1] / "patient" / "plan"))
    from stand_ins import DRAWS, document, stages

    return build_plan(document(), draws=DRAWS, stages=stages()).to_dict()


def draft(**changes: Any) -> dict[str, Any]:
    """The draft of the example slr-45, with fields replaced as if it had been made so."""
    content = {**copy.deepcopy(_draft()), **changes}
    return content | {"digest": digest(content)}


def signed(plan: dict[str, Any], keep: tuple[str, ...], **fields: Any) -> dict[str, Any]:
    """A signed record of a draft and the techniques kept, as signing writes it, without running them again: what they
    came to stands at its bounds."""
    judged = {one["id"]: {"value": one["limit"]} | {name: one[name] for name in ("limit", "end", "unit")}
              for one in plan["bounds"]}
    own = chosen_of(plan, keep) | dates_of(plan, date(2026, 3, 2))
    record = {"schema": "neuroglide.signed-plan/1", "status": "signed", "version": 1, "previous": None,
              "plan": plan | own, "draft_digest": plan["digest"],
              "rerun": [{"id": id_, "keeps_bounds": True, "judged": judged} for id_ in own["chosen"]],
              "signed": {"name": "A. Berg", "credentials": "PT", "at": "2026-03-02T10:00:00+00:00",
                         "software": "neuroglide", "software_version": "0"}, **fields}
    return record | {"digest": digest(record)}
