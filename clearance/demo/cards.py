"""Documents drawn flat: each type's sides with their fields in their usual places.

The arrangement is the real one, so that reading software finds its way; arms, seals
and authorities are invented, and every side says SPECIMEN.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from PIL import Image

from clearance.demo import card_stock
from clearance.demo.card_stock import Sheet, Stock
from clearance.demo.face import draw_face
from clearance.demo.mrz import latin_parts, passport_lines
from clearance.demo.people import Person

SEX_WORD: Final = {"F": "女", "M": "男"}
AUTHORITY: Final = "样本市公安局样本分局"
EMBLEM_TITLES: Final = {
    "RESIDENT_ID": "居民身份证",
    "TEMPORARY_ID": "临时居民身份证",
    "RESIDENCE_PERMIT": "港澳台居民居住证",
}
PERMIT_TITLES: Final = {
    "HOME_RETURN_PERMIT": (
        "港澳居民来往内地通行证",
        "Mainland Travel Permit for Hong Kong and Macao Residents",
        card_stock.PERMIT,
    ),
    "TAIWAN_PERMIT": (
        "台湾居民来往大陆通行证",
        "Mainland Travel Permit for Taiwan Residents",
        card_stock.TAIWAN,
    ),
    "PR_CARD": (
        "外国人永久居留身份证",
        "Foreign Permanent Resident ID Card",
        card_stock.PERMIT,
    ),
}


CHINESE_WORDS: Final = (
    "类型 Type",
    "国家码 Country",
    "护照号 Passport No.",
    "姓 Surname",
    "名 Given names",
    "出生日期 Date of birth",
    "性别 Sex",
    "签发日期 Date of issue",
    "有效期至 Date of expiry",
)
RUSSIAN_WORDS: Final = (
    "Тип Type",
    "Код Country",
    "Номер Passport No.",
    "Фамилия Surname",
    "Имя Given names",
    "Дата рождения Date of birth",
    "Пол Sex",
    "Дата выдачи Date of issue",
    "Действителен до Expiry",
)


def draw_flat(person: Person, side: str) -> Image.Image:
    """Draw `side` (PORTRAIT, EMBLEM) of the person's document, RGB.

    Raises ValueError for an EMBLEM side of a document that has one page only.
    """
    try:
        drawing = SIDES[person.document_type, side]
    except KeyError:
        raise ValueError(f"{person.document_type} has no side {side}") from None
    return drawing(person)


def _resident_portrait(person: Person) -> Image.Image:
    sheet = Sheet(_resident_stock(person))
    sheet.label((84, 96), "姓名")
    sheet.write((190, 84), person.name, 50)
    sheet.label((84, 186), "性别")
    sheet.write((190, 180), SEX_WORD[person.sex], 42)
    if person.document_type != "RESIDENCE_PERMIT":
        sheet.label((330, 186), "民族")
        sheet.write((436, 180), "维吾尔" if "·" in person.name else "汉", 42)
    sheet.label((84, 274), "出生")
    for x, part, mark in (
        (190, person.born_on.year, "年"),
        (370, person.born_on.month, "月"),
        (490, person.born_on.day, "日"),
    ):
        sheet.write((x, 268), str(part), 42)
        sheet.label((x + (110 if mark == "年" else 66), 274), mark)
    sheet.label((84, 364), "住址")
    sheet.wrap((190, 356), person.address, 42, 540)
    sheet.label((84, 652), "公民身份号码" if _is_national(person) else "居民身份号码")
    sheet.pitch((330, 638), person.number, 54, 42)
    _paste_face(sheet, person, (820, 110), (340, 428))
    return sheet.marked()


def _resident_emblem(person: Person) -> Image.Image:
    sheet = Sheet(_resident_stock(person))
    sheet.seal((214, 230), 140)
    sheet.write((420, 120), "中华人民共和国", 74)
    sheet.write((420, 240), EMBLEM_TITLES[person.document_type], 88)
    sheet.label((270, 560), "签发机关")
    sheet.write((440, 552), AUTHORITY, 42)
    sheet.label((270, 660), "有效期限")
    sheet.write((440, 652), _validity(person), 42)
    return sheet.marked()


def _permit(person: Person) -> Image.Image:
    title, english, stock = PERMIT_TITLES[person.document_type]
    sheet = Sheet(stock)
    sheet.label((70, 50), title, 56)
    sheet.label((70, 126), english, 27)
    _paste_face(sheet, person, (76, 196), (340, 428))
    latin = person.name if person.name.isascii() else _latin(person)
    sheet.label((470, 190), "姓名 Name", 24)
    sheet.write((470, 222), person.name, 46)
    if latin != person.name:
        sheet.write((470, 284), latin, 32)
    for x, y, label, value in (
        (470, 346, "出生日期 Date of birth", _dotted(person.born_on)),
        (850, 346, "性别 Sex", f"{SEX_WORD[person.sex]} / {person.sex}"),
        (470, 450, "有效期限 Validity", _validity(person)),
        (470, 554, "签发机关 Authority", "样本出入境管理局"),
    ):
        sheet.label((x, y), label, 24)
        sheet.write((x, y + 34), value, 40)
    sheet.label((76, 652), "证件号码 No.", 24)
    sheet.pitch((70, 684), person.number, 56, 38)
    return sheet.marked()


def _permit_reverse(person: Person) -> Image.Image:
    title, english, stock = PERMIT_TITLES[person.document_type]
    sheet = Sheet(stock)
    sheet.seal((188, 200), 110)
    sheet.label((350, 120), title, 56)
    sheet.label((350, 200), english, 27)
    sheet.label((350, 330), "签发次数 Times of issue", 26)
    sheet.write((350, 366), "01", 44)
    sheet.label((350, 450), "本证持有人为样本，本证仅作演示。", 34)
    sheet.label((350, 506), "The holder of this card does not exist.", 30)
    sheet.label((76, 652), "证件号码 No.", 24)
    sheet.pitch((70, 684), person.number, 56, 38)
    return sheet.marked()


def _hkid_reverse(_person: Person) -> Image.Image:
    sheet = Sheet(card_stock.HONG_KONG)
    sheet.seal((624, 250), 150)
    sheet.label((300, 470), "香港永久性居民身份證", 64)
    sheet.label((300, 580), "The holder of this card does not exist.", 34)
    return sheet.marked()


def _hkid(person: Person) -> Image.Image:
    sheet = Sheet(card_stock.HONG_KONG)
    sheet.label((70, 46), "香港永久性居民身份證", 54)
    sheet.label((70, 118), "HONG KONG PERMANENT IDENTITY CARD", 32)
    _paste_face(sheet, person, (76, 200), (340, 428))
    sheet.write((470, 200), person.name, 56)
    sheet.write((470, 284), _latin(person), 38)
    sheet.label((470, 384), "出生日期 Date of Birth", 26)
    sheet.write((470, 420), f"{person.born_on:%d-%m-%Y}", 44)
    sheet.write((800, 420), f"{SEX_WORD[person.sex]} {person.sex}", 44)
    sheet.label((470, 510), "簽發日期 Date of Issue", 26)
    sheet.write((470, 546), f"({person.valid_from:%m-%y})", 44)
    sheet.write((800, 546), f"{person.valid_from:%d-%m-%y}", 44)
    sheet.pitch((760, 660), person.number, 60, 42)
    return sheet.marked()


def _passport(person: Person) -> Image.Image:
    sheet = Sheet(card_stock.PASSPORT)
    russian = person.nationality == "RUS"
    sheet.label((60, 36), "ПАСПОРТ / PASSPORT" if russian else "护照 / PASSPORT", 46)
    _paste_face(sheet, person, (60, 130), (360, 456))
    surname, given = latin_parts(person)
    until = f"{person.valid_until:%d.%m.%Y}" if person.valid_until else "—"
    words = RUSSIAN_WORDS if russian else CHINESE_WORDS
    fields = (
        (470, 120, "P"),
        (610, 120, person.nationality),
        (800, 120, person.number),
        (470, 222, _both(person, surname)),
        (470, 324, given),
        (470, 426, f"{person.born_on:%d.%m.%Y}"),
        (800, 426, person.sex if person.nationality != "CHN" else _sex_both(person)),
        (470, 528, f"{person.valid_from:%d.%m.%Y}"),
        (800, 528, until),
    )
    for (x, y, value), word in zip(fields, words, strict=True):
        sheet.label((x, y), word, 21)
        sheet.write((x, y + 32), value, 42)
    for y, line in zip((706, 780), passport_lines(person), strict=True):
        sheet.pitch((52, y), line, 39, 26)
    return sheet.marked()


RESIDENT_FORMS: Final = ("RESIDENT_ID", "TEMPORARY_ID", "RESIDENCE_PERMIT")
SIDES: Final[dict[tuple[str, str], Callable[[Person], Image.Image]]] = {
    **{(kind, "PORTRAIT"): _resident_portrait for kind in RESIDENT_FORMS},
    **{(kind, "EMBLEM"): _resident_emblem for kind in RESIDENT_FORMS},
    **{(kind, "PORTRAIT"): _permit for kind in PERMIT_TITLES},
    **{(kind, "EMBLEM"): _permit_reverse for kind in PERMIT_TITLES},
    ("HKID", "PORTRAIT"): _hkid,
    ("HKID", "EMBLEM"): _hkid_reverse,
    ("PASSPORT", "PORTRAIT"): _passport,
    ("RU_PASSPORT", "PORTRAIT"): _passport,
    ("RU_FOREIGN_PASSPORT", "PORTRAIT"): _passport,
}


def _resident_stock(person: Person) -> Stock:
    if person.document_type == "TEMPORARY_ID":
        return card_stock.TEMPORARY
    return card_stock.RESIDENT


def _is_national(person: Person) -> bool:
    return person.document_type != "RESIDENCE_PERMIT"


def _paste_face(
    sheet: Sheet, person: Person, at: tuple[int, int], size: tuple[int, int]
) -> None:
    face = draw_face(size, seed=person.number, sex=person.sex)
    sheet.image.paste(face, at)


def _latin(person: Person) -> str:
    return person.latin_name.upper()


def _both(person: Person, surname: str) -> str:
    """Write the surname in Latin with the name as written beside it."""
    return surname if person.name.isascii() else f"{person.name} / {surname}"


def _sex_both(person: Person) -> str:
    return f"{SEX_WORD[person.sex]} / {person.sex}"


def _dotted(day: date) -> str:
    return f"{day:%Y.%m.%d}"


def _validity(person: Person) -> str:
    """Write the validity as the card prints it: 2018.01.01-2038.01.01 or -长期."""
    until = _dotted(person.valid_until) if person.valid_until else "长期"
    return f"{_dotted(person.valid_from)}-{until}"
