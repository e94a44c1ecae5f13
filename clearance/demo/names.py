"""The words synthetic names and addresses are made of.

Each is written as its field writes it and, for passports, in Latin letters. A name
says that it is a sample; the last letters count, so that no two people who share a
phone share a name.
"""

from dataclasses import dataclass
from typing import Final


def _spelled(pairs: str) -> dict[str, str]:
    """Read "written latin written latin …"."""
    words = pairs.split()
    return dict(zip(words[::2], words[1::2], strict=True))


SURNAMES: Final = _spelled(
    "王 WANG 李 LI 张 ZHANG 刘 LIU 陈 CHEN 杨 YANG 赵 ZHAO "
    "黄 HUANG 周 ZHOU 吴 WU 徐 XU 孙 SUN 朱 ZHU 马 MA "
    "胡 HU 郭 GUO 林 LIN 何 HE 高 GAO 梁 LIANG 郑 ZHENG "
    "罗 LUO 宋 SONG 谢 XIE 唐 TANG 韩 HAN 曹 CAO 许 XU "
    "邓 DENG 萧 XIAO 冯 FENG 曾 ZENG 程 CHENG 蔡 CAI 彭 PENG "
    "潘 PAN 欧阳 OUYANG 司马 SIMA 上官 SHANGGUAN 诸葛 ZHUGE"
)
SAMPLE_WORDS: Final = _spelled("样本 YANGBEN 演示 YANSHI 测试 CESHI 示例 SHILI")
STEMS: Final = _spelled(
    "甲 JIA 乙 YI 丙 BING 丁 DING 戊 WU 己 JI 庚 GENG 辛 XIN 壬 REN 癸 GUI"
)
UYGHUR_NAMES: Final = _spelled(
    "阿依古丽 AYIGULI 古丽娜 GULINA 阿迪力 ADILI 买买提 MAIMAITI 艾力 AILI"
)
# Women only: the sequence 000 of a permanent resident's card reads as female.
LATIN_NAMES: Final = ("Anna", "Maria", "Clara", "Sofia", "Ingrid", "Elsa", "Greta")
LATIN_SURNAMES: Final = ("Specimen", "Sample", "Muster", "Exempel")
RUSSIAN_NAMES: Final = _spelled(
    "Анна ANNA Иван IVAN Мария MARIIA Пётр PETR Ольга OLGA Сергей SERGEI Юлия IULIIA"
)
RUSSIAN_WOMEN: Final = frozenset({"Анна", "Мария", "Ольга", "Юлия"})
RUSSIAN_LETTERS: Final = "абвгдеклмн"
RUSSIAN_LETTERS_LATIN: Final = "ABVGDEKLMN"


@dataclass(frozen=True, slots=True)
class Name:
    """A name and what a passport prints of it: "SURNAME, GIVEN"."""

    written: str
    latin: str


def chinese(turn: int, mark: int) -> Name:
    surname, word, stem = _pick(turn, SURNAMES, SAMPLE_WORDS, STEMS)
    marks = [stem, *_counted(mark, tuple(STEMS))]
    latin = SAMPLE_WORDS[word] + "".join(STEMS[m] for m in marks)
    return Name(surname + word + "".join(marks), f"{SURNAMES[surname]}, {latin}")


def uyghur(turn: int, mark: int) -> Name:
    given, word, stem = _pick(turn, UYGHUR_NAMES, SAMPLE_WORDS, STEMS)
    marks = [stem, *_counted(mark, tuple(STEMS))]
    surname = SAMPLE_WORDS[word] + "".join(STEMS[m] for m in marks)
    return Name(f"{given}·{word}" + "".join(marks), f"{surname}, {UYGHUR_NAMES[given]}")


def latin(turn: int, mark: int) -> Name:
    given, surname = _pick(turn, LATIN_NAMES, LATIN_SURNAMES)
    surname += "".join(_counted(mark, tuple("abcdefghij")))
    return Name(f"{given} {surname}", f"{surname}, {given}".upper())


def russian(turn: int, mark: int) -> Name:
    (given,) = _pick(turn, RUSSIAN_NAMES)
    marks = _counted(mark, tuple(RUSSIAN_LETTERS))
    ending = "".join(RUSSIAN_LETTERS_LATIN[RUSSIAN_LETTERS.index(m)] for m in marks)
    return Name(
        f"Образец{''.join(marks)} {given}",
        f"OBRAZETS{ending}, {RUSSIAN_NAMES[given]}",
    )


def _pick(turn: int, *choices: dict[str, str] | tuple[str, ...]) -> list[str]:
    picked = []
    for choice in choices:
        turn, place = divmod(turn, len(choice))
        picked.append(tuple(choice)[place])
    return picked


def _counted(mark: int, letters: tuple[str, ...]) -> list[str]:
    """Write `mark` in ten letters; zero writes nothing."""
    return [letters[int(digit)] for digit in str(mark)] if mark else []
