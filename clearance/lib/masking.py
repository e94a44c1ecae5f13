"""Personal values as screens show them: enough to recognise, too little to use.

Every function takes what it is given, never raises, and shows nothing for nothing.
Masking happens on the server, before anything is written, logged or sent.
"""

import re

from clearance.lib.characters import compatible
from clearance.lib.documents import FAMILY
from clearance.lib.documents import normalise as normalise_number
from clearance.lib.names import clean_name
from clearance.lib.provinces import MAINLAND, OVERSEAS

HIDDEN = "****"

_LONGEST_SHOWN_NAME = 4
_FIRST_AND_LAST = frozenset({"RESIDENT_ID", "RESIDENCE_PERMIT", "PR_CARD"})
_LONGEST_NUMBER = 18
_SHORTEST_SHOWN_NUMBER = 5

_PROVINCES = "|".join([*MAINLAND.values(), *OVERSEAS.values()])
_REGION = re.compile(
    rf"""
    (?:中国)?
    (?P<province>(?:{_PROVINCES})
        (?:维吾尔自治区|壮族自治区|回族自治区|自治区|特别行政区|省|市)?)?
    (?P<city>[㐀-鿿]{{1,10}}?(?:自治州|地区|(?<!城)市(?!场)))?
    (?P<district>[㐀-鿿]{{1,14}}?(?:自治县|自治旗|(?<![小社园校院厂景库])区|县|旗
        |(?<!城)市(?!场)))?
    """,
    re.VERBOSE,
)
_DETAIL = re.compile("[路街巷弄号栋楼室村]")
_RUSSIAN_REGION = re.compile(
    r"(?:г\.?|город|обл\.?|область|респ\.?|республика|край)\s+[а-яё -]+"
    r"|[а-яё -]+\s+(?:обл\.?|область|край|респ\.?|республика)",
    re.IGNORECASE,
)
_RUSSIAN_PREAMBLE = re.compile(r"\d{6}|россия|рф|российская федерация", re.IGNORECASE)
_LONGEST = 500


def mask_name(name: str) -> str:
    """张*, 林**; of four characters and more 阿***; in alphabets I***.

    The length of a long name is not told, nor is that of one in an alphabet.
    """
    shown = clean_name(name)
    if not shown:
        return ""
    first = shown[0]
    alphabetic = first.isascii() or first.lower() != first.upper()
    if alphabetic:
        return f"{first}***"
    length = min(len("".join(shown.split())), _LONGEST_SHOWN_NAME)
    return first + "*" * max(length - 1, 1)


def mask_phone(phone: str) -> str:
    """183****2807; +7 916 ***-**-12; of others the first three and last two digits."""
    text = compatible(phone[:_LONGEST]).strip()
    if not text:
        return ""
    main = re.split(r"(?<=[0-9]{8})\s*(?:ext|доб|[-转轉x#,;])", text, maxsplit=1)[0]
    digits = re.sub(r"[^0-9]", "", main)
    if "+" in main or len(digits) > 11:
        return _mask_international(digits)
    if len(digits) == 11:
        return f"{digits[:3]}****{digits[-4:]}"
    if len(digits) >= 7:
        return HIDDEN + digits[-2:]
    return HIDDEN


def _mask_international(digits: str) -> str:
    if digits.startswith("0086"):
        digits = digits[2:]
    if digits.startswith("86") and len(digits) == 13:
        return f"{digits[2:5]}****{digits[-4:]}"
    if digits.startswith("7") and len(digits) == 11:
        return f"+7 {digits[1:4]} ***-**-{digits[-2:]}"
    if len(digits) >= 8:
        return f"+{digits[:3]}****{digits[-2:]}"
    return HIDDEN


def mask_number(document_type: str, number: str, *, level: int = 1) -> str:
    """1****************X of identity cards, E******78 of passports and permits.

    Level 2, for those who compare a number over the phone, shows of an identity card
    the first three and the last four: 110***********1234. Never the date of birth.
    """
    shown = normalise_number(document_type, number[:_LONGEST])
    if not shown:
        return ""
    if len(shown) < _SHORTEST_SHOWN_NUMBER:
        return HIDDEN
    family = FAMILY.get(document_type)
    first, last = (1, 1) if family in _FIRST_AND_LAST else (1, 2)
    if level == 2 and len(shown) == 18 and family in _FIRST_AND_LAST:
        first, last = 3, 4
    hidden = min(len(shown), _LONGEST_NUMBER) - first - last
    return shown[:first] + "*" * hidden + shown[-last:]


def mask_address(address: str) -> str:
    """福建省福州市罗源县****: province, city and district, nothing closer.

    Where they cannot be told from the rest, nothing is shown. Of Russian addresses
    the region and the city stay, as г. Москва, ****.
    """
    text = " ".join(compatible(address[:_LONGEST]).split())
    if not text:
        return ""
    return _chinese_region(text) or _russian_region(text) or HIDDEN


def _chinese_region(text: str) -> str:
    """The region and the stars, or nothing when the address does not begin with one.

    A district is believed only after a province or a city: 阳光小区 is no district.
    """
    found = _REGION.match(text.replace(" ", ""))
    if found is None or not (found["province"] or found["city"]):
        return ""
    shown = found["province"] or ""
    for part in (found["city"], found["district"]):
        if part is None:
            continue
        if _DETAIL.search(part):
            break
        shown += part
    return shown + HIDDEN if shown else ""


def _russian_region(text: str) -> str:
    shown = []
    for part in (part.strip() for part in text.split(",")):
        if _RUSSIAN_REGION.fullmatch(part):
            shown.append(part)
        elif not _RUSSIAN_PREAMBLE.fullmatch(part):
            break
    return ", ".join([*shown, HIDDEN]) if shown else ""


def mask_account(account: str) -> str:
    """b***@***.com of an address, a phone as a phone, of other names b***."""
    text = "".join(compatible(account[:_LONGEST]).split())
    if not text:
        return ""
    if "@" in text:
        ending = re.search(r"\.[A-Za-z]{2,6}\Z", text)
        return f"{text[0]}***@***{ending[0] if ending else ''}"
    if re.fullmatch(r"\+?[0-9()-]{7,}", text):
        return mask_phone(text)
    return f"{text[0]}***"
