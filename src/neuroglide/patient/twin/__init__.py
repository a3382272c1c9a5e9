"""The twin: what an examination says about this person's nerve, and what it cannot say.

``infer`` returns a Twin: what probably limits the movement, how restricted the nerve's glide is and where, how strongly
it is sensitised, what is still unknown, and the test that would tell most. Theory: docs/theory/twin.md.
"""

from neuroglide.patient.twin.infer import infer, next_test
from neuroglide.patient.twin.model import Band, Learned, NextTest, Twin, TwinDraw, Unused
from neuroglide.patient.twin.usual import nerves_of

__all__ = ["Band", "Learned", "NextTest", "Twin", "TwinDraw", "Unused", "infer", "nerves_of", "next_test"]
