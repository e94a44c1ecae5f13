"""The documents that are known: their families and the sides that are photographed."""

PORTRAIT = "PORTRAIT"
EMBLEM = "EMBLEM"

_BOTH = (PORTRAIT, EMBLEM)
_ONE_PAGE = (PORTRAIT,)

FAMILY = {
    "RESIDENT_ID": "RESIDENT_ID",
    "TEMPORARY_ID": "RESIDENT_ID",
    "RESIDENCE_PERMIT": "RESIDENCE_PERMIT",
    "HOME_RETURN_PERMIT": "HOME_RETURN_PERMIT",
    "TAIWAN_PERMIT": "TAIWAN_PERMIT",
    "HKID": "HKID",
    "PASSPORT": "PASSPORT",
    "PR_CARD": "PR_CARD",
    "RU_PASSPORT": "RU_PASSPORT",
    "RU_FOREIGN_PASSPORT": "RU_FOREIGN_PASSPORT",
}
"""Of each family a person has one usable document; a temporary card is one too."""

SIDES = {
    "RESIDENT_ID": _BOTH,
    "TEMPORARY_ID": _BOTH,
    "RESIDENCE_PERMIT": _BOTH,
    "HOME_RETURN_PERMIT": _BOTH,
    "TAIWAN_PERMIT": _BOTH,
    "HKID": _BOTH,
    "PASSPORT": _ONE_PAGE,
    "PR_CARD": _BOTH,
    "RU_PASSPORT": _ONE_PAGE,
    "RU_FOREIGN_PASSPORT": _ONE_PAGE,
}
"""The sides to photograph: of cards both, of passports the page with the portrait."""

WITHOUT_END = frozenset({"RU_PASSPORT"})
"""Documents that print no last day: a Russian internal passport is replaced at the
ages of 20 and 45 (domain facts, section 2.6)."""
