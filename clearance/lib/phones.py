"""Telephone numbers as people and spreadsheets write them, in one form: E.164."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult

from clearance.lib.characters import compatible

_LONGEST = 60
_WRAPPING = re.compile(r"""\A[='"\s]+|["'\s]+\Z""")
_SEPARATORS = re.compile(r"[\s().\u2010-\u2015\u2212/-]+")
_CHINESE_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9][0-9]{9})")
_EXTENSION = re.compile(
    r"(?<=[0-9)])\s*(?:(?:ext|доб)\.?|[转轉分x#,;*])\s*[0-9]{1,8}\s*\Z",
    re.IGNORECASE,
)
_BEFORE_HYPHENATED_EXTENSION = re.compile(
    r"\A((?:\+?86|0086)?\s*1[3-9][0-9]{9}|0[0-9]{2,3}[\s-]?[0-9]{7,8})"
    r"\s*[-\u2010-\u2015_]\s*(?=[0-9]{1,6}\Z)"
)
_WRITABLE = re.compile(r"\+?[0-9\s().\u2010-\u2015\u2212/-]+")


def normalise_phone(raw: str, region: str = "CN") -> str | None:
    """The number in E.164, such as +8613800009516, or None when it is none.

    `region` is the country of a number written without a country code. Extensions,
    also those of virtual numbers (11 digits, hyphen, 4 digits), are kept out.
    A number is judged by its shape, not by whether an operator sells the range now.
    """
    if len(raw) > _LONGEST:
        return None
    if (plain := _CHINESE_MOBILE.fullmatch(raw)) and (region == "CN" or len(raw) > 11):
        return "+86" + plain[1]
    text = _WRAPPING.sub("", compatible(raw))
    text = _without_extension(text)
    if not _WRITABLE.fullmatch(text):
        return None
    digits = _SEPARATORS.sub("", text)
    mobile = _CHINESE_MOBILE.fullmatch(digits)
    if mobile and (region == "CN" or len(digits) > 11):
        return "+86" + mobile[1]
    return _parsed(digits, region)


def _without_extension(text: str) -> str:
    if main := _BEFORE_HYPHENATED_EXTENSION.match(text):
        return main[1]
    return _EXTENSION.sub("", text)


def _parsed(digits: str, region: str) -> str | None:
    if digits.startswith("00"):
        digits = "+" + digits.removeprefix("00")
    try:
        number = phonenumbers.parse(digits, region)
    except NumberParseException:
        return None
    if not _plausible(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _plausible(number: PhoneNumber) -> bool:
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != ValidationResult.IS_POSSIBLE:
        return False
    if number.country_code == 86:
        # Eleven digits from 1 are a mobile, taken above; the rest are area codes.
        return phonenumbers.is_valid_number(number)
    return True
