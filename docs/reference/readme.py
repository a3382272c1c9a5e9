"""The README's numbers under its picture: ``python docs/reference/readme.py`` prints them, ``--write`` writes them.

The README's account of the validation is written by ``neuroglide validate --prior --docs``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import neuroglide

README = Path(__file__).parents[2] / "README.md"


def picture() -> str:
    """The sentences under the picture: slide at mid-thigh and the S1 root, and largest strain, of both techniques."""
    def told(sites, site: str, name: str) -> str:
        q = sites[site]
        return f"{q[name]:.1f} ({q[name + '_low']:.1f} to {q[name + '_high']:.1f})"

    lines = []
    for name in ("slump-slider", "slump-tensioner"):
        sites = neuroglide.simulate(None, name).summary["sites"]
        slide = [told(sites, site, "excursion_range_mm") for site in ("sciatic.mid_thigh.r", "root.s1.r")]
        strain = told(sites, "sciatic.notch.r", "peak_strain_percent")
        lines.append(f"The {name.removeprefix('slump-')} moves the nerve {slide[0]} mm at mid-thigh and {slide[1]} mm "
                     f"at the S1 root;\nstrain at the sciatic notch reaches {strain} %.")
    return "\n".join([*lines, "In brackets the 90 % band: nine of ten groups of people like this one, if the model is "
                      "right."])


PARTS = {"picture": picture}


def between(text: str, name: str) -> str:
    """What stands in ``text`` between the marks of a part."""
    return text.split(f"<!-- {name}: begin -->\n")[1].split(f"<!-- {name}: end -->")[0].rstrip("\n")


def written(text: str, name: str, content: str) -> str:
    """``text`` with ``content`` between the marks of a part."""
    before, rest = text.split(f"<!-- {name}: begin -->")
    after = rest.split(f"<!-- {name}: end -->")[1]
    return f"{before}<!-- {name}: begin -->\n{content}\n<!-- {name}: end -->{after}"


if __name__ == "__main__":
    page = README.read_text(encoding="utf-8")
    for part, made in PARTS.items():
        fresh = made()
        page = written(page, part, fresh)
        print(fresh)
    if "--write" in sys.argv:
        README.write_text(page, encoding="utf-8")
