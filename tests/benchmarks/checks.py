"""How often the automatic checks find what is wrong, and how often what is not.

Over generated documents of every kind, both sides, as good photos, with each flaw, and
tampered with. `size` is the number of people. A hit is a flaw that its check finds; a
false alarm is a finding in a good photo. What a check leaves unanswered is told too.

The thresholds were set by the figures of 528 such photos between the good ones and
those with the flaw; these here are others. They say nothing about photos of real
documents, of which there are none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise

from clearance.demo.numbers import NUMBERS, Fault, broken
from clearance.demo.people import Person, person
from clearance.demo.photograph import Flaw
from clearance.demo.pictures import draw, sides
from clearance.demo.tampering import Tampering, tampered
from clearance.identity.autochecks import (
    DOCUMENT_CHECKS,
    PHOTO_CHECKS,
    READ_CHECKS,
    DocumentFacts,
    PhotoFacts,
    is_installed,
    read_lines,
    reads_of,
)
from clearance.identity.autochecks.sameness import NEAREST, distance
from clearance.identity.autochecks.sides import WITH_EMBLEM
from clearance.identity.enums import CheckCode, CheckOutcome
from clearance.identity.photos import Photo, take_in
from tests.benchmarks.frame import Benchmark, Goal, Line, at_least, at_most, figure

SEED = 77
SIZES = ((1600, 1200), (1280, 960), (2048, 1536), (1024, 768))
TODAY = date(2026, 11, 1)
MOST_READ = 12
"""Photos that are read, where the optional package is installed: each takes seconds."""

FINDS: dict[CheckCode, tuple[Flaw | Tampering, ...]] = {
    CheckCode.RESOLUTION: (Flaw.SMALL,),
    CheckCode.SHARPNESS: (Flaw.BLUR, Flaw.SHAKE),
    CheckCode.EXPOSURE: (Flaw.DARK, Flaw.BRIGHT),
    CheckCode.GLARE: (Flaw.GLARE,),
    CheckCode.COLOUR: (Flaw.GREY,),
    CheckCode.FRAMING: (Flaw.CROP,),
    CheckCode.COVERED: (Flaw.FINGER,),
    CheckCode.EDITING: (Tampering.EDITOR,),
    CheckCode.RECOMPRESSION: (Tampering.PATCHED,),
}
"""Which check each flaw is for."""
HARMLESS = (Flaw.ROTATE, Tampering.RESAVED)
"""What no check is to complain of."""
HITS, ALARMS = at_least(95), at_most(2)

type Seen = tuple[Person, str, Photo]


def run(size: int, pairs: int) -> Iterator[Line]:
    good = [_good(index) for index in range(size)]
    kept = [each for shots in good for each in shots]
    taken = [(who, side, take_in(received)) for who, side, received in kept]
    yield from _alarms("good photos", taken)
    for how in HARMLESS:
        yield from _alarms(f"{how} photos", _spoilt(kept, how), only_found=True)
    for code, flaws in FINDS.items():
        for flaw in flaws:
            yield from _hits(code, flaw, _spoilt(kept, flaw))
    yield from _swapped(taken)
    yield from _same(kept, taken)
    people = [person(SEED, index, today=TODAY) for index in range(size * 40)]
    yield from _documents(people)
    yield from _read(taken)


def _good(index: int) -> list[tuple[Person, str, bytes]]:
    """Both sides of somebody's document, every kind in turn."""
    kind = tuple(NUMBERS)[index % len(NUMBERS)]
    who = person(SEED, index, kind, today=TODAY)
    size = SIZES[index % len(SIZES)]
    return [
        (who, side, draw(who, side, seed=index, size=size))
        for side in sides(who.document_type)
    ]


def _spoilt(
    kept: Iterable[tuple[Person, str, bytes]], how: Flaw | Tampering
) -> list[Seen]:
    """The same photos with one flaw."""
    return [
        (
            who,
            side,
            take_in(
                tampered(received, how)
                if isinstance(how, Tampering)
                else _drawn_again(who, side, how)
            ),
        )
        for who, side, received in kept
    ]


def _drawn_again(who: Person, side: str, flaw: Flaw) -> bytes:
    size = SIZES[who.index % len(SIZES)]
    return draw(who, side, seed=who.index, size=size, flaws=(flaw,))


def _facts(who: Person, side: str, photo: Photo) -> PhotoFacts:
    return PhotoFacts(
        document_type=who.document_type,
        side=side,
        width=photo.width,
        height=photo.height,
        measures=photo.measures,
        has_editor=bool(photo.edited_hints),
    )


def _outcomes(code: CheckCode, seen: Iterable[Seen]) -> Counter[str]:
    return Counter(str(PHOTO_CHECKS[code](_facts(*each)).outcome) for each in seen)


def _alarms(what: str, seen: list[Seen], *, only_found: bool = False) -> Iterator[Line]:
    for code in PHOTO_CHECKS:
        said = _outcomes(code, seen)
        if said[CheckOutcome.FAIL] or not only_found:
            yield _share(f"{code}: false alarms, {what}", said, ALARMS)
        if said[CheckOutcome.COULD_NOT_RUN] and not only_found:
            unasked = said[CheckOutcome.COULD_NOT_RUN]
            yield _share(f"{code}: could not run, {what}", said, None, unasked)


