"""Reading imports: their problems, a masked look at a file, an error file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clearance.channels.queries import channel_names
from clearance.exchange import sealing
from clearance.exchange.models import ImportBatch, ImportProblem
from clearance.exchange.reading import OrderFile, ParsedOrder, problems
from clearance.lib import masking
from clearance.lib.spreadsheets import MARK, csv_row
from clearance.lib.verdicts import Text
from clearance.lib.workdays import today

PREVIEWED = 10

RESTRICTED: Text = gettext_lazy(
    "The person had their data erased. Names, phones, addresses and numbers of this "
    "order were not stored again."
)
_OTHERS: Mapping[str, Text] = {
    "order_restricted": RESTRICTED,
    "order_not_found": gettext_lazy("There is no order with this number."),
    "stage_back": gettext_lazy("The order is further already."),
    "file_lost": gettext_lazy("The uploaded file was lost. Upload it again."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One problem as people and scripts are told it."""

    row: int | None
    column: str | None
    code: str
    message: Text

    def as_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "message": str(self.message),
        }


def problems_of(batch: ImportBatch, *, is_warning: bool) -> Iterator[Told]:
    """The problems of an import by row, those of the whole file first; streamed."""
    rows = ImportProblem.objects.filter(batch=batch, is_warning=is_warning)
    ordered = rows.order_by(F("row").asc(nulls_first=True), "pk")
    kept = ordered.values_list("row", "column", "code", "kind")
    for row, column, code, kind in kept.iterator():
        yield Told(row, column or None, code, remedy(code, kind, column))


def remedy(code: str, kind: str = "", column: str = "") -> Text:
    """What to do about a problem, in the language of whoever reads."""
    return problems.remedy(code, kind, column) or _OTHERS.get(code, "")


def error_file(batch: ImportBatch) -> Iterator[bytes]:
    """The problems as a CSV for spreadsheets, streamed; it holds no value of the file.

    UTF-8 with a byte order mark; no cell can be taken for a formula.
    """
    yield MARK
    yield csv_row(_("Row"), _("Column"), _("Code"), _("What to do"), _("Kind"))
    for is_warning, kind in ((False, _("error")), (True, _("warning"))):
        for told in problems_of(batch, is_warning=is_warning):
            place = "" if told.row is None else str(told.row)
            yield csv_row(place, told.column or "", told.code, str(told.message), kind)


def preview(batch: ImportBatch, *, now: datetime) -> list[dict[str, str]]:
    """The first orders of a kept file, personal values masked.

    Raises KeyGone when the file is gone, and what reading a kept file raises.
    """
    with sealing.opened(batch.pk, size=batch.file_size) as source:
        file = OrderFile(
            source,
            channels=channel_names(),
            default_channel=batch.channel or None,
            today=today(now),
        )
        return [_masked(order) for order in islice(file.orders(), PREVIEWED)]


def _masked(order: ParsedOrder) -> dict[str, str]:
    fields = order.fields
    channel = fields.get("channel") or order.assumed_channel or ""
    return {
        "row": str(order.row),
        "order": order.number,
        "channel": str(channel),
        "clearance_mode": str(fields.get("clearance_mode", "")),
        "recipient": masking.mask_name(str(fields.get("recipient_name", ""))),
        "phone": masking.mask_phone(str(fields.get("recipient_phone", ""))),
        "address": masking.mask_address(str(fields.get("recipient_address", ""))),
        "orderer": masking.mask_name(str(fields.get("orderer_name", ""))),
        "orderer_number": masking.mask_number(
            str(fields.get("orderer_id_type") or "RESIDENT_ID"),
            str(fields.get("orderer_id_number", "")),
        ),
        "items": str(len(order.lines)),
        "problems": ", ".join(dict.fromkeys(each.code for each in order.problems)),
    }
