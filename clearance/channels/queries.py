"""Rules in force, channels with their other names, carriers with their kind."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from clearance.channels.enums import RuleState
from clearance.channels.models import Carrier, FulfilmentChannel, IdRequirementRule
from clearance.channels.rules import (
    CONDITIONS,
    Rule,
    conflicts,
    versions_in_force,
)
from clearance.lib.request_context import remembered


def rules_in_force(on: date) -> tuple[Rule, ...]:
    """The published versions that apply on a day in Asia/Shanghai."""
    return tuple(map(as_rule, rows_in_force(on)))


def rows_in_force(on: date) -> list[IdRequirementRule]:
    """The rows of the published versions that apply on a day, by code: one query."""
    begun = list(_published().filter(starts_on__lte=on))
    applying = {rule.id for rule in versions_in_force(map(as_rule, begun), on)}
    return [row for row in begun if row.pk in applying]


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
