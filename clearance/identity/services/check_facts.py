"""Gathering what the checks look at: rows, sealed texts, pixels of a stored photo."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from clearance.channels.enums import Subject
from clearance.identity.autochecks import DocumentFacts, Earlier, PhotoFacts
from clearance.identity.autochecks.sameness import (
    OTHER_PERSON,
    OTHER_SIDE,
    SENT_BEFORE,
)
from clearance.identity.enums import CheckCode, ImageState, RecordState
from clearance.identity.models import AutoCheck, IdImage, IdRecord
from clearance.identity.queries.contents import person_addressee
from clearance.identity.services.records import details_of
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_key, open_keys
from clearance.lib import vault
from clearance.lib.names import same_name
from clearance.lib.workdays import today
from clearance.orders.models import Order
from clearance.orders.queries import unseal

LATEST = 200
"""With how many of the latest photos a new one is compared by its look."""


def stored_photo(image: IdImage) -> bytes:
    """The stored bytes. Raises KeyGone, Tampered, vault.NotKept, VaultUnavailable."""
    name = str(image.pk)
    key = open_key(image.record_id, KeyPurpose.RECORD)
    return b"".join(key.unseal_stream(vault.get(name), name=name))


def photo_facts(image: IdImage, measures: Mapping[str, int]) -> PhotoFacts:
    """What the checks of a photo look at; a photo without digest came no usual way."""
    return PhotoFacts(
        document_type=image.record.document_type,
        side=image.side,
        width=image.width,
        height=image.height,
        measures=measures,
        has_editor=None if image.digest is None else image.signs_of_editing,
    )


def document_facts(record: IdRecord, *, now: datetime) -> DocumentFacts:
    """What the document says, and what its order declares of the same person."""
    details = details_of(record)
    order = record.order
    values = unseal([order])[order.pk]
    asked = person_addressee(record.recipient_id, order, values).name
    kind, number = _declared(order, values, asked) if asked else ("", "")
    return DocumentFacts(
        document_type=details.document_type,
        number=details.number,
        name=details.texts.get("name", ""),
        born_on=details.born_on,
        valid_until=details.valid_until,
        long_term=details.long_term,
        declared_name=asked,
        declared_type=kind,
        declared_number=number,
        today=today(now),
        others_with_number=_others_with_number(record),
    )


def seal_look(check: AutoCheck, look: str) -> bytes:
    """What a picture looks like, sealed under its record's key for this row alone."""
    key = open_key(check.record_id, KeyPurpose.RECORD)
    return key.seal(AutoCheck.LABEL, check.pk, "sealed", {"look": look})


def look_of(check: AutoCheck) -> str:
    """What the picture of this row looks like. Raises KeyGone, Tampered."""
    return _looks([check])[check.pk] if check.sealed is not None else ""


def earlier_pictures(image: IdImage) -> list[Earlier]:
    """The pictures to compare a photo with; nobody's name or number is read."""
    return [*_with_this_digest(image), *_that_may_look_alike(image)]


def _with_this_digest(image: IdImage) -> list[Earlier]:
    if image.digest is None:
        return []
    same = IdImage.objects.filter(digest=bytes(image.digest)).exclude(
        record=image.record_id
    )
    rows = same.select_related("record").only(
        "side", "record__recipient", "record__state"
    )
    return [
        Earlier(whose, other.side, "", is_same=True)
        for other in rows
        if (whose := _whose(image, other))
    ]


def _that_may_look_alike(image: IdImage) -> list[Earlier]:
    """The other side, those with the same number, and the latest that came in."""
    known = AutoCheck.objects.filter(
        code=CheckCode.SAME_PICTURE, sealed__isnull=False
    ).exclude(image=image)
    rows = known.select_related("image__record").order_by("-planned_at", "-id")
    related = rows.filter(record__in=_with_this_number(image.record))
    few = {row.pk: row for row in [*related[:LATEST], *rows[:LATEST]]}
    looks = _looks(few.values())
    return [
        Earlier(whose, row.image.side, looks[row.pk])
        for row in few.values()
        if row.pk in looks
        and row.image is not None
        and (whose := _whose(image, row.image))
    ]


def _with_this_number(record: IdRecord) -> list[UUID]:
    """The document itself, and the latest that have its number."""
    if record.number_digest is None:
        return [record.pk]
    same = IdRecord.objects.filter(number_digest=bytes(record.number_digest))
    latest = same.order_by("-pk").values_list("pk", flat=True)
    return [record.pk, *latest[:LATEST]]


def _whose(image: IdImage, other: IdImage) -> str:
    """Whose another picture is, where meeting it again means something."""
    if other.record_id == image.record_id:
        other_side = other.side != image.side and other.state == ImageState.ACTIVE
        return OTHER_SIDE if other_side else ""
    if other.record.recipient_id != image.record.recipient_id:
        return OTHER_PERSON
    return SENT_BEFORE if other.record.state == RecordState.REJECTED else ""


def _looks(checks: Collection[AutoCheck]) -> dict[UUID, str]:
    keys = open_keys([check.record_id for check in checks], KeyPurpose.RECORD)
    return {
        check.pk: keys[check.record_id].unseal(
            AutoCheck.LABEL, check.pk, "sealed", check.sealed
        )["look"]
        for check in checks
        if check.sealed is not None and check.record_id in keys
    }


def _declared(order: Order, values: Mapping[str, str], asked: str) -> tuple[str, str]:
    """Type and number that the order declares of the person it asks."""
    orderer = values.get("orderer_name", "")
    recipient = values.get("recipient_name", "")
    is_orderer = order.subject == Subject.ORDERER and same_name(orderer, asked)
    role = "orderer" if is_orderer else "recipient"
    if not values.get(f"{role}_id_number") and same_name(orderer, recipient):
        role = "recipient" if is_orderer else "orderer"
    number = values.get(f"{role}_id_number", "")
    return values.get(f"{role}_id_type", "") or "RESIDENT_ID", number


def _others_with_number(record: IdRecord) -> int:
    if record.number_digest is None:
        return 0
    same = IdRecord.objects.filter(
        number_digest=bytes(record.number_digest), submitted_at__isnull=False
    )
    others = same.exclude(recipient=record.recipient_id)
    return others.values("recipient").distinct().count()
