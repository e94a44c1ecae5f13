"""Shops, staff, orders and documents made for tests: real services, synthetic people.

What a factory leaves out is a plain direct-mail order of 李样本, whose both sides are
asked. Every function takes what it does not make from the defaults here.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import BytesIO
from itertools import count
from typing import Any

from django.db import transaction
from PIL import Image

from clearance.accounts.models import Merchant, User
from clearance.channels.enums import Level
from clearance.demo.numbers import with_check
from clearance.identity.enums import ImageState, RecordSource, RecordState
from clearance.identity.models import IdImage, IdRecord
from clearance.keys import blind
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import create_key, open_key
from clearance.lib import documents, vault
from clearance.lib.uuid7 import reference, uuid7
from clearance.orders.enums import NumberState, Stage, UploadState
from clearance.orders.models import Order
from clearance.orders.services import DecidedAs, Rulings, draft_decision, keep_decision
from clearance.recipients.services import find_or_add
from tests.accounts.making import PASSWORD, browser_of, make_member
from tests.accounts.making import make_merchant as _new_merchant
from tests.accounts.making import make_staff as _new_staff

__all__ = [
    "NAME",
    "NOW",
    "PASSWORD",
    "PHONE",
    "add_photo",
    "browser_of",
    "id_number",
    "make_member",
    "make_merchant",
    "make_order",
    "make_record",
    "make_staff",
    "orderer",
    "photo_bytes",
]

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
"""Noon in Shanghai, after the rules that the migrations seed came into force."""

NAME, PHONE = "李样本", "13800001234"

# Which channel and mode ask what, by the rules that the migrations seed.
ASKING = {
    Level.IMAGES: ("direct_mail", "POSTAL", ""),
    Level.NUMBER_ONLY: ("bonded", "1210", "platform"),
    Level.NONE: ("domestic_stock", "0110", ""),
    Level.UNDECIDED: ("direct_mail", "1210", ""),
}
_numbers = count(1)


def id_number(index: int = 0, *, born: date = date(1990, 1, 1)) -> str:
    """A resident number nobody has: sequence 000, told apart by area and year."""
    area = ("110101", "120101", "310101", "500101")[index % 4]
    day = born + timedelta(days=index // 4)
    return with_check(f"{area}{day:%Y%m%d}000")


def make_merchant(code: str = "hoshi", **fields: Any) -> Merchant:
    """The shop of this code, made the first time."""
    found = Merchant.objects.filter(code=code).first()
    return found or _new_merchant(code, **fields)


def make_staff(*roles: str, username: str = "") -> User:
    """The member of staff of this name, made with these roles the first time."""
    name = username or "-".join(roles) or "staff"
    found = User.objects.filter(username=name).first()
    return found or _new_staff(*roles, username=name)


def make_order(
    level: str = Level.IMAGES,
    *,
    merchant: Merchant | None = None,
    number: str = "",
    name: str = NAME,
    phone: str = PHONE,
    sealed: dict[str, str] | None = None,
    now: datetime = NOW,
    **fields: Any,
) -> Order:
    """An order decided by the seeded rules: its channel follows from `level`.

    `sealed` adds personal values, such as `orderer_name`.
    """
    merchant = merchant or make_merchant()
    channel, mode, logistics = ASKING[Level(level)]
    [recipient] = find_or_add([(name, phone)], now=now)
    order = Order(
        merchant=merchant,
        number=number or f"T{next(_numbers):09d}",
        recipient_id=recipient,
        holder_since_at=now,
        channel=fields.pop("channel", channel),
        clearance_mode=fields.pop("clearance_mode", mode),
        logistics=fields.pop("logistics", logistics),
        placed_at=now,
        stage=fields.pop("stage", Stage.PAID),
        stage_at=now,
        received_at=now,
        updated_at=now,
        level=Level.UNDECIDED,
        number_state=NumberState.NOT_NEEDED,
        **fields,
    )
    values = {"recipient_name": name, "recipient_phone": phone} | (sealed or {})
    key = open_key(recipient, KeyPurpose.PERSON)
    order.sealed = key.seal(Order.LABEL, order.pk, "sealed", values)
    order.save(force_insert=True)

    with transaction.atomic():
        ruling = Rulings(now=now).for_order(order, platform=merchant.platform)
        decision = draft_decision(
            order,
            ruling,
            level=ruling.level,
            subject=ruling.subject,
            cause="IMPORTED",
            by=None,
            now=now,
        )
        keep_decision(decision, DecidedAs(UploadState.AWAITING))
    return Order.objects.select_related("merchant").get(pk=order.pk)


def make_record(
    order: Order | None = None,
    *,
    state: str = RecordState.ACCEPTED,
    document_type: str = "RESIDENT_ID",
    number: str = "",
    name: str = NAME,
    valid_until: date | None = date(2034, 1, 1),
    long_term: bool = False,
    consent_reuse: bool = False,
    sides: Sequence[str] | None = None,
    with_photos: bool = True,
    now: datetime = NOW,
    **fields: Any,
) -> IdRecord:
    """A document that was sent for an order, as it stands in this state.

    `submitted_at=None` makes a draft. `with_photos=False` spares the vault: the rows
    of the sides are there, their objects are not.
    """
    order = order or make_order(name=name, now=now)
    reviewer = None
    if state not in {RecordState.PENDING, RecordState.WITHDRAWN, RecordState.ERASED}:
        reviewer = make_staff("reviewer")
    number = number or id_number()
    family = documents.FAMILY[document_type]
    pk = uuid7()
    key = create_key(pk, KeyPurpose.RECORD, now=now)
    plain = documents.index_form(document_type, number)
    kept = {
        "recipient_id": order.holder_id or order.recipient_id,
        "order": order,
        "state": state,
        "document_type": document_type,
        "family": family,
        "sealed": key.seal(
            IdRecord.LABEL, pk, "sealed", {"name": name, "number": number}
        ),
        "number_digest": blind.digest("idrecord.number", f"{family}\x1f{plain}"),
        "name_equal": True,
        "valid_until": None if long_term else valid_until,
        "long_term": long_term,
        "source": RecordSource.LINK,
        "consent_at": now,
        "consent_reuse": consent_reuse,
        "started_at": now,
        "submitted_at": now,
        "reviewed_at": now if reviewer else None,
        "reviewed_by": reviewer,
    }
    record = IdRecord(id=pk, reference=reference("ID", pk), **kept | fields)
    record.save(force_insert=True)
    for side in documents.SIDES[document_type] if sides is None else sides:
        add_photo(record, side, in_vault=with_photos, now=now)
    return record


def add_photo(
    record: IdRecord, side: str, *, in_vault: bool = True, now: datetime = NOW
) -> IdImage:
    """A stored side of a record, with its sealed object in the vault."""
    jpeg = photo_bytes(side=side)
    image = IdImage(
        record=record,
        side=side,
        state=ImageState.ACTIVE,
        width=800,
        height=500,
        size=len(jpeg),
        received_at=now,
    )
    image.save(force_insert=True)
    if in_vault:
        key = open_key(record.pk, KeyPurpose.RECORD)
        vault.put(image.pk, key.seal_stream([jpeg], name=str(image.pk)))
    return image


@cache
def photo_bytes(side: str = "PORTRAIT") -> bytes:
    """A small colour photo as a phone would send it; each side looks different."""
    tint = (200, 80, 60) if side == "PORTRAIT" else (60, 90, 200)
    picture = Image.linear_gradient("L").resize((800, 500)).convert("RGB")
    picture = Image.blend(picture, Image.new("RGB", (800, 500), tint), 0.6)
    file = BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()


def orderer(
    name: str = "王演示", phone: str = "13900005678", **more: str
) -> dict[str, str]:
    """Sealed values of an order that somebody else placed: a gift."""
    return {"orderer_name": name, "orderer_phone": phone, **more}
