"""The secrets of second factors, which the log-in library keeps as text."""

import base64
import binascii
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from clearance.keys.enums import KeyPurpose
from clearance.keys.errors import KeyGone, Tampered
from clearance.keys.services.data_keys import create_key, open_key

# The library does not say whose secret it is, so that all share one data key.
_SUBJECT = uuid5(NAMESPACE_URL, "clearance:account-secrets")
_PLACE = ("clearance.account", _SUBJECT, "secret")


def seal_account_secret(text: str, *, now: datetime | None = None) -> str:
    """Seal a secret as text (base64) for a text column."""
    try:
        key = open_key(_SUBJECT, KeyPurpose.ACCOUNT)
    except KeyGone:
        key = create_key(_SUBJECT, KeyPurpose.ACCOUNT, now=now or timezone.now())
    return base64.b64encode(key.seal(*_PLACE, {"text": text})).decode()


def unseal_account_secret(sealed: str) -> str:
    """Open a sealed secret. Raises Tampered, or KeyGone when its key is destroyed."""
    try:
        blob = base64.b64decode(sealed, validate=True)
    except binascii.Error:
        raise Tampered("Not a sealed secret.") from None
    return open_key(_SUBJECT, KeyPurpose.ACCOUNT).unseal(*_PLACE, blob)["text"]
