"""What a person types about their document: checked field by field, all at once."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import DocumentType
from clearance.identity.rules import LEAD
from clearance.lib import documents
from clearance.lib.characters import compatible
from clearance.lib.documents.resident import GUARDIAN_UNDER, age_on
from clearance.lib.names import clean_name
from clearance.lib.verdicts import Refusal, Text

LONGEST_NAME = 100
FARTHEST = timedelta(days=100 * 366)
TICKED = frozenset({"1", "on", "true", "yes"})

_DAY = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, and how to mend it; never the value itself."""

    code: str
    message: Text


class FieldsRefused(Refusal):
    """What was typed cannot be kept: nothing is; `problems` names each field."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        first = next(iter(problems.values()))
        super().__init__(first.message, code=first.code)
        self.problems = dict(problems)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,)


@dataclass(slots=True)
class Details:
    """What is known about a document so far: columns, and texts to be sealed."""

    document_type: str = ""
    born_on: date | None = None
    valid_until: date | None = None
    long_term: bool = False
    guardian_consent: bool = False
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def number(self) -> str:
        return self.texts.get("number", "")

    def under_guardian(self, today: date) -> bool:
        """Whether the person is under 14, so that a parent or guardian must agree."""
        return self.born_on is not None and age_on(today, self.born_on) < GUARDIAN_UNDER


def merge_details(
    known: Details,
    typed: Mapping[str, str],
    *,
    accepted: Collection[str],
    today: date,
) -> Details:
    """What is known with what was typed; blank fields change nothing.

    `accepted` are the document types that the order's rule takes, all where empty.
    Raises FieldsRefused with every field that is wrong.
    """
    given = {name: text for name, text in typed.items() if text.strip()}
    result = Details(
        known.document_type,
        known.born_on,
        known.valid_until,
        known.long_term,
        known.guardian_consent,
        dict(known.texts),
    )
    problems: dict[str, Problem] = {}
    _take_type(result, given, problems, accepted)
    _take_number(result, given, problems, today)
    _take_name(result, given, problems)
    _take_validity(result, given, problems, today)
    _take_inn(result, given, problems, today)
    _take_guardian(result, given, problems)
    if problems:
        raise FieldsRefused(problems)
    return result


def check_number(document_type: str, number: str, *, today: date) -> Problem | None:
    """What is wrong with a number, if anything."""
    found = documents.check(document_type, number, today=today)
    return None if found.ok else Problem(found.code, found.message)


def missing_texts(details: Details, *, asks_inn: bool, today: date) -> list[str]:
    """The fields that are still empty, in the order of the page."""
    asked = {
        "document_type": bool(details.document_type),
        "number": bool(details.number),
        "name": bool(details.texts.get("name")),
        "valid_until": details.long_term
        or details.valid_until is not None
        or details.document_type in documents.WITHOUT_END,
    }
    if asks_inn:
        asked["inn"] = bool(details.texts.get("inn"))
    if details.under_guardian(today):
        asked["guardian_name"] = bool(details.texts.get("guardian_name"))
        asked["guardian_consent"] = details.guardian_consent
    return [name for name, is_there in asked.items() if not is_there]


def is_ticked(text: str) -> bool:
    """Whether a box in a form is ticked."""
    return text.strip().casefold() in TICKED


def read_day(text: str) -> date | None:
    """The day written as `YYYY-MM-DD`, or with `.` or `/`; None when it is none."""
    if not (parts := _DAY.fullmatch(compatible(text[:40]).strip())):
        return None
    try:
        return date(*map(int, parts.groups()))
    except ValueError:
        return None


def _take_type(
    result: Details,
    given: Mapping[str, str],
    problems: dict[str, Problem],
    accepted: Collection[str],
) -> None:
    if (kind := given.get("document_type", "").strip()) == "":
        return
    if kind not in DocumentType.values:
        problems["document_type"] = Problem(
            "document_type", _("Choose the type of the document.")
        )
    elif accepted and kind not in accepted:
        problems["document_type"] = Problem(
            "document_type",
            _("Customs do not accept this kind of document for this order."),
        )
    else:
        result.document_type = kind


def _take_number(
    result: Details,
    given: Mapping[str, str],
    problems: dict[str, Problem],
    today: date,
) -> None:
    if "number" not in given and "document_type" not in given:
        return
    number = given.get("number") or result.number
    if not number or "document_type" in problems:
        return
    if not result.document_type:
        problems["document_type"] = Problem(
            "document_type", _("Choose the type of the document.")
        )
        return
    found = documents.check(result.document_type, number, today=today)
    if not found.ok:
        problems["number"] = Problem(found.code, found.message)
        return
    result.texts["number"] = found.number
    result.born_on = found.born_on


def _take_name(
    result: Details, given: Mapping[str, str], problems: dict[str, Problem]
) -> None:
    for name in ("name", "guardian_name"):
        if name not in given:
            continue
        clean = clean_name(given[name])
        if not any(char.isalpha() for char in clean):
            problems[name] = Problem(
                "required", _("Type the name as it stands on the document.")
            )
        elif len(clean) > LONGEST_NAME:
            problems[name] = Problem(
                "length", _("This name is too long. Type the name alone.")
            )
        else:
            result.texts[name] = clean


def _take_validity(
    result: Details,
    given: Mapping[str, str],
    problems: dict[str, Problem],
    today: date,
) -> None:
    if is_ticked(given.get("long_term", "")):
        if "valid_until" in given:
            problems["valid_until"] = Problem(
                "date_and_long_term",
                _(
                    "Give the date or “long-term”, not both: empty the date, or untick "
                    "the box."
                ),
            )
            return
        result.long_term, result.valid_until = True, None
        return
    if "valid_until" not in given:
        return
    day = read_day(given["valid_until"])
    if day is None or day > today + FARTHEST:
        problems["valid_until"] = Problem(
            "date",
            _("Type the last day of validity as year, month and day: 2031-05-20."),
        )
    elif day < today:
        problems["valid_until"] = Problem(
            "expired", _("This document has expired. Send a valid one.")
        )
    elif day < today + LEAD:
        problems["valid_until"] = Problem(
            "expired",
            _(
                "This document ends before the parcel is expected at customs. "
                "Send one that is valid for longer."
            ),
        )
    else:
        result.long_term, result.valid_until = False, day


def _take_inn(
    result: Details,
    given: Mapping[str, str],
    problems: dict[str, Problem],
    today: date,
) -> None:
    if "inn" not in given:
        return
    found = documents.check("INN", given["inn"], today=today)
    if found.ok:
        result.texts["inn"] = found.number
    else:
        problems["inn"] = Problem(found.code, found.message)


def _take_guardian(
    result: Details, given: Mapping[str, str], problems: dict[str, Problem]
) -> None:
    if is_ticked(given.get("guardian_consent", "")):
        result.guardian_consent = True
