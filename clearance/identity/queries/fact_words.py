"""The facts of a receipt in the language of whoever reads: name, value, source."""

from django.db.models import TextChoices
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from clearance.accounts.enums import Platform
from clearance.channels.enums import CarrierKind, ClearanceMode, Level, Logistics
from clearance.channels.queries import channel_table
from clearance.lib.amounts import format_money
from clearance.orders.enums import NumberState, UploadState

LABELS = {
    "channel": gettext_lazy("Channel"),
    "clearance_mode": gettext_lazy("Declared as"),
    "logistics": gettext_lazy("Logistics"),
    "destination": gettext_lazy("Destination"),
    "platform": gettext_lazy("Platform"),
    "carrier_kind": gettext_lazy("Carrier"),
    "paid": pgettext_lazy("amount", "Paid"),
    "orderer_number": gettext_lazy("Orderer's number"),
    "id_on_file": gettext_lazy("ID of this person"),
    "decided_by": gettext_lazy("Decided by a person"),
}

SOURCES = {
    "ORDER_FILE": gettext_lazy("The shop's order file"),
    "CHANNEL_DEFAULT": gettext_lazy("Assumed: usual for this channel"),
    "CHANNEL_CHOSEN": gettext_lazy(
        "Chosen for the whole file, or by the clearance mode"
    ),
    "DESTINATION_DEFAULT": gettext_lazy(
        "Assumed: Mainland China unless the file says otherwise"
    ),
    "MERCHANT": gettext_lazy("The shop's record"),
    "CARRIER_TABLE": gettext_lazy("Table of carriers"),
    "ID_RECORDS": gettext_lazy("ID records"),
    "ORDERER_LINK": gettext_lazy("The orderer, by link"),
    "PERSON": gettext_lazy("A member of staff"),
}

CHOICES: dict[str, type[TextChoices]] = {
    "clearance_mode": ClearanceMode,
    "logistics": Logistics,
    "platform": Platform,
    "carrier_kind": CarrierKind,
    "orderer_number": NumberState,
    "id_on_file": UploadState,
    "decided_by": Level,
}

COUNTRIES = {"CN": gettext_lazy("Mainland China"), "RU": gettext_lazy("Russia")}


def fact_label(name: str) -> str:
    """What a fact is called on the screen."""
    return str(LABELS.get(name, name))


def fact_words(name: str, value: str) -> str:
    """A fact's value in words."""
    if name == "channel":
        return str(channel_table().get(value, value))
    if name == "paid" and value:
        return _band(value)
    if name == "destination" and value in COUNTRIES:
        return str(COUNTRIES[value])
    choices = CHOICES.get(name)
    if choices is not None and value in choices.values:
        return str(choices(value).label)
    return value


def source_words(source: str) -> str:
    """Where a fact came from, in words; an ID record's reference stands for itself."""
    return str(SOURCES.get(source, source))


def _band(value: str) -> str:
    """A band of amounts in signs that every language reads: at least, less than."""
    low, _dots, high = value.partition("..")
    language = get_language() or "en"
    parts = [
        f"{sign} {format_money(int(minor), 'CNY', language)}"
        for sign, minor in (("\u2265", low), ("<", high))
        if minor and minor != "0"
    ]
    return ", ".join(parts) or f"\u2265 {format_money(0, 'CNY', language)}"
