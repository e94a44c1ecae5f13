"""Reading what is sealed about people: one key query a page."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import QuerySet

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
    found = known_by_phone(phone).values_list("pk", "merged_into_id")
    return sorted({merged or pk for pk, merged in found})


def known_by_phone(phone: str) -> QuerySet[Recipient]:
    """The rows with exactly this phone, joined ones too."""
    if not (normal := normalise_phone(phone)):
        return Recipient.objects.none()
    digest = blind.digest("recipient.phone", normal)
    return Recipient.objects.filter(phone_digest=digest)


def match_digest(name: str, phone: str | None) -> bytes | None:
    """The keyed digest of name and phone together; none where the phone is missing.

    People are never matched by name alone (architecture, decision 6).
    """
    return matcher()(name, phone)


def matcher() -> Callable[[str, str | None], bytes | None]:
    """`match_digest` as a function for loops."""
    digest = blind.digester("recipient.match")

    def digest_of(name: str, phone: str | None) -> bytes | None:
        normal = normalise_phone(phone) if phone else None
        if not normal or not (known_as := normalise_name(name)):
            return None
        return digest(f"{known_as}\x1f{normal}")

    return digest_of
