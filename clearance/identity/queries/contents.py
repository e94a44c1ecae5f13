"""Reading what is sealed in ID records, and whom an order asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from clearance.channels.enums import Level, Subject
from clearance.identity.models import IdRecord
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_keys
from clearance.lib.phones import normalise_phone
from clearance.orders.models import Order
from clearance.recipients.models import Recipient
from clearance.recipients.queries import unseal as unseal_people


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is asked: the row whose key seals the message, a name, a phone or ''."""

    person: UUID
    name: str
    phone: str

    @property
    def language(self) -> str:
        """What a person with this phone most likely reads."""
        if self.phone.startswith("+86") or not self.phone:
            return "zh-hans"
        return "ru" if self.phone.startswith("+7") else "en"


def unseal_records(records: Iterable[IdRecord]) -> dict[UUID, dict[str, str]]:
    """Name, number and notes of these records, in one query; {} where erased."""
    rows = list(records)
    keys = open_keys([row.pk for row in rows], KeyPurpose.RECORD)
    return {
        row.pk: keys[row.pk].unseal(IdRecord.LABEL, row.pk, "sealed", row.sealed)
        if row.sealed is not None and row.pk in keys
        else {}
        for row in rows
    }


def addressee(order: Order, values: Mapping[str, str]) -> Addressee:
    """Whom an order asks for photos or for a number; `values` are its unsealed ones.

    Photos are asked of the holder of the document, a number of the orderer, whom the
    recipient stands in for where the order names none.
    """
    recipient = values.get("recipient_name", ""), values.get("recipient_phone", "")
    orderer = values.get("orderer_name", ""), values.get("orderer_phone", "")
    if order.level != Level.IMAGES:
        name, phone = orderer[0] or recipient[0], orderer[1] or recipient[1]
        return Addressee(order.recipient_id, name, normal(phone))
    own = order.holder_id in {None, order.recipient_id}
    if order.subject == Subject.ORDERER and orderer[0] and not own:
        name, phone = orderer
    else:
        name, phone = recipient
    holder = order.holder_id or order.recipient_id
    if not phone:
        phone = _phone_on_record(holder)
    return Addressee(holder, name, normal(phone))


def on_record(person: Recipient) -> Addressee:
    """Where a person is reached by what their own row says, whatever orders say."""
    values = unseal_people([person])[person.pk]
    return Addressee(
        person.pk, values.get("name") or "", normal(values.get("phone") or "")
    )


def country_of(to: Addressee, order: Order) -> str:
    """Where it is to be day when they are told: where the parcel of a recipient goes.

    Of anybody else the phone tells: "".
    """
    is_recipient = order.level == Level.IMAGES and to.person == order.recipient_id
    return order.destination if is_recipient else ""


def normal(phone: str) -> str:
    """A phone in E.164 where it is one, else as the order has it."""
    return normalise_phone(phone) or phone if phone else ""


def _phone_on_record(person: UUID) -> str:
    people = list(Recipient.objects.filter(pk=person))
    return unseal_people(people).get(person, {}).get("phone", "")


def person_addressee(
    person: UUID, order: Order, values: Mapping[str, str]
) -> Addressee:
    """Where a person is reached who sent a document for an order."""
    if order.level == Level.IMAGES and order.holder_id == person:
        return addressee(order, values)
    return Addressee(person, "", normal(_phone_on_record(person)))
