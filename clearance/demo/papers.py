"""Documents that came in for the open orders of the year, in every state.

People with one kind of document share its picture: drawing one for each would take
days. It lies sealed under the key of each record, as any photo does.
"""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from clearance.accounts.models import User
from clearance.channels.enums import Level
from clearance.demo.people import Person, person
from clearance.demo.pictures import draw
from clearance.identity.enums import ImageState, RecordSource, RecordState
from clearance.identity.models import IdImage, IdRecord, RejectionReason
from clearance.keys import blind
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import OpenedKey, create_keys
from clearance.lib import documents, vault
from clearance.lib.uuid7 import reference, uuid7
from clearance.orders.models import Order

FATES = (
    *(RecordState.ACCEPTED,) * 10,
    *(RecordState.PENDING, RecordState.REJECTED),
    *(None,) * 10,
)
"""What became of what an order asks; None: nothing came yet."""
SENT_AFTER = timedelta(hours=5)
JUDGED_AFTER = timedelta(hours=3)
AT_ONCE = 8
"""Photos that are kept at once: each waits for the disk."""
SIZE, QUALITY = (480, 360), 40
SEED = 8_000


class Papers:
    """Sends documents in for orders that ask their recipient, once a person."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.reviewer = User.objects.get(username="reviewer")
        self.blurred = RejectionReason.objects.get(code="BLURRED")

    def send_in(self, orders: Sequence[Order], people: Sequence[Person]) -> None:
        """Insert documents and photos, for orders with these recipients."""
        asking = _asking(orders, people)
        sent = IdRecord.objects.filter(recipient__in=list(asking))
        for known in set(sent.values_list("recipient_id", flat=True)):
            del asking[known]
        made = [
            (record, holder)
            for order, holder in asking.values()
            if (record := self._record(order, holder)) is not None
        ]
        keys = create_keys([row.pk for row, _ in made], KeyPurpose.RECORD, now=self.now)
        images = []
        for record, holder in made:
            texts = {"name": holder.name, "number": holder.number}
            key = keys[record.pk]
            record.sealed = key.seal(IdRecord.LABEL, record.pk, "sealed", texts)
            images += _images(record, record.submitted_at or self.now)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda image: _keep(image, keys[image.record_id]), images))
        IdRecord.objects.bulk_create(record for record, _ in made)
        IdImage.objects.bulk_create(images)
        told = IdRecord.reasons.through
        told.objects.bulk_create(
            told(idrecord_id=record.pk, rejectionreason_id=self.blurred.pk)
            for record, _ in made
            if record.state == RecordState.REJECTED
        )

    def _record(self, order: Order, holder: Person) -> IdRecord | None:
        """What the holder of an order sent, if anything; not sealed yet."""
        dice = random.Random(order.number)
        state = dice.choice(FATES)
        sent = order.received_at + SENT_AFTER
        judged = sent + JUDGED_AFTER
        if state is None or judged > self.now or (who := order.holder_id) is None:
            return None
        pk = uuid7()
        family = documents.FAMILY[holder.document_type]
        plain = documents.index_form(holder.document_type, holder.number)
        is_judged = state != RecordState.PENDING
        return IdRecord(
            id=pk,
            reference=reference("ID", pk),
            recipient_id=who,
            order=order,
            state=state,
            document_type=holder.document_type,
            family=family,
            number_digest=blind.digest("idrecord.number", f"{family}\x1f{plain}"),
            name_equal=True,
            born_on=holder.born_on,
            valid_until=holder.valid_until,
            long_term=holder.long_term,
            source=RecordSource.LINK,
            consent_at=sent,
            consent_reuse=dice.random() < 0.6,
            started_at=sent,
            submitted_at=sent,
            reviewed_at=judged if is_judged else None,
            reviewed_by=self.reviewer if is_judged else None,
        )


def _asking(
    orders: Sequence[Order], people: Sequence[Person]
) -> dict[UUID, tuple[Order, Person]]:
    """The last open order of each recipient that asks for their own photos."""
    return {
        order.recipient_id: (order, recipient)
        for order, recipient in zip(orders, people, strict=True)
        if order.is_open
        and order.level == Level.IMAGES
        and order.holder_id == order.recipient_id
        and not recipient.inn
    }


def _images(record: IdRecord, sent_at: datetime) -> list[IdImage]:
    return [
        IdImage(
            record=record,
            side=side,
            state=ImageState.ACTIVE,
            width=SIZE[0],
            height=SIZE[1],
            size=len(_picture(record.document_type, side)),
            received_at=sent_at,
        )
        for side in documents.SIDES[record.document_type]
    ]


def _keep(image: IdImage, key: OpenedKey) -> None:
    jpeg = _picture(image.record.document_type, image.side)
    vault.put(image.pk, key.seal_stream([jpeg], name=str(image.pk)))


@cache
def _picture(kind: str, side: str) -> bytes:
    return draw(person(SEED, 0, kind), side, seed=SEED, size=SIZE, quality=QUALITY)
