"""Letters of one script as another writes them, where there is one way to do it.

Cyrillic as passports transliterate it (ICAO 9303 part 3, section 6), and the Han
characters of common names in their simplified form. What has no single answer, such as
a Chinese name in Latin letters, is not here.
"""

import re
import unicodedata

_CYRILLIC_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщыьэюя"
_AS_LATIN = (
    *("A", "B", "V", "G", "D", "E", "E", "ZH", "Z", "I", "I", "K", "L", "M", "N", "O"),
    *("P", "R", "S", "T", "U", "F", "KH", "TS", "CH", "SH", "SHCH", "Y", "", "E"),
    *("IU", "IA"),
)
_CYRILLIC = dict(zip(_CYRILLIC_LETTERS, _AS_LATIN, strict=True)) | {"ъ": "IE"}
_PAIRS = (
    "劉刘陳陈楊杨趙赵黃黄吳吴孫孙馬马張张鄭郑羅罗謝谢韓韩許许鄧邓蕭萧馮冯葉叶蘇苏盧卢蔣蒋賈贾鄒邹"
    "陸陆鍾钟嚴严龍龙萬万錢钱湯汤賴赖龔龚顧顾譚谭範范傑杰偉伟華华國国強强軍军榮荣慶庆麗丽蘭兰鳳凤"
    "瓊琼靜静穎颖倫伦東东寶宝鈺钰銘铭鋒锋鑫鑫輝辉燁烨曉晓夢梦潔洁藝艺瑩莹鶴鹤齊齐歐欧陽阳諸诸樣样"
    "測测試试語语詩诗誠诚謙谦豐丰貴贵賢贤邁迈連连遠远達达鄉乡錦锦長长門门開开關关雲云電电項项順顺"
    "風风飛飞駿骏鵬鹏鴻鸿黨党興兴勝胜勵励協协單单喬乔嘉嘉園园圓圆塵尘堯尧學学寧宁實实將将爾尔嶽岳"
)
_SIMPLE = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]")
_CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
_LATIN_LETTER = re.compile("[A-Za-z]")


def script_of(name: str) -> str:
    """HAN, CYRILLIC, LATIN, or MIXED."""
    found = [
        script
        for script, letters in (
            ("HAN", _HAN),
            ("CYRILLIC", _CYRILLIC_LETTER),
            ("LATIN", _LATIN_LETTER),
        )
        if letters.search(name)
    ]
    return found[0] if len(found) == 1 else "MIXED"


def simplified(name: str) -> str:
    """The name with the traditional characters known here simplified."""
    return "".join(_SIMPLE.get(char, char) for char in name)


def in_latin(name: str) -> str:
    """A Cyrillic or accented name in the letters that passports are read by."""
    latin = "".join(_CYRILLIC.get(char, char) for char in name.casefold())
    plain = unicodedata.normalize("NFKD", latin)
    return "".join(char for char in plain.upper() if not unicodedata.combining(char))
