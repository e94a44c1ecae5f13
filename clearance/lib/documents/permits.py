"""Permits of residents of Hong Kong, Macau and Taiwan, and of permanent residents."""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from clearance.lib.documents.resident import (
    GUARDIAN_UNDER,
    OLDEST,
    age_on,
    check_birth_and_sum,
    day_of,
    has_right_sum,
    under_guardian,
    wrong_form,
    wrong_sum,
)
from clearance.lib.documents.result import NumberCheck, Remark, refused, right_form

_RESIDENCE_AREAS = frozenset({"810000", "820000", "830000"})
_HOME_RETURN = re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?")
_TAIWAN_CARD = re.compile(r"[0-9]{8}")
_TAIWAN_ONCE = re.compile(r"[0-9]{10}[A-Z]?")
_PERMANENT_2017 = re.compile(r"[A-Z]{3}[0-9]{12}")


def check_residence_permit(number: str, today: date) -> NumberCheck:
    """The residence permit of a Hong Kong, Macau or Taiwan resident: 81, 82 or 83."""
    if wrong := wrong_form(number):
        return wrong
    if number[:2] not in {"81", "82", "83"}:
        return refused(
            number,
            "province",
            _(
                "The number of a residence permit begins with 81, 82 or 83. "
                "For a citizen's card choose the resident ID card."
            ),
        )
    if number[:6] in _RESIDENCE_AREAS:
        return check_birth_and_sum(number, today)
    unusual = Remark(
        "area", _("The first six digits are unusual for a residence permit.")
    )
    return check_birth_and_sum(number, today, unusual)


def check_home_return_permit(number: str, today: date) -> NumberCheck:
    """H or M, eight digits for life, and on older cards two for the re-issue."""
    if _HOME_RETURN.fullmatch(number):
        return right_form(number)
    if len(number) not in {9, 11}:
        return refused(
            number,
            "length",
            _("This number is H or M and 8 digits, on older cards 10. Type them all."),
        )
    return refused(
        number,
        "format",
        _("This number begins with H or M, and the rest are digits."),
    )


def check_taiwan_permit(number: str, today: date) -> NumberCheck:
    """Eight digits on the card; ten and perhaps a letter on the older booklets."""
    if _TAIWAN_CARD.fullmatch(number):
        return right_form(number)
    if _TAIWAN_ONCE.fullmatch(number):
        older = Remark(
            "old_permit",
            _("This is the number of an older or single-entry permit: check its date."),
        )
        return right_form(number, older)
    if len(number) not in {8, 10, 11}:
        return refused(
            number,
            "length",
            _("The number of the card has 8 digits. Type all of them."),
        )
    return refused(
        number,
        "format",
        _(
            "The number of the card is 8 digits. The number that begins with a letter "
            "is of another document."
        ),
    )


def check_permanent_resident_card(number: str, today: date) -> NumberCheck:
    """The foreign permanent resident ID card: of 2017 or of December 2023."""
    if _PERMANENT_2017.fullmatch(number):
        return right_form(number)
    if len(number) not in {15, 18}:
        return refused(
            number,
            "length",
            _(
                "This number has 18 characters, on cards from before December 2023 "
                "3 letters and 12 digits. Type them all."
            ),
        )
    if len(number) == 15 or number[0] != "9" or wrong_form(number):
        return refused(
            number,
            "format",
            _(
                "This number is 9 and 17 more digits, the last perhaps X, or on older "
                "cards 3 letters and 12 digits."
            ),
        )
    if not has_right_sum(number):
        return wrong_sum(number)
    return _permanent_of_2023(number, today)


def _permanent_of_2023(number: str, today: date) -> NumberCheck:
    """The layout behind the first digit is not published: doubts are only remarks."""
    born_on = day_of(number[6:14])
    if born_on is None or born_on > today or age_on(today, born_on) > OLDEST:
        unusual = Remark("birth_date", _("Digits 7 to 14 are no likely date of birth."))
        return NumberCheck(ok=True, number=number, warnings=(unusual,))
    young = age_on(today, born_on) < GUARDIAN_UNDER
    return NumberCheck(
        ok=True,
        number=number,
        warnings=(under_guardian(),) if young else (),
        born_on=born_on,
    )
