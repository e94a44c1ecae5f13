"""What the demo's shops sell, at prices a customs officer would believe.

Prices are in fen. Each shop sells the goods of the country it ships from.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Goods:
    sku: str
    name: str
    price_minor: int


@dataclass(frozen=True, slots=True)
class Shop:
    """A demo merchant: where its parcels start, and what lies on its shelves."""

    digit: int  # tells the order numbers of the shops apart
    country: str
    shelf: tuple[Goods, ...]


SHOPS: Final = {
    "hoshi": Shop(
        1,
        "JP",
        (
            Goods("HO-101", "维生素C精华液 20ml", 11800),
            Goods("HO-102", "面膜 10片", 8900),
            Goods("HO-103", "防晒霜 SPF50 90g", 12500),
            Goods("HO-104", "电饭煲 5.5合", 159900),
            Goods("HO-105", "美容仪", 268000),
            Goods("HO-106", "陶瓷茶具套装", 46800),
        ),
    ),
    "kiwi": Shop(
        2,
        "NZ",
        (
            Goods("KI-201", "婴儿配方奶粉 800g", 25600),
            Goods("KI-202", "麦卢卡蜂蜜 250g", 32800),
            Goods("KI-203", "羊毛毯 150x200cm", 78000),
            Goods("KI-204", "绵羊油护手霜 75ml", 5900),
            Goods("KI-205", "乳铁蛋白粉 60g", 39900),
        ),
    ),
    "nordlys": Shop(
        3,
        "NO",
        (
            Goods("NO-301", "深海鱼油 90粒", 19900),
            Goods("NO-302", "羽绒服", 329000),
            Goods("NO-303", "户外背包 30L", 98000),
            Goods("NO-304", "羊毛袜 2双", 16800),
            Goods("NO-305", "限量手袋", 620000),
        ),
    ),
}


def shop_of(merchant: str) -> Shop:
    """Find a merchant's shelf; a merchant the demo does not know sells hoshi's."""
    return SHOPS.get(merchant, SHOPS["hoshi"])
