"""The document a file names for the orderer or the recipient.

A wrong number does not keep an order out: it arrives, and waits in the queue for
missing numbers. Only a number that a spreadsheet has damaged is refused, because the
file can be exported again.
"""

from datetime import date
from typing import TYPE_CHECKING

from clearance.exchange.reading.cells import is_rounded
from clearance.exchange.reading.problems import problem
from clearance.lib import documents

if TYPE_CHECKING:
    from clearance.exchange.reading.orders import ParsedOrder

USUAL_TYPE = "RESIDENT_ID"


def add_identity(
    order: "ParsedOrder", whose: str, column: str | None, *, today: date
) -> None:
    """Check and clean the number of `whose` document in the fields of an order.

    Without a type a number that is right for a resident card is taken as one; any
    other stays without a type, with a warning. `column` is the header of the number.
    """
    fields = order.fields
    number_key = f"{whose}_id_number"
    number = fields.get(number_key)
    if not isinstance(number, str):
        return
    named = fields.get(f"{whose}_id_type")
    document_type = named if isinstance(named, str) else USUAL_TYPE
    check = documents.check(document_type, number, today=today)
    rounded = is_rounded(documents.normalise(document_type, number))
    if check.code == "damaged" or (rounded and not check.ok):
        # A right check digit is the one proof that the zeros are its own.
        order.problems.append(problem("damaged_number", row=order.row, column=column))
        return
    if check.ok:
        fields[number_key] = check.number
        fields[f"{whose}_id_type"] = document_type
        return
    if check.number:
        fields[number_key] = check.number
    kind = "number_untyped" if named is None else f"number_{check.code}"
    order.warnings.append(problem("id_number", row=order.row, column=column, kind=kind))
