"""The demo's data: of every state something, and complete although it was cut off."""

from collections import Counter

import pytest
from django.utils import timezone

from clearance.accounts.models import Membership, Merchant, User
from clearance.accounts.services import sync_roles
from clearance.audit.models import AuditEntry
from clearance.demo.documents import FATES
from clearance.demo.filling import LOG_INS, ORDERS_A_SHOP, fill, set_passwords
from clearance.exchange.models import ImportBatch
from clearance.identity.enums import ImageState, RecordState
from clearance.identity.models import IdImage, IdRecord, UploadLink
from clearance.messaging.models import Message
from clearance.orders.enums import OverrideState
from clearance.orders.models import Order, Override
from clearance.recipients.models import Recipient

pytestmark = pytest.mark.django_db

ALL = (
    *(User, Merchant, Membership, Order, Recipient, ImportBatch),
    *(IdRecord, IdImage, UploadLink, Override, Message, AuditEntry),
)


class CutOff(Exception):
    """What a kill would do: everything not committed is gone."""


def cut_at(text):
    def say(said):
        if said == text:
            raise CutOff

    return say


def counts():
    return {model.__name__: model.objects.count() for model in ALL}


def test_a_filling_cut_off_and_begun_again_is_complete_and_not_doubled(
    settings, tmp_path
):
    settings.STORAGES["vault"]["OPTIONS"]["location"] = str(tmp_path / "vault")
    settings.CLEARANCE_ANCHORS = str(tmp_path / "anchors")
    sync_roles(by=None, now=timezone.now())
    said = []

    for text in ("Importing orders of kiwi.", "Drawing documents and sending them in."):
        with pytest.raises(CutOff):
            fill(now=timezone.now(), say=cut_at(text))
    fill(now=timezone.now(), say=said.append)

    per_shop = Counter(Order.objects.values_list("merchant__code", flat=True))
    assert set(per_shop) == {"hoshi", "kiwi", "nordlys"}
    batches = ImportBatch.objects.values_list("created", "updated", "unchanged")
    assert {(created, 0, 0) for created in per_shop.values()} == set(batches)
    assert ImportBatch.objects.count() == 3
    assert ORDERS_A_SHOP * 0.8 < min(per_shop.values()) <= ORDERS_A_SHOP
    assert set(User.objects.values_list("username", flat=True)) == set(LOG_INS)

    fates = Counter(FATES)
    states = Counter(IdRecord.objects.values_list("state", flat=True))
    assert states == {
        RecordState.ACCEPTED: fates["accept"] + fates["accept_reuse"],
        RecordState.PENDING: fates["in_review"],
        RecordState.REJECTED: fates["send_back"],
        RecordState.EXPIRED: 1,
    }
    assert set(IdImage.objects.values_list("state", flat=True)) == {ImageState.ACTIVE}
    assert Override.objects.get().state == OverrideState.PENDING
    live = UploadLink.objects.filter(ended_at__isnull=True).values("order")
    assert live.count() == live.distinct().count() > 0

    before = counts()
    fill(now=timezone.now(), say=said.append)
    assert counts() == before
    set_passwords("another password", now=timezone.now())
    assert User.objects.get(username="auditor").check_password("another password")
    assert said == [
        "Making shops and log-ins.",
        "Importing orders of hoshi.",
        "Importing orders of kiwi.",
        "Importing orders of nordlys.",
        "Drawing documents and sending them in.",
    ]
