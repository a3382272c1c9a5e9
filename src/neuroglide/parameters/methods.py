"""The methods paragraph of a paper, written from what a result says of itself.

Only what the result holds is told: a sentence whose facts are missing (an older file) is left out and named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neuroglide.coordinates import SIDE_WORDS
from neuroglide.parameters.cite import Source, cited_as, find_source, load_bibliography, sources_of
from neuroglide.parameters.load import ParameterSet
from neuroglide.parameters.record import OWN_CHOICE
from neuroglide.parameters.spoken import capital, count, joined, posture_words, seconds_words

#: What the sentences of the model cite: the parameter keys behind each, by their beginning.
TOPICS = {
    "skeleton": ("body.", "muscle.", "anthropometry.male", "anthropometry.female"),
    "tissue": ("nerve.", "root.", "cord.", "sac.", "median."),
    "relaxation": ("relaxation.",),
    "physiology": ("perfusion.", "circulation.", "transport.", "conduction.", "pressure.", "cross_section.",
                   "mechanosensitivity."),
    "flow": ("perfusion.", "circulation.", "threshold.flow"),
}
#: Parameters that no run reads: the check of movement files and of people does.
_NOT_OF_A_RUN = ("movement.", "anthropometry.range.")
#: Software whose own papers the model's sentence names.
_SKELETON_SOFTWARE = ("rajagopal2016", "christophy2012", "todorov2012")
_LAWS = {"quartic_toe": "a J-shaped law (a quartic toe that runs into a straight line)",
         "straight": "a straight line above slack length"}
LIMITS = (
    "The model is one-dimensional along each nerve: movement across the nerve and variants of its course are not in "
    "it. Neuroglide is a model, not a scan, and not a certified medical device; its numbers are no diagnosis."
)


@dataclass(frozen=True)
class Methods:
    """A methods paragraph: ``text``, the ``sources`` it names, and in ``left_out`` what the result does not say."""

    text: str
    sources: tuple[Source, ...]
    left_out: tuple[str, ...]


def methods_of(
    runs: Sequence[Mapping[str, Any]], p: ParameterSet, titles: Mapping[str, str] | None = None,
    made: Mapping[str, Any] | None = None,
) -> Methods:
    """The methods paragraph of one result, or of several compared.

    Parameters: ``runs`` results as JSON holds them (``neuroglide.result/1``); ``p`` the parameter set they used, for
    the sources; ``titles`` names of movements by id; ``made`` how the runs' posterior was made, as its file says it.
    Returns: text, sources, and what was left out.
    """
    writer = _Writer(runs, p, titles or {}, made or {})
    sentences = [writer.simulated(), writer.person(), *writer.movements(), writer.approach(),
                 *writer.open_angles(), writer.model(), writer.states(), writer.values(), writer.calibrated(),
                 writer.spread(), *writer.ended(), writer.limits()]
    sentences.append(writer.further())
    text = " ".join(capital(sentence) for sentence in sentences if sentence)
    return Methods(text, tuple(find_source(key) for key in sorted(writer.cited)), tuple(dict.fromkeys(writer.left_out)))


def software_entry(version: str | None = None) -> str:
    """The BibTeX entry of the software, as CITATION.cff has it, with the version that made a result."""
    fields = {"author": "{The Neuroglide contributors}",
              "title": "{Neuroglide}: what moving the joints does to the sciatic nerve"}
    if version:
        fields["version"] = version
    lines = [f"  {name} = {{{value}}}," for name, value in (fields | {"license": "Apache-2.0"}).items()]
    return "\n".join(["@software{neuroglide,", *lines, "}"]) + "\n"


def _mapping(value: Any) -> Mapping[str, Any]:
    """A mapping of the file, empty where something else stands in its place."""
    return value if isinstance(value, Mapping) else {}


def _items(value: Any) -> Sequence[Any]:
    """A list of the file, empty where something else stands in its place."""
    return value if isinstance(value, list | tuple) else ()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


class _Writer:
    """Writes the sentences one after the other and keeps what they cite and what they could not say."""

    def __init__(
        self, runs: Sequence[Mapping[str, Any]], p: ParameterSet, titles: Mapping[str, str], made: Mapping[str, Any]
    ):
        self.runs, self.p, self.titles, self.made = runs, p, titles, made
        self.provenance = [_mapping(run.get("provenance")) for run in runs]
        self.cited: set[str] = set()
        self.left_out: list[str] = []

    def common(self, name: str, what: str) -> Any:
        """A fact of the provenance that all runs share; None, and named as left out, where it is missing."""
        found = [one.get(name) for one in self.provenance]
        if found[0] is None or any(value != found[0] for value in found):
            self.left_out.append(what if found[0] is None else f"{what} (it differs between the runs)")
            return None
        return found[0]

    def cite(self, keys: Iterable[str]) -> str:
        """The sources in brackets, " (A et al., 2006; B, 1991)", and empty for none."""
        known = [key for key in dict.fromkeys(map(str, keys)) if key in load_bibliography()]
        self.cited |= set(known)
        labels = sorted({cited_as(key) for key in known})
        return f" ({'; '.join(labels)})" if labels else ""

    def of_topic(self, topic: str) -> list[str]:
        """Bib keys behind a topic's values, but for those that a person overrode."""
        keys = [key for key in self.p if key.startswith(TOPICS[topic]) and key not in self.p.overridden]
        return sorted({self.p.record(key).source for key in keys} - {OWN_CHOICE})

    def simulated(self) -> str:
        """What was simulated, and with which software."""
        version = self.common("version", "the software's version")
        software = f"Neuroglide (version {version})" if version else "Neuroglide"
        ids = [one.get("movement") if isinstance(one.get("movement"), str) else None for one in self.provenance]
        if None in ids:
            self.left_out.append("the movement's name")
            movement = "a movement" if len(ids) == 1 else f"{count(len(ids))} movements"
        elif len(ids) == 1:
            movement = f"the movement {self.named(ids[0])}"
        else:
            movement = f"{count(len(ids))} movements, {joined([self.named(one) for one in ids])}"
        sources = self.cite(key for one in self.provenance for key in _items(one.get("movement_sources")))
        return (f"excursion, strain and tension along the nerve during {movement}{sources} were simulated with "
                f"{software}.")

    def named(self, movement: str) -> str:
        """A movement by title and id."""
        return f"“{self.titles[movement]}” [{movement}]" if movement in self.titles else f"“{movement}”"

    def person(self) -> str:
        """For whom, with what the person's file adds."""
        found = self.common("person", "the person")
        if not isinstance(found, Mapping):
            return self.unsaid("the person")
        words = [{"female": "a woman", "male": "a man"}.get(str(found.get("sex")), "an adult")]
        numbers = [f"{found[name]:g} {unit}" for name, unit in
                   (("age_years", "years"), ("height_m", "m"), ("mass_kg", "kg")) if _is_number(found.get(name))]
        words.append(f"of {joined(numbers)}" if numbers else "")
        side = SIDE_WORDS.get(str(found.get("side")))
        words.append(f"with the {side} side affected" if side else "")
        adds = [f"a restriction of {row['stiffness_n_per_mm']:g} N/mm at {row['site']}"
                for row in self.at_sites(found, "restrictions", "stiffness_n_per_mm")]
        adds += [f"a site sensitised to {row['threshold_percent']:g} % strain at {row['site']}"
                 for row in self.at_sites(found, "sensitised", "threshold_percent")]
        own = _mapping(found.get("tissue"))
        if own:
            adds.append(f"own values of {joined([f'{key} ({value})' for key, value in own.items()])}")
        also = f", who was given {joined(adds)}" if adds else ""
        return f"the simulated person was {' '.join(word for word in words if word)}{also}."

    def at_sites(self, person: Mapping[str, Any], name: str, quantity: str) -> list[Mapping[str, Any]]:
        """The person's entries at sites that say where and how much; the others are named as left out."""
        rows = [_mapping(row) for row in _items(person.get(name))]
        whole = [row for row in rows if "site" in row and _is_number(row.get(quantity))]
        if len(whole) < len(rows):
            self.unsaid(f"what the person's {name} are")
        return whole

    def unsaid(self, what: str) -> str:
        """Name something as left out, once; the empty sentence."""
        if not any(known.startswith(what) for known in self.left_out):
            self.left_out.append(what)
        return ""

    def movements(self) -> list[str]:
        """Joint angles and duration of each run."""
        out = []
        for run, one in zip(self.runs, self.provenance, strict=True):
            posture = {name: _items(angles) for name, angles in _mapping(run.get("posture_deg")).items()}
            words, time_s = posture_words(posture), _items(run.get("time_s"))
            if not words:
                self.unsaid("the joint angles")
                continue
            if unknown := [name for name, angles in posture.items() if not any(map(_is_number, angles))]:
                self.unsaid(f"the angles of {joined(unknown)}")
            if not time_s or not _is_number(time_s[-1]):
                self.unsaid("the movement's duration")
            subject = "the movement" if len(self.runs) == 1 else f"in “{one.get('movement', 'one run')}” the body"
            lasted = f", in {seconds_words(time_s[-1])}" if time_s and _is_number(time_s[-1]) and time_s[-1] else ""
            out.append(f"{subject} {words}{lasted}.")
        return [*out, "joints not named stayed in relaxed supine neutral."] if out else []

    def approach(self) -> str:
        """How the movement's start was reached, which is no part of the result but of the nerve's history."""
        found = self.common("approach", "the approach to the start")
        if not isinstance(found, Mapping) or not _is_number(found.get("seconds")):
            return self.unsaid("the approach to the start")
        held = found.get("hold")
        held = f" and held for {seconds_words(held)}" if _is_number(held) and held else ""
        return (f"the start was reached from relaxed supine neutral in {seconds_words(found['seconds'])}{held} before "
                "the time that is reported.")

    def open_angles(self) -> list[str]:
        """Angles that a study leaves open, and what was taken for them."""
        out = []
        for one in self.provenance:
            if not isinstance(one.get("open_angles"), Mapping):
                self.unsaid("angles that the movement leaves open")
                continue
            for name, angle in one["open_angles"].items():
                angle = _mapping(angle)
                values = [f"{value:g}" for value in _items(angle.get("values")) if _is_number(value)]
                if not _is_number(angle.get("value")) or not values:
                    self.unsaid(f"the value of the open angle {name}")
                    continue
                why = f" ({angle['why']})" if angle.get("why") else ""
                out.append(f"the angle “{name}” is left open{why}: {angle['value']:g} deg was used, one of "
                           f"{joined(values)} deg.")
        return list(dict.fromkeys(out))

    def model(self) -> str:
        """The model and its equations."""
        law = self.common("tissue_law", "the tissue law")
        tissue = f"{_LAWS.get(law, f'the law {law}')} with" if law else "a monotone elastic law with"
        skeleton = self.cite([*_SKELETON_SOFTWARE, *self.of_topic("skeleton")])
        return (
            "cord, roots, sciatic, tibial, sural and fibular nerves of both legs and the median nerves were modelled "
            "as a network of one-dimensional rods lying in a bed whose length follows the joints of a skeleton scaled "
            f"to the person{skeleton}. Their balance, dN/ds = f(w) + c dw/dt for tension N, excursion w, a holding f "
            "that hardens with excursion and a drag c, was solved by finite elements, backward Euler steps and "
            "Newton's method; "
            f"the tissue{self.cite(self.of_topic('tissue'))} follows {tissue} quasi-linear viscoelastic relaxation"
            f"{self.cite(self.of_topic('relaxation'))} and folds rather than take compression."
        )

    def states(self) -> str:
        """Physiology."""
        return ("cross-section, blood flow, axonal transport, conduction and symptoms were derived from strain, "
                f"tension and local pressure{self.cite(self.of_topic('physiology'))}.")

    def values(self) -> str:
        """The parameter set."""
        name, digest = self.common("parameter_set", "the parameter set"), self.common("parameter_hash", "its hash")
        if not name:
            return ""
        return f"parameter values were those of the set “{name}”" + (f" (hash {digest})." if digest else ".")

    def calibrated(self) -> str:
        """The posterior and the data it was fitted to."""
        found = self.common("posterior", "the posterior")
        if not isinstance(found, Mapping):
            return self.unsaid("the posterior")
        named = f"the posterior “{found.get('name')}” (" + ", ".join(
            f"{word} {found[key]}" for key, word in (("hash", "hash"), ("version", "version"), ("seed", "seed"))
            if found.get(key) is not None) + ")"
        over = f" of {found['keys']} parameters" if found.get("keys") else ""
        if not found.get("calibrated"):
            return f"{named} holds an assumed spread{over} and is not calibrated to measurements."
        rows = f" {found['rows']} published measurements" if found.get("rows") else " published measurements"
        digest = _mapping(self.made.get("data")).get("hash")
        data = f"; the data's hash is {digest}" if digest else ""
        return f"{named}{over} was calibrated to{rows}{self.cite(found.get('studies') or ())}{data}."

    def spread(self) -> str:
        """How uncertainty was expressed."""
        found = [one.get("posterior") for one in self.provenance]
        draws = {one.get("draws") for one in found if isinstance(one, Mapping) and isinstance(one.get("draws"), int)}
        if len(draws) != 1 or not all(isinstance(one, Mapping) for one in found):
            said = self.common("uncertainty", "how uncertainty was expressed")
            return f"on uncertainty the result says “{said}”." if said else ""
        (number,) = draws
        if not number:
            return "one run with the middle of the posterior was made, so no band is given."
        failed = sum(one["failed"] for one in found if isinstance(one.get("failed"), int))
        lost = f"; draws that ended early ({failed}) were left out" if failed else ""
        return (f"results are the medians and 90 % bands (quantiles 5 and 95 %) over {number} draws from the posterior"
                f"{lost}.")

    def ended(self) -> list[str]:
        """What ended early."""
        outcomes = [_mapping(run.get("outcome")) for run in self.runs]
        wrong = [str(outcome.get("message", "")) for outcome in outcomes if outcome.get("ok") is False]
        return [f"a run did not reach its end: {message[:1].lower()}{message[1:]}" for message in wrong]

    def limits(self) -> str:
        """Limits."""
        flow = self.cite(self.of_topic("flow"))
        return (f"thresholds of blood flow were measured on animals{flow}; no human curve of flow against strain "
                f"exists. {LIMITS}")

    def further(self) -> str:
        """Sources of further values."""
        keys = [key for key in self.p if not key.startswith(_NOT_OF_A_RUN)]
        rest = [source.key for source in sources_of(self.p, keys) if source.key not in self.cited]
        return f"further parameter values are from published sources{self.cite(rest)}." if rest else ""
