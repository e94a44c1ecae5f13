"""Constraints that say the same thing on every table."""

from typing import Any

from django.db.models import CheckConstraint, Choices, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _


def one_of(
    field: str, choices: type[Choices], *, blank: bool = False
) -> CheckConstraint:
    """The column holds one of the stored codes (or nothing, where `blank`)."""
    codes = [*choices.values, ""] if blank else list(choices.values)
    return CheckConstraint(
        condition=Q(**{f"{field}__in": codes}),
        name=f"%(class)s_{field}_known",
        violation_error_message=_("This value is not one of the known codes."),
    )


def both_or_neither(first: str, second: str) -> CheckConstraint:
    """When something happened and who did it are known together."""
    return CheckConstraint(
        condition=Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
        | Q(**{f"{first}__isnull": False, f"{second}__isnull": False}),
        name=f"%(class)s_{first}_with_{second}",
        violation_error_message=_("The time and the person belong together."),
    )


def only_one(
    *fields: str, name: str, message: Any, when: Q | None = None
) -> UniqueConstraint:
    """At most one row for these columns, where the condition holds."""
    return UniqueConstraint(
        fields=list(fields), condition=when, name=name, violation_error_message=message
    )