def _hits(code: CheckCode, flaw: Flaw | Tampering, seen: list[Seen]) -> Iterator[Line]:
    said = _outcomes(code, seen)
    ran = said[CheckOutcome.PASS] + said[CheckOutcome.FAIL]
    goal = HITS if ran else None
    yield _share(f"{code}: hits, {flaw}", said, goal)
    if unasked := said[CheckOutcome.COULD_NOT_RUN]:
        yield _share(f"{code}: could not run, {flaw}", said, None, unasked)


def _swapped(taken: list[Seen]) -> Iterator[Line]:
    other = {"PORTRAIT": "EMBLEM", "EMBLEM": "PORTRAIT"}
    turned = [
        (who, other[side], photo)
        for who, side, photo in taken
        if who.document_type in WITH_EMBLEM
    ]
    if turned:
        said = _outcomes(CheckCode.SIDE, turned)
        yield _share("SIDE: hits, sides of resident cards swapped", said, HITS)


def _same(kept: list[tuple[Person, str, bytes]], taken: list[Seen]) -> Iterator[Line]:
    again = _spoilt(kept, Tampering.RESAVED)
    near = [
        distance(one.look, other.look) <= NEAREST
        for (_, side, one), (_, _, other) in zip(taken, again, strict=True)
        if side == "PORTRAIT"
    ]
    yield _of("SAME_PICTURE: hits, RESAVED", near, HITS)
    portraits = [(who, photo) for who, side, photo in taken if side == "PORTRAIT"]
    alike = [
        distance(one.look, other.look) <= NEAREST
        for (who, one), (whom, other) in combinations(portraits, 2)
        if who.number != whom.number
    ]
    if alike:
        yield _of("SAME_PICTURE: false alarms, pairs of people", alike, ALARMS)


def _documents(people: list[Person]) -> Iterator[Line]:
    good = [_typed(who) for who in people if _is_good(who)]
    for code, check in DOCUMENT_CHECKS.items():
        said = Counter(str(check(facts).outcome) for facts in good)
        yield _share(f"{code}: false alarms, people", said, ALARMS)
    resident = [each for each in good if each.document_type == "RESIDENT_ID"]
    wrong = {
        CheckCode.NUMBER: [
            replace(each, number=broken(each.number, Fault.CHECKSUM))
            for each in resident
        ],
        CheckCode.DECLARED_NUMBER: [
            replace(each, declared_number=other.number)
            for each, other in pairwise(resident)
        ],
        CheckCode.OLD_NUMBER: [
            replace(each, declared_number=broken(each.number, Fault.OLD))
            for each in resident
        ],
        CheckCode.NAME: [
            replace(each, declared_name=other.name)
            for each, other in pairwise(resident)
            if each.name != other.name
        ],
        CheckCode.VALIDITY: [
            replace(each, valid_until=each.valid_until.replace(day=1, year=2051))
            for each in resident
            if each.valid_until
        ],
    }
    for code, facts in wrong.items():
        said = Counter(str(DOCUMENT_CHECKS[code](each).outcome) for each in facts)
        yield _share(f"{code}: hits, wrong ones", said, HITS)


def _is_good(who: Person) -> bool:
    return who.valid_until is None or who.valid_until >= TODAY


def _typed(who: Person) -> DocumentFacts:
    return DocumentFacts(
        document_type=who.document_type,
        number=who.number,
        name=who.name,
        born_on=who.born_on,
        valid_until=who.valid_until,
        long_term=who.long_term,
        declared_name=who.name,
        declared_type=who.document_type,
        declared_number=who.number,
        today=TODAY,
    )


def _read(taken: list[Seen]) -> Iterator[Line]:
    """Reading is right where it finds what was typed; wrong typing must be noticed."""
    said: dict[tuple[CheckCode, str], Counter[str]] = {}
    for who, side, photo in taken[-MOST_READ:] if is_installed() else []:
        lines = read_lines(photo.jpeg)
        right, other = _typed(who), person(SEED, who.index + 1, who.document_type)
        wrong = replace(
            right,
            number=other.number,
            name=other.name,
            valid_until=right.valid_until and right.valid_until.replace(year=2049),
        )
        for code in reads_of(who.document_type, side):
            for what, facts in (("right", right), ("wrong", wrong)):
                outcome = str(READ_CHECKS[code](facts, lines).outcome)
                said.setdefault((code, what), Counter())[outcome] += 1
    if not said:
        yield figure("READ_…, MRZ: could not run, not installed", 100, None, "%")
    for (code, what), outcomes in said.items():
        if what == "right":
            passed = outcomes[CheckOutcome.PASS]
            yield _share(
                f"{code}: agrees with what stands there", outcomes, None, passed
            )
            yield _share(f"{code}: false alarms", outcomes, ALARMS)
        else:
            yield _share(f"{code}: hits, typed wrongly", outcomes, None)


def _share(
    what: str, said: Counter[str], goal: Goal | None, part: int | None = None
) -> Line:
    """Findings, or another part, as a share of all."""
    part = said[CheckOutcome.FAIL] if part is None else part
    return figure(f"{what} ({said.total()})", 100 * part / said.total(), goal, "%")


def _of(what: str, said: list[bool], goal: Goal) -> Line:
    return figure(f"{what} ({len(said)})", 100 * sum(said) / len(said), goal, "%")


BENCHMARK = Benchmark(
    says="hits and false alarms of the automatic checks on generated documents",
    size=24,
    smoke=2,
    run=run,
)
