"""Reading what is sealed about people: one key query a page."""

from collections.abc import Iterable
from uuid import UUID

from clearance.keys import blind
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_keys
from clearance.lib.names import normalise_name
from clearance.lib.phones import normalise_phone
from clearance.recipients.models import Recipient


def unseal(people: Iterable[Recipient]) -> dict[UUID, dict[str, str]]:
    """Name and phone of these people; {} where they are erased."""
    rows = list(people)
    keys = open_keys([row.pk for row in rows], KeyPurpose.PERSON)
    return {
        row.pk: keys[row.pk].unseal(Recipient.LABEL, row.pk, "sealed", row.sealed)
        if row.sealed is not None and row.pk in keys
        else {}
        for row in rows
    }


def with_phone(phone: str) -> list[UUID]:
    """The people with exactly this phone, oldest first; of joined rows the one kept."""
    if not (normal := normalise_phone(phone)):
        return []
    digest = blind.digest("recipient.phone", normal)
    rows = Recipient.objects.filter(phone_digest=digest)
    found = rows.values_list("pk", "merged_into_id")
    return sorted({merged or pk for pk, merged in found})


def match_digest(name: str, phone: str | None) -> bytes | None:
    """The keyed digest of name and phone together; none where the phone is missing.

    People are never matched by name alone (architecture, decision 6).
    """
    normal = normalise_phone(phone) if phone else None
    if not normal or not (known_as := normalise_name(name)):
        return None
    return blind.digest("recipient.match", f"{known_as}\x1f{normal}")
