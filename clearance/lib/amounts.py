"""Money: read from plain decimals, kept as whole hundredths, shown by language.

A minor unit is a hundredth of the currency's unit in every currency, also where
coins of that size do not exist (yen): one rule for every `*_minor` column.
"""

import re

_PLAIN = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,2}))?")
_SYMBOLS = {
    "CNY": "¥",
    "RUB": "₽",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "JP¥",
    "HKD": "HK$",
    "TWD": "NT$",
    "AUD": "A$",
    "NZD": "NZ$",
    "KRW": "₩",
}
_WHOLE_WHEN_ROUND = frozenset({"RUB", "JPY", "KRW", "TWD"})
_NARROW_SPACE = "\u202f"
_SPACE = "\u00a0"


def parse_amount(text: str) -> int:
    """Hundredths from a plain decimal: "1234.5" is 123450.

    Raises ValueError, without the value, for signs, thousands separators, exponents,
    more than two decimals, digits other than 0-9, or more than fifteen before the
    point: "1,234" is a thousand to one writer and little more than one to another.
    """
    plain = _PLAIN.fullmatch(text.strip(" \t\r\n"))
    if plain is None:
        raise ValueError("An amount is digits with at most two decimals, as 1234.50.")
    units, decimals = plain[1], plain[2] or ""
    return int(units) * 100 + int(decimals.ljust(2, "0"))


def format_money(minor: int, currency: str, language: str = "en") -> str:
    """An amount as a screen shows it: ¥486.00, ₽4,890; in Russian 4 890 ₽.

    Roubles, yen, won and Taiwan dollars show decimals only when they have any.
    A currency without a symbol here is named by its code.
    """
    units, hundredths = divmod(abs(minor), 100)
    sign = "\u2212" if minor < 0 else ""
    russian = language.lower().startswith("ru")
    number = f"{units:,}"
    if hundredths or currency not in _WHOLE_WHEN_ROUND:
        number = f"{number}.{hundredths:02d}"
    symbol = _SYMBOLS.get(currency, currency)
    if russian:
        number = number.replace(",", _NARROW_SPACE).replace(".", ",")
        return f"{sign}{number}{_SPACE}{symbol}"
    gap = _SPACE if symbol == currency else ""
    return f"{sign}{symbol}{gap}{number}"
