"""What other rooms ask of the keys."""

from clearance.keys.errors import KeyGone, RingRefused, Tampered, UnknownKey
from clearance.keys.opened import OpenedKey
from clearance.keys.services.account_secrets import (
    seal_account_secret,
    unseal_account_secret,
)
from clearance.keys.services.data_keys import (
    create_key,
    create_keys,
    destroy_keys,
    open_key,
    open_keys,
)
from clearance.keys.services.epochs import (
    backups_unreadable_at,
    drive_epochs,
    epochs_on,
)
from clearance.keys.services.rotation import add_kek, rewrap, rewrap_batches
from clearance.keys.services.state import ring_problems, write_new_ring

__all__ = [
    "KeyGone",
    "OpenedKey",
    "RingRefused",
    "Tampered",
    "UnknownKey",
    "add_kek",
    "backups_unreadable_at",
    "create_key",
    "create_keys",
    "destroy_keys",
    "drive_epochs",
    "epochs_on",
    "open_key",
    "open_keys",
    "rewrap",
    "rewrap_batches",
    "ring_problems",
    "seal_account_secret",
    "unseal_account_secret",
    "write_new_ring",
]
