"""Keeping the photos of a record: the row first, then the object, then the row counts.

A process that dies in between leaves a row that says INTENT, or an object without a
row; the sweep finds both. An ACTIVE row always has its object.
"""

import logging
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import Side
from clearance.identity.enums import ImageState
from clearance.identity.models import IdImage, IdRecord
from clearance.identity.photos import Photo
from clearance.identity.services.checks import forget_looks, plan_photo_checks
from clearance.identity.services.details import FieldsRefused, Problem
from clearance.keys import blind
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_key
from clearance.lib import vault

logger = logging.getLogger(__name__)


@transaction.atomic
def intend(record: IdRecord, side: str, photo: Photo, *, now: datetime) -> IdImage:
    """The row of a photo that is about to be stored."""
    image = IdImage(
        record=record,
        side=Side(side),
        state=ImageState.INTENT,
        width=photo.width,
        height=photo.height,
        size=len(photo.jpeg),
        digest=_digest(photo),
        is_grey=photo.is_grey,
        signs_of_editing=bool(photo.edited_hints),
        received_at=now,
    )
    image.save(force_insert=True)
    return image


def demand_another_picture(record: IdRecord, side: str, photo: Photo) -> None:
    """Raise FieldsRefused where the other side that is kept is this very picture."""
    others = IdImage.objects.filter(record=record, state=ImageState.ACTIVE)
    if others.exclude(side=side).filter(digest=_digest(photo)).exists():
        problem = Problem(
            "same_picture",
            _("This is the same photo as the other side. Photograph the other side."),
        )
        raise FieldsRefused({side.lower(): problem})


def _digest(photo: Photo) -> bytes:
    """Keyed: whoever has a picture must not find out whose it is."""
    return blind.digest("idimage.pixels", photo.digest.hex())


def store(image: IdImage, photo: Photo) -> None:
    """Put the sealed bytes into the vault. Raises VaultUnavailable."""
    key = open_key(image.record_id, KeyPurpose.RECORD)
    name = str(image.pk)
    vault.put(name, key.seal_stream([photo.jpeg], name=name))


def activate(image: IdImage, photo: Photo | None = None) -> None:
    """Let a stored photo count, in place of the one before; inside a transaction.

    The object of the one before goes when this is committed. The checks of the new one
    are written with it; without `photo` they are all left to the worker.
    """
    before = IdImage.objects.filter(
        record=image.record_id, side=image.side, state=ImageState.ACTIVE
    )
    drop(list(before))
    image.state = ImageState.ACTIVE
    image.save(update_fields=["state"])
    plan_photo_checks(image, photo)


def drop(images: Collection[IdImage]) -> None:
    """Say that photos are deleted, and delete their objects once that is committed."""
    ids = [image.pk for image in images]
    IdImage.objects.filter(pk__in=ids).update(state=ImageState.DELETED)
    forget_looks(ids)
    delete_objects_later(ids)


def delete_objects_later(ids: Collection[UUID]) -> None:
    """Delete objects when the running transaction is committed, never before."""
    transaction.on_commit(partial(_delete_objects, list(ids)), robust=True)


def _delete_objects(ids: Collection[UUID]) -> None:
    for name in ids:
        # What cannot be deleted now has no row that counts: the sweep deletes it.
        with suppress(vault.VaultUnavailable):
            vault.delete(name)
