"""What a decision changed, row by row, so that it can be put back as it was.

Columns are kept before and after. Whoever puts them back demands that each still is as
the decision left it: nothing that happened since is ever overwritten.
"""

from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BinaryField, F, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import Level
from clearance.identity.models import IdRecord, UploadLink
from clearance.lib.verdicts import Refusal
from clearance.messaging.enums import MessageState
from clearance.messaging.models import Message
from clearance.orders.enums import OPEN_STAGES
from clearance.orders.models import Decision, Order, Override
from clearance.recipients.models import Recipient

COLUMNS: dict[type[Model], tuple[str, ...]] = {
    IdRecord: (
        "recipient_id",
        "state",
        "name_equal",
        "sealed",
        "reviewed_at",
        "reviewed_by_id",
        "needs_supervisor",
        "claimed_by_id",
        "claimed_until",
        "ended_at",
    ),
    Recipient: ("state", "merged_into_id"),
    Order: ("recipient_id", "holder_id", "ask_due_at", "sealed"),
    Decision: ("sealed",),
    Override: ("sealed",),
    UploadLink: ("ended_at", "ended_because", "ended_by_id"),
    Message: ("state",),
}
"""What a review decision may change; in the order in which it is put back."""

BY_LABEL = {model._meta.label_lower: model for model in COLUMNS}

type Seen = dict[tuple[str, str], dict[str, Any]]
"""Columns of rows, by label of the model and primary key."""

type Changes = list[dict[str, Any]]
"""As JSON: row, before, after; or row alone where the decision made it."""


def look(people: Collection[UUID], *, joining: bool) -> Seen:
    """The rows of these locked people that a decision may change, as they are now.

    Where rows of people are joined, everything of theirs moves; else only what their
    open orders ask changes.
    """
    orders = _orders_of(people, joining=joining)
    order_ids = list(orders.values_list("pk", flat=True))
    links = UploadLink.objects.filter(order__in=order_ids, ended_at__isnull=True)
    link_ids = list(links.values_list("pk", flat=True))
    unsent = Message.objects.filter(
        about_id__in=link_ids, state__in=[MessageState.QUEUED, MessageState.DEAD]
    )
    rows: list[QuerySet[Any]] = [
        IdRecord.objects.filter(recipient__in=people),
        Recipient.objects.filter(Q(pk__in=people) | Q(merged_into__in=people)),
        orders,
        links,
        unsent,
    ]
    if joining:
        rows += [
            Decision.objects.filter(order__in=order_ids, sealed__isnull=False),
            Override.objects.filter(order__in=order_ids, sealed__isnull=False),
        ]
    return {key: columns for some in rows for key, columns in _seen(some).items()}


def changes(before: Seen) -> Changes:
    """What is otherwise now than it was, and the links that were made meanwhile."""
    now: Seen = {}
    for model, ids in _by_model(before).items():
        now |= _seen(model._default_manager.filter(pk__in=ids))
    found: Changes = []
    for row, columns in before.items():
        after = {
            name: value for name, value in now[row].items() if value != columns[name]
        }
        if after:
            was = {name: columns[name] for name in after}
            found.append({"row": list(row), "before": was, "after": after})
    label = UploadLink._meta.label_lower
    order_label = Order._meta.label_lower
    orders = [UUID(pk) for model, pk in before if model == order_label]
    made = UploadLink.objects.filter(order__in=orders, ended_at__isnull=True)
    known = {pk for model, pk in before if model == label}
    links = [str(pk) for pk in made.values_list("pk", flat=True)]
    return found + [{"row": [label, pk]} for pk in links if pk not in known]


def rows_of(found: Changes, model: type[Model]) -> list[UUID]:
    """The rows of this model in these changes."""
    label = model._meta.label_lower
    return [UUID(each["row"][1]) for each in found if each["row"][0] == label]


def put_back(found: Changes) -> None:
    """Give every row its columns of before; new links go, nobody was told of them.

    Raises Refusal (changed, opened) where something happened since; then nothing is
    changed. People, orders and the record itself are locked by the caller.
    """
    made = [UUID(each["row"][1]) for each in found if "before" not in each]
    touched = [each for each in found if "before" in each]
    _demand_unused(made)
    current = _locked(touched)
    touched = [each for each in touched if _is_as_left(each, current)]
    UploadLink.objects.filter(pk__in=made).delete()
    for each in sorted(touched, key=_turn):
        model = BY_LABEL[each["row"][0]]
        values = {
            name: _decoded(model, name, value) for name, value in each["before"].items()
        }
        if model is IdRecord:
            # A page that was open before must not decide what it did not show.
            values["version"] = F("version") + 1
        model._default_manager.filter(pk=each["row"][1]).update(**values)


def _turn(change: dict[str, Any]) -> tuple[int, bool]:
    """Rows that make room for others first: one document of a family is approved."""
    model = BY_LABEL[change["row"][0]]
    return list(COLUMNS).index(model), change["before"].get("state") == "ACCEPTED"


def _demand_unused(links: Sequence[UUID]) -> None:
    rows = (
        UploadLink.objects.select_for_update(no_key=True)
        .filter(pk__in=links)
        .order_by("pk")
    )
    for link in rows:
        if link.opened_at or link.record_id or link.ended_at:
            raise Refusal(
                _("The new link was opened already. The decision stands."),
                code="opened",
            )
    if len(rows) != len(links):
        raise happened_since()


def _is_as_left(change: dict[str, Any], current: Seen) -> bool:
    """Whether a row still is as the decision left it; raises Refusal if not.

    A message that left all the same, or was dropped, is no reason to refuse.
    """
    label, pk = change["row"]
    now = current.get((label, pk))
    same = now is not None and all(
        now[name] == value for name, value in change["after"].items()
    )
    if not same and BY_LABEL[label] is not Message:
        raise happened_since()
    return same


def happened_since() -> Refusal:
    """What undoing is refused with."""
    return Refusal(
        _(
            "Something else happened to this person's orders since. "
            "The decision stands."
        ),
        code="changed",
    )


def _locked(found: Changes) -> Seen:
    seen: Seen = {}
    rows = _by_model([tuple(each["row"]) for each in found])
    for model in COLUMNS:
        ids = rows.get(model, [])
        some = model._default_manager.filter(pk__in=ids).order_by("pk")
        seen |= _seen(some.select_for_update(no_key=True))
    return seen


def _orders_of(people: Collection[UUID], *, joining: bool) -> QuerySet[Order]:
    if joining:
        return Order.objects.filter(Q(recipient__in=people) | Q(holder__in=people))
    return Order.objects.filter(
        holder__in=people, level=Level.IMAGES, stage__in=OPEN_STAGES
    )


def _by_model(rows: Collection[Any]) -> dict[type[Model], list[str]]:
    found: dict[type[Model], list[str]] = defaultdict(list)
    for label, pk in rows:
        found[BY_LABEL[label]].append(pk)
    return found


def _seen(rows: QuerySet[Any]) -> Seen:
    names = COLUMNS[rows.model]
    label = rows.model._meta.label_lower
    return {
        (label, str(row.pop("pk"))): {
            name: _encoded(value) for name, value in row.items()
        }
        for row in rows.values("pk", *names)
    }


def _encoded(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case UUID():
            return str(value)
        case bytes() | memoryview():
            return b64encode(value).decode()
    return value


def _decoded(model: type[Model], name: str, value: Any) -> Any:
    field: Any = model._meta.get_field(name.removesuffix("_id"))
    if value is None:
        return None
    if isinstance(field, BinaryField):
        return b64decode(value)
    column = field.target_field if field.is_relation else field
    return column.to_python(value)
