"""The page of one import: counts, problems, a masked look, what may be done."""

from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clearance.exchange.enums import BatchState
from clearance.exchange.models import ImportBatch, ImportProblem
from clearance.exchange.queries import preview, problems_of
from clearance.keys.errors import KeyGone, Tampered
from clearance.lib.vault import NotKept, VaultUnavailable
from clearance.lib.verdicts import Verdict

PROBLEMS_SHOWN = 100

AT_WORK = frozenset({BatchState.CHECKING, BatchState.RUNNING})


def details_of_import(batch: ImportBatch, *, now: datetime) -> dict[str, Any]:
    """The context of the page of one import."""
    at_work = batch.state in AT_WORK
    rows, unreadable = _look(batch, now=now)
    errors = [] if at_work else _some_problems(batch, is_warning=False)
    warnings = [] if at_work else _some_problems(batch, is_warning=True)
    return {
        "batch": batch,
        "at_work": at_work,
        "orders": batch.created + batch.updated + batch.unchanged + batch.rejected,
        "rows": rows,
        "unreadable": unreadable,
        "errors": errors[:PROBLEMS_SHOWN],
        "warnings": warnings[:PROBLEMS_SHOWN],
        "more_problems": max(len(errors), len(warnings)) > PROBLEMS_SHOWN,
        "has_problems": bool(errors or warnings)
        or (at_work and ImportProblem.objects.filter(batch=batch).exists()),
        "confirm": may_confirm(batch),
        "take_back": may_take_back(batch),
    }


def may_confirm(batch: ImportBatch) -> Verdict:
    """Whether a checked file may be imported as it is."""
    if batch.all_or_nothing and batch.rejected:
        return Verdict.no(
            _("Orders in this file cannot be imported, and you asked for all or none."),
            "all_or_nothing",
        )
    if not (batch.created or batch.updated):
        return Verdict.no(_("This file would change nothing."), "nothing")
    return Verdict.yes()


def may_take_back(batch: ImportBatch) -> Verdict:
    """What can be said before the orders themselves are looked at."""
    if batch.state != BatchState.DONE:
        return Verdict.no(_("Only a finished import can be taken back."), "state")
    if batch.updated:
        text = ngettext(
            "This import changed %(count)d order that was there before.",
            "This import changed %(count)d orders that were there before.",
            batch.updated,
        )
        return Verdict.no(text % {"count": batch.updated}, "updated_orders")
    if not batch.created:
        return Verdict.no(_("This import added no orders."), "nothing")
    return Verdict.yes()


def _look(batch: ImportBatch, *, now: datetime) -> tuple[list[dict[str, str]], bool]:
    """The first orders of a file that waits, masked; and whether it could be read."""
    if batch.state != BatchState.CHECKED:
        return [], False
    try:
        return preview(batch, now=now), False
    except (KeyGone, NotKept, Tampered, VaultUnavailable):
        return [], True


def _some_problems(batch: ImportBatch, *, is_warning: bool) -> list[Any]:
    found = problems_of(batch, is_warning=is_warning)
    return list(islice(found, PROBLEMS_SHOWN + 1))
