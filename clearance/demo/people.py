"""People who do not exist: plausible on a screen, synthetic at a glance.

A person is a pure function of (seed, index): nothing is stored, and the pair of name
and phone, by which recipients are told apart, is unique at any number of people.
"""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from clearance.demo import names, numbers

type Sex = Literal["F", "M"]

PLACES: Final = (
    *("浙江省杭州市", "广东省深圳市", "上海市", "北京市", "四川省成都市"),
    *("福建省厦门市", "新疆维吾尔自治区乌鲁木齐市"),
)
STREETS: Final = ("样本路", "演示街", "测试巷", "示例大道")
RUSSIAN_PLACES: Final = ("г. Москва", "г. Казань", "г. Владивосток")

# Of a hundred people.
DOCUMENT_SHARES: Final = (
    *("RESIDENT_ID",) * 77,
    *("HOME_RETURN_PERMIT", "PASSPORT") * 4,
    *("TEMPORARY_ID", "RESIDENCE_PERMIT", "TAIWAN_PERMIT") * 3,
    *("HKID", "RU_PASSPORT") * 2,
    *("PR_CARD", "RU_FOREIGN_PASSPORT"),
)
# Their numbers carry the sequence 000, which reads as female.
SEX_IN_NUMBER: Final = frozenset(
    {"RESIDENT_ID", "TEMPORARY_ID", "RESIDENCE_PERMIT", "PR_CARD"}
)
YEARS_VALID: Final[dict[str, int | None]] = {
    **dict.fromkeys(("HKID", "RU_PASSPORT"), None),
    **dict.fromkeys(("RESIDENCE_PERMIT", "TAIWAN_PERMIT"), 5),
}
# The day the documents are looked at, unless the caller names another.
TODAY: Final = date(2026, 11, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """A synthetic person with the one document they would send.

    `valid_until` is None exactly when the document is `long_term`; `inn` is empty but
    for Russian documents; `latin_name` is "SURNAME, GIVEN", `nationality` ISO 3166-1
    alpha-3 (UTO, Utopia, for foreigners), as a passport prints them.
    """

    index: int
    name: str
    latin_name: str
    phone: str
    address: str
    document_type: str
    number: str
    valid_from: date
    valid_until: date | None
    long_term: bool
    born_on: date
    sex: Sex
    language: str
    nationality: str
    inn: str = ""

    @property
    def destination(self) -> str:
        """The country the person's parcels go to, ISO 3166-1 alpha-2."""
        return "RU" if self.nationality == "RUS" else "CN"


def person(
    seed: int, index: int, document_type: str | None = None, *, today: date = TODAY
) -> Person:
    """Make the person of an index; `document_type` overrides the usual mix.

    Documents were issued up to nine years before `today`: nearly all are valid then.
    """
    dice = random.Random(f"person:{seed}:{index}")
    usual = dice.choice(DOCUMENT_SHARES)
    kind = document_type or usual
    nationality = _nationality(kind, index)
    name = _name(kind, nationality, index)
    born = numbers.born_on(index)
    valid_from, valid_until = _validity(kind, born, today, dice)
    russian = nationality == "RUS"
    return Person(
        index=index,
        name=name.written,
        latin_name=name.latin,
        phone=_phone(index, russian=russian),
        address=_address(dice, russian=russian),
        document_type=kind,
        number=numbers.number_for(kind, index),
        valid_from=valid_from,
        valid_until=valid_until,
        long_term=valid_until is None,
        born_on=born,
        sex=_sex(kind, name, nationality, dice),
        language="ru" if russian else "en" if name.written.isascii() else "zh-hans",
        nationality=nationality,
        inn=numbers.inn(index) if russian else "",
    )


def with_number(one: Person, number: str, born_on: date) -> Person:
    """The same person under another number; a resident card ends as fits that age."""
    other = replace(one, number=number, born_on=born_on)
    if one.document_type != "RESIDENT_ID":
        return other
    years = _years_by_age(_age(born_on, one.valid_from))
    until = None if years is None else _years_later(one.valid_from, years)
    return replace(other, valid_until=until, long_term=until is None)


def people(seed: int, n: int, *, today: date = TODAY) -> list[Person]:
    """Make the first `n` people of a seed, the same ones every time."""
    return [person(seed, index, today=today) for index in range(n)]


def _nationality(kind: str, index: int) -> str:
    if kind.startswith("RU_"):
        return "RUS"
    return "UTO" if kind == "PR_CARD" or (kind == "PASSPORT" and index % 2) else "CHN"


def _name(kind: str, nationality: str, index: int) -> names.Name:
    turn = index * 37
    mark = index // 10_000  # a phone comes back after 10,000 people, a mark does not
    match nationality:
        case "RUS":
            return names.russian(turn, mark)
        case "UTO":
            return names.latin(turn, mark)
        case _ if kind == "RESIDENT_ID" and index % 29 == 7:
            return names.uyghur(turn, mark)
        case _:
            return names.chinese(turn, mark)


def _phone(index: int, *, russian: bool) -> str:
    spread = (index * 3571 + 17) % 10_000
    return f"+7900000{spread:04}" if russian else f"1380000{spread:04}"


def _address(dice: random.Random, *, russian: bool) -> str:
    house = dice.randint(1, 199)
    if russian:
        return f"{dice.choice(RUSSIAN_PLACES)}, ул. Образцовая, д. {house}"
    return f"{dice.choice(PLACES)}样本区{dice.choice(STREETS)}{house}号"


def _sex(kind: str, name: names.Name, nationality: str, dice: random.Random) -> Sex:
    either: Sex = "F" if dice.random() < 0.5 else "M"
    if kind in SEX_IN_NUMBER or nationality == "UTO":
        return "F"
    if nationality == "RUS":
        return "F" if name.written.split()[-1] in names.RUSSIAN_WOMEN else "M"
    return either


def _validity(
    kind: str, born: date, today: date, dice: random.Random
) -> tuple[date, date | None]:
    """Say from when to when the document is good, by the holder's age at issue.

    Years by age: under 16 5, to 25 10, to 45 20, then long-term; a temporary ID three
    months (domain.md §2.1). The few documents of five years may be over, as in life.
    """
    if kind == "TEMPORARY_ID":
        issued = today - timedelta(days=dice.randrange(1, 60))
        return issued, issued + timedelta(days=91)
    issued = today - timedelta(days=dice.randrange(120, 3200))
    years = YEARS_VALID.get(kind, 10)
    if kind == "RESIDENT_ID":
        years = _years_by_age(_age(born, issued))
    return issued, None if years is None else _years_later(issued, years)


def _years_by_age(age: int) -> int | None:
    if age < 16:
        return 5
    return 10 if age <= 25 else 20 if age <= 45 else None


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _years_later(day: date, years: int) -> date:
    """Add calendar years; 29 February becomes 28 February."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year + years)
