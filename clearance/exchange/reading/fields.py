"""What each column's cell becomes; every converter raises Wrong with its code."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, partial
from typing import Final

from clearance.exchange.reading import vocabulary
from clearance.exchange.reading.cells import (
    Numeric,
    identifier,
    order_number,
    person_name,
    plain_decimal,
    tidy_text,
    unwrapped,
)
from clearance.exchange.reading.problems import Wrong
from clearance.exchange.reading.times import instant
from clearance.lib.amounts import parse_amount
from clearance.lib.phones import normalise_phone

type Convert = Callable[[str], object]

LARGEST_AMOUNT: Final = 10**15
"""In minor units: ten million million is more than any order costs."""
LARGEST_QUANTITY: Final = 1_000_000
ITEM_NAME_CHARACTERS: Final = 400
WORDS_REMEMBERED: Final = 512
RECURRING: Final = (
    *("channel", "clearance_mode", "logistics", "stage", "currency", "carrier"),
    *("destination", "dispatch_country", "recipient_id_type", "orderer_id_type"),
    *("freight", "discount", "tax"),
    *("item_name", "item_sku", "item_qty", "item_price", "item_origin"),
)
"""Fields in which a file says the same few things over and over, of no person."""


def amount(cell: str) -> int:
    """Minor units of a plain decimal."""
    try:
        minor = parse_amount(cell)
    except ValueError:
        text = plain_decimal(cell) if isinstance(cell, Numeric) else unwrapped(cell)
        try:
            minor = parse_amount(text)
        except ValueError:
            raise Wrong("amount") from None
    if minor > LARGEST_AMOUNT:
        raise Wrong("amount")
    return minor


def points(cell: str) -> int:
    """Minor units of Taobao points: a hundred are one yuan, so a point is a fen."""
    return amount(cell) // 100


def quantity(cell: str) -> int:
    hundredths = amount(cell)
    pieces, rest = divmod(hundredths, 100)
    if rest or not 1 <= pieces <= LARGEST_QUANTITY:
        raise Wrong("amount", "quantity")
    return pieces


def phone(cell: str) -> str:
    number = normalise_phone(identifier(cell))
    if number is None:
        raise Wrong("phone")
    return number


def bounded(cell: str, *, characters: int) -> str:
    text = tidy_text(cell)
    if len(text) > characters:
        raise Wrong("too_large", "long_cell")
    return text


def item_name(cell: str) -> str:
    """Cut where it gets long: some exports join the titles of all items."""
    return tidy_text(cell)[:ITEM_NAME_CHARACTERS].rstrip()


def waybill(cell: str) -> str:
    text = identifier(cell)
    if len(text) > 60:
        raise Wrong("too_large", "long_cell")
    return text


def coded(cell: str, *, codes: Mapping[str, str], unknown: str) -> str:
    """The code of a word, whatever its case and padding; `unknown` is the problem."""
    if code := codes.get(cell):
        return code
    word = plain_decimal(cell) if isinstance(cell, Numeric) else unwrapped(cell)
    try:
        return codes[word.casefold()]
    except KeyError:
        raise Wrong(unknown) from None


def currency(cell: str) -> str:
    if cell in vocabulary.CURRENCIES:
        return cell
    word = plain_decimal(cell) if isinstance(cell, Numeric) else unwrapped(cell)
    code = vocabulary.CURRENCY_WORDS.get(word, word.upper())
    if code not in vocabulary.CURRENCIES:
        raise Wrong("currency")
    return code


def country(cell: str) -> str:
    if cell in vocabulary.COUNTRIES:
        return cell
    word = unwrapped(cell)
    code = vocabulary.COUNTRY_NAMES.get(word, word.upper())
    if code not in vocabulary.COUNTRIES:
        raise Wrong("required", "country")
    return code


def country_if_known(cell: str) -> str:
    """The country, or nothing: a clearing agent's word for it may be any."""
    try:
        return country(cell)
    except Wrong:
        return ""


def origin(cell: str) -> str:
    word = bounded(cell, characters=60)
    return vocabulary.COUNTRY_NAMES.get(word, word)


def document_type(cell: str) -> str:
    """The type of a document; of customs' "other" nothing, for it names none."""
    word = plain_decimal(cell) if isinstance(cell, Numeric) else unwrapped(cell)
    if word in vocabulary.OTHER_DOCUMENT:
        return ""
    try:
        return vocabulary.DOCUMENT_TYPES[word.casefold()]
    except KeyError:
        raise Wrong("id_number", "document_type") from None


def stage(cell: str) -> str:
    try:
        return vocabulary.STAGES[unwrapped(cell).casefold()]
    except KeyError:
        raise _unknown_stage() from None


def taobao_stage(cell: str) -> str:
    words = unwrapped(cell)
    for phrase, code in vocabulary.TAOBAO_STAGES:
        if phrase in words:
            return code
    raise _unknown_stage()


def _unknown_stage() -> Wrong:
    return Wrong("required", "stage")


def converters(
    layout: str, *, channels: Mapping[str, str], day_zero: date
) -> dict[str, Convert]:
    """How the cells of each field are read in one layout."""
    time = partial(instant, day_zero=day_zero)
    money = dict.fromkeys(("goods_value", "freight", "discount", "tax", "paid"), amount)
    known = {word.casefold(): code for word, code in channels.items()}
    found: dict[str, Convert] = {
        **money,
        "order_no": order_number,
        "parent_order_no": order_number,
        "channel": partial(coded, codes=known, unknown="channel_unknown"),
        "clearance_mode": partial(
            coded, codes=vocabulary.MODES, unknown="mode_unknown"
        ),
        "logistics": partial(
            coded, codes=vocabulary.LOGISTICS, unknown="logistics_unknown"
        ),
        "stage": stage,
        "placed_at": time,
        "paid_at": time,
        "recipient_name": person_name,
        "orderer_name": person_name,
        "payer_name": person_name,
        "recipient_phone": phone,
        "orderer_phone": phone,
        "recipient_address": tidy_text,
        "recipient_id_type": document_type,
        "orderer_id_type": document_type,
        "recipient_id_number": identifier,
        "orderer_id_number": identifier,
        "destination": country,
        "dispatch_country": country,
        "carrier": partial(bounded, characters=60),
        "waybill_no": waybill,
        "buyer_account": tidy_text,
        "payer_account": tidy_text,
        "payment_no": identifier,
        "currency": currency,
        "item_name": item_name,
        "item_sku": partial(bounded, characters=100),
        "item_qty": quantity,
        "item_price": amount,
        "item_origin": origin,
    }
    if layout == "taobao":
        found |= {"discount": points, "stage": taobao_stage}
    if layout == "broker":
        found["dispatch_country"] = country_if_known
    # By type too: a workbook's number is not read as the text of the same digits.
    recall = lru_cache(maxsize=WORDS_REMEMBERED, typed=True)
    return found | {name: recall(found[name]) for name in RECURRING}
