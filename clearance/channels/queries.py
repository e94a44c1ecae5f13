"""Rules in force, channels with their other names, carriers with their kind."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import OuterRef, QuerySet, Subquery

from clearance.channels.enums import RuleState, StopState
from clearance.channels.models import (
    Carrier,
    FulfilmentChannel,
    IdRequirementRule,
    PolicyStop,
)
from clearance.channels.rules import (
    CONDITIONS,
    Rule,
    conflicts,
    stop_rule,
    versions_in_force,
)
from clearance.lib.request_context import remembered

UNWRITTEN = {"state", "published_at", "published_by"}
"""Columns of a rule that publishing sets: no part of what was rehearsed."""


def rules_in_force(on: date) -> tuple[Rule, ...]:
    """The published versions that apply on a day in Asia/Shanghai."""
    return tuple(map(as_rule, rows_in_force(on)))


def stops_standing() -> tuple[Rule, ...]:
    """The stops that stand now, as the rules take them: one query."""
    rows = PolicyStop.objects.filter(state=StopState.STANDING).order_by("pk")
    return tuple(
        stop_rule(row.pk, row.code, platform=row.platform, channel=row.channel)
        for row in rows
    )


def rows_in_force(on: date) -> list[IdRequirementRule]:
    """The rows of the published versions that apply on a day, by code: one query."""
    begun = list(_published().filter(starts_on__lte=on))
    applying = {rule.id for rule in versions_in_force(map(as_rule, begun), on)}
    return [row for row in begun if row.pk in applying]


def with_replacement(rows: QuerySet[IdRequirementRule]) -> QuerySet[IdRequirementRule]:
    """Versions, each with the day on which a later one takes over as `replaced_on`."""
    later = _published().filter(code=OuterRef("code"), version__gt=OuterRef("version"))
    first = later.order_by("starts_on").values("starts_on")[:1]
    return rows.annotate(replaced_on=Subquery(first))


def conflicts_with(row: IdRequirementRule) -> list[Rule]:
    """The published rules with which this version could tie, were it published too."""
    draft = as_rule(row)
    others = [as_rule(each) for each in _published().exclude(pk=row.pk)]
    pairs = conflicts([*others, draft])
    return [one for one, other in pairs if other is draft]


def _published() -> QuerySet[IdRequirementRule]:
    rows = IdRequirementRule.objects.filter(state=RuleState.PUBLISHED)
    return rows.order_by("code", "version")


def as_rule(row: IdRequirementRule) -> Rule:
    """A rule's row as the pure rules take it."""
    return Rule(
        id=row.pk,
        code=row.code,
        version=row.version,
        level=row.level,
        subject=row.subject,
        sides=tuple(row.sides),
        document_types=tuple(row.document_types),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        paid_from_minor=row.paid_from_minor,
        paid_below_minor=row.paid_below_minor,
        also_asked=tuple(row.also_asked),
        **{name: getattr(row, name) for name in CONDITIONS},
    )


def channel_table() -> dict[str, FulfilmentChannel]:
    """The channels that are in use, by code."""
    return remembered("channel_table", _channels)


def _channels() -> dict[str, FulfilmentChannel]:
    return {row.code: row for row in FulfilmentChannel.objects.filter(is_active=True)}


def channel_names(
    channels: Sequence[FulfilmentChannel] | None = None,
) -> dict[str, str]:
    """Every way a shop may write a channel, with the code it means."""
    rows = channel_table().values() if channels is None else channels
    names = {alias: row.code for row in rows for alias in row.aliases}
    return names | {row.code: row.code for row in rows}


def carrier_kinds() -> dict[str, str]:
    """Courier or post, by the carrier's name in lower case."""
    return {row.name.casefold(): row.kind for row in Carrier.objects.all()}


def digest_of(row: IdRequirementRule) -> str:
    """What identifies this very wording of a draft: every column a person writes."""
    written = [
        field.attname
        for field in row._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in UNWRITTEN
    ]
    said = {name: getattr(row, name) for name in written}
    text = json.dumps(said, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def rules_with(draft: IdRequirementRule) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules of the draft's first day without it, and with it published.

    Without stops: what the rules say is asked, for the day when a stop is lifted.
    """
    day = draft.starts_on
    published = [as_rule(row) for row in _published().filter(starts_on__lte=day)]
    without = versions_in_force(published, day)
    with_it = versions_in_force([*published, as_rule(draft)], day)
    return tuple(without), tuple(with_it)


def rules_after(draft: IdRequirementRule) -> tuple[Rule, ...]:
    """The rules of the day after the draft's last one; none where it has no last."""
    if draft.ends_on is None:
        return ()
    day = draft.ends_on + timedelta(days=1)
    published = [as_rule(row) for row in _published().filter(starts_on__lte=day)]
    return tuple(versions_in_force([*published, as_rule(draft)], day))
