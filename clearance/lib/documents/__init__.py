"""Document numbers: can this number be right, and which document is it?

Each document has its family of rules in a file of its own. Nothing here stores or
logs a number, and no message repeats one.
"""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _

from clearance.lib.documents import hkid, passports, permits, resident, russia, text
from clearance.lib.documents.kinds import (
    EMBLEM,
    FAMILY,
    PORTRAIT,
    SIDES,
    WITHOUT_END,
)
from clearance.lib.documents.result import NumberCheck, Remark, refused
from clearance.lib.documents.validity import is_expired, validity_warnings

__all__ = [
    "EMBLEM",
    "FAMILY",
    "PORTRAIT",
    "SIDES",
    "WITHOUT_END",
    "NumberCheck",
    "Remark",
    "check",
    "index_form",
    "is_expired",
    "normalise",
    "validity_warnings",
]

_CHECKS: dict[str, Callable[[str, date], NumberCheck]] = {
    "RESIDENT_ID": resident.check_resident,
    "TEMPORARY_ID": resident.check_resident,
    "RESIDENCE_PERMIT": permits.check_residence_permit,
    "HOME_RETURN_PERMIT": permits.check_home_return_permit,
    "TAIWAN_PERMIT": permits.check_taiwan_permit,
    "HKID": hkid.check_hkid,
    "PASSPORT": passports.check_passport,
    "PR_CARD": permits.check_permanent_resident_card,
    "RU_PASSPORT": russia.check_internal_passport,
    "RU_FOREIGN_PASSPORT": russia.check_foreign_passport,
    "INN": russia.check_inn,
}
_BRACKETED = frozenset({"HKID", "TAIWAN_PERMIT"})
_NO_BRACKETS = str.maketrans("", "", "()[]")


def check(document_type: str, raw: str, *, today: date) -> NumberCheck:
    """Say whether `raw` can be the number of such a document; never raises.

    `today` is the day in Asia/Shanghai, for ages. Also takes "INN", which is no
    document but is asked beside a Russian passport. Codes of refusal: `empty length
    format damaged cyrillic province birth_date checksum first_generation
    document_type`; a number of another document is refused as `document_type`.
    """
    rule = _CHECKS.get(document_type)
    if rule is None:
        return refused("", "document_type", _("Choose the type of the document."))
    if len(raw) > text.LONGEST:
        return refused(
            "", "length", _("This is too long. Type the number alone, without words.")
        )
    number = normalise(document_type, raw)
    if not number:
        return refused("", "empty", _("Type the number of the document."))
    if text.is_scientific(number):
        return refused(
            number,
            "damaged",
            _(
                "A spreadsheet has shortened this number. Set the column to text and "
                "enter the number again."
            ),
        )
    if text.has_cyrillic(number):
        return refused(
            number,
            "cyrillic",
            _(
                "There is a Cyrillic letter in the number. Switch the keyboard to "
                "Latin and type it again."
            ),
        )
    return rule(number, today)


def normalise(document_type: str, raw: str) -> str:
    """The number as the document prints it, without spaces, hyphens and brackets."""
    number = text.plain(raw)
    if document_type in _BRACKETED:
        return number.translate(_NO_BRACKETS)
    return number


def index_form(document_type: str, number: str) -> str:
    """The part of a normalised number that stays the same for the same person.

    This is what a blind index digests, together with the family: resident numbers
    in eighteen characters, home-return permits without the count of re-issues.
    """
    match FAMILY.get(document_type):
        case "RESIDENT_ID":
            return resident.eighteen(number)
        case "HOME_RETURN_PERMIT":
            return number[:9]
        case _:
            return number
