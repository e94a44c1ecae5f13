"""Making ID records, and what is known and missing in them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from clearance.identity.enums import ImageState, RecordState
from clearance.identity.models import IdImage, IdRecord
from clearance.identity.queries import needs_of
from clearance.identity.queries.contents import unseal_records
from clearance.identity.rules import Need, RecordFacts
from clearance.identity.services.details import Details, missing_texts
from clearance.keys import blind
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import create_key, open_key
from clearance.lib import documents
from clearance.lib.uuid7 import reference, uuid7
from clearance.lib.workdays import today
from clearance.orders.models import Order

ATTEMPTS = 5
BOTH_SIDES = ("PORTRAIT", "EMBLEM")


def new_record(*, now: datetime, **columns: Any) -> IdRecord:
    """A draft with a data key of its own; inside the caller's transaction."""
    for _attempt in range(ATTEMPTS):
        pk = uuid7()
        create_key(pk, KeyPurpose.RECORD, now=now)
        record = IdRecord(
            id=pk, reference=reference("ID", pk), started_at=now, **columns
        )
        try:
            with transaction.atomic():
                record.save(force_insert=True)
        except IntegrityError:
            # Its reference was taken by chance: drawn again.
            if not IdRecord.objects.filter(reference=record.reference).exists():
                raise
        else:
            return record
    raise RuntimeError("No free reference was drawn.")


def details_of(record: IdRecord) -> Details:
    """What the record says so far."""
    return Details(
        document_type=record.document_type,
        born_on=record.born_on,
        valid_until=record.valid_until,
        long_term=record.long_term,
        guardian_consent=record.guardian_consent,
        texts=unseal_records([record])[record.pk],
    )


def write_details(record: IdRecord, details: Details) -> None:
    """Set the columns and seal the texts of a locked record; saving is the caller's."""
    record.document_type = details.document_type
    record.family = documents.FAMILY.get(details.document_type, "")
    record.born_on = details.born_on
    record.valid_until = details.valid_until
    record.long_term = details.long_term
    record.guardian_consent = details.guardian_consent
    record.number_digest = number_digest(details)
    record.has_inn = bool(details.texts.get("inn"))
    seal_texts(record, details.texts)


def seal_texts(record: IdRecord, texts: dict[str, str]) -> None:
    """Seal the texts of a record under its own key; saving is the caller's."""
    key = open_key(record.pk, KeyPurpose.RECORD)
    record.sealed = key.seal(IdRecord.LABEL, record.pk, "sealed", texts)


def number_digest(details: Details) -> bytes | None:
    """The keyed digest by which the same number of a family is recognised."""
    family = documents.FAMILY.get(details.document_type)
    if not family or not details.number:
        return None
    plain = documents.index_form(details.document_type, details.number)
    return blind.digest("idrecord.number", f"{family}\x1f{plain}")


def missing(record: IdRecord, *, now: datetime) -> list[str]:
    """The fields that a record still lacks, photos first; empty when it is complete."""
    return missing_sides(record) + missing_data(record, now=now)


def missing_sides(record: IdRecord) -> list[str]:
    """The photos that are not stored yet: "portrait", "emblem".

    Every side that the document has: an approved one then serves any later order.
    """
    asked = documents.SIDES.get(record.document_type, BOTH_SIDES)
    there = stored_sides(record)
    return [side.lower() for side in asked if side not in there]


def missing_data(record: IdRecord, *, now: datetime) -> list[str]:
    """The names of the fields that are still empty."""
    asks_inn = need_for(record.order).asks_inn
    return missing_texts(details_of(record), asks_inn=asks_inn, today=today(now))


def active_images(record: IdRecord) -> list[IdImage]:
    """The stored photos of a record, portrait side first."""
    images = IdImage.objects.filter(record=record.pk, state=ImageState.ACTIVE)
    return sorted(images, key=lambda image: BOTH_SIDES.index(image.side))


def stored_sides(record: IdRecord) -> frozenset[str]:
    """The sides whose photos are stored."""
    return frozenset(image.side for image in active_images(record))


def picture_kinds(record: IdRecord) -> frozenset[str]:
    """What the pictures of a document show: the sides it has, and what is stored."""
    return stored_sides(record) | frozenset(documents.SIDES[record.document_type])


def facts_of_record(record: IdRecord, *, sides: frozenset[str]) -> RecordFacts:
    """What coverage looks at in this record, as it is in memory."""
    if record.submitted_at is None:
        raise ValueError("A draft covers nothing.")
    return RecordFacts(
        id=record.pk,
        reference=record.reference,
        state=record.state,
        document_type=record.document_type,
        sides=sides,
        name_equal=bool(record.name_equal),
        valid_until=record.valid_until,
        long_term=record.long_term,
        consent_at=record.consent_at,
        consent_reuse=record.consent_reuse,
        submitted_at=record.submitted_at,
        reviewed_at=record.reviewed_at,
        ended_at=record.ended_at,
        has_inn=record.has_inn,
    )


def need_for(order: Order) -> Need:
    """What an order asks, by its current ruling."""
    return needs_of([order])[order.pk]


def in_review_of(person: UUID | None) -> bool:
    """Whether a document of this person waits for a reviewer."""
    if person is None:
        return False
    rows = IdRecord.objects.filter(recipient_id=person, submitted_at__isnull=False)
    return rows.filter(state=RecordState.PENDING).exists()
