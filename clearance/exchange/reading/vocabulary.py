"""Words and codes that files use for what has a code of its own here."""

from types import MappingProxyType
from typing import Final


def _words(text: str) -> list[str]:
    return text.split()


MODES: Final = MappingProxyType(
    {
        "1210": "1210",
        "1239": "1239",
        "9610": "9610",
        "0110": "0110",
        "110": "0110",  # as a spreadsheet leaves it
        "postal": "POSTAL",
        "行邮": "POSTAL",
    }
)
CHANNEL_OF_MODE: Final = MappingProxyType(
    {
        "1210": "bonded",
        "1239": "bonded",
        "9610": "consolidated",
        "POSTAL": "direct_mail",
        "0110": "domestic_stock",
    }
)
LOGISTICS: Final = MappingProxyType({"platform": "platform", "merchant": "merchant"})
STAGES: Final = MappingProxyType(
    {
        stage.casefold(): stage
        for stage in _words(
            "PLACED PAID SHIPPED DECLARED RELEASED COMPLETED CLOSED REFUNDED"
        )
    }
)
TAOBAO_STAGES: Final = (
    ("等待买家付款", "PLACED"),
    ("付款确认中", "PLACED"),
    ("等待卖家发货", "PAID"),
    ("卖家部分发货", "PAID"),
    ("卖家已发货", "SHIPPED"),
    ("交易成功", "COMPLETED"),
    ("交易关闭", "CLOSED"),
)
DOCUMENT_TYPES: Final = MappingProxyType(
    {
        code.casefold(): code
        for code in _words(
            "RESIDENT_ID TEMPORARY_ID RESIDENCE_PERMIT HOME_RETURN_PERMIT "
            "TAIWAN_PERMIT HKID PASSPORT PR_CARD RU_PASSPORT RU_FOREIGN_PASSPORT"
        )
    }
    | {
        "1": "RESIDENT_ID",  # the customs code
        "身份证": "RESIDENT_ID",
        "居民身份证": "RESIDENT_ID",
        "临时身份证": "TEMPORARY_ID",
        "临时居民身份证": "TEMPORARY_ID",
        "港澳台居民居住证": "RESIDENCE_PERMIT",
        "回乡证": "HOME_RETURN_PERMIT",
        "港澳居民来往内地通行证": "HOME_RETURN_PERMIT",
        "台胞证": "TAIWAN_PERMIT",
        "台湾居民来往大陆通行证": "TAIWAN_PERMIT",
        "香港居民证": "HKID",
        "护照": "PASSPORT",
        "外国人永久居留身份证": "PR_CARD",
    }
)
OTHER_DOCUMENT: Final = frozenset({"2", "其它", "其他"})
"""Customs know only "resident card" and "other", which names no document."""

CURRENCIES: Final = frozenset(
    _words(
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB "
        "BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK "
        "DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL "
        "HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD "
        "KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
        "MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG "
        "QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC "
        "SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES "
        "VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
    )
)
CURRENCY_WORDS: Final = MappingProxyType({"142": "CNY", "人民币": "CNY"})

COUNTRIES: Final = frozenset(
    _words(
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ "
        "BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR "
        "CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR "
        "GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU "
        "ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ "
        "LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ "
        "MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF "
        "PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI "
        "SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR "
        "TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
    )
)
COUNTRY_NAMES: Final = MappingProxyType(
    {
        "中国": "CN",
        "香港": "HK",
        "中国香港": "HK",
        "澳门": "MO",
        "中国澳门": "MO",
        "台湾": "TW",
        "中国台湾": "TW",
        "日本": "JP",
        "韩国": "KR",
        "美国": "US",
        "加拿大": "CA",
        "英国": "GB",
        "法国": "FR",
        "德国": "DE",
        "意大利": "IT",
        "西班牙": "ES",
        "荷兰": "NL",
        "比利时": "BE",
        "瑞士": "CH",
        "瑞典": "SE",
        "挪威": "NO",
        "丹麦": "DK",
        "芬兰": "FI",
        "爱尔兰": "IE",
        "奥地利": "AT",
        "波兰": "PL",
        "俄罗斯": "RU",
        "澳大利亚": "AU",
        "新西兰": "NZ",
        "新加坡": "SG",
        "马来西亚": "MY",
        "泰国": "TH",
        "越南": "VN",
        "印度尼西亚": "ID",
        "菲律宾": "PH",
        "印度": "IN",
        "阿联酋": "AE",
        "巴西": "BR",
        "智利": "CL",
        "墨西哥": "MX",
    }
)
