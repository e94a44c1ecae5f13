"""Roles of the staff: the groups follow the reviewed file, never the other way."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.accounts import access, rules
from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.lib.verdicts import Refusal

ROLES_FILE = Path("config/roles.toml")


@dataclass(frozen=True, slots=True)
class Synced:
    """How many roles there are now, and which of them changed or went."""

    roles: int
    changed: list[str]
    removed: list[str]


@transaction.atomic
def sync_roles(*, by: User | None, now: datetime, file: Path | None = None) -> Synced:
    """Make the groups what the file of roles says, and log what changed.

    Doing it again changes nothing. Raises Refusal when the file names a permission
    that does not exist: then nothing was changed at all.
    """
    source = file or settings.BASE_DIR / ROLES_FILE
    roles = rules.roles_in(tomllib.loads(source.read_text(encoding="utf-8")))
    known = _permissions()
    if unknown := sorted(
        f"{role.code}: {name}"
        for role in roles
        for name in role.permissions
        if name not in known
    ):
        raise Refusal(
            _("The file of roles names permissions that do not exist: %s")
            % ", ".join(unknown),
            "unknown_permission",
        )

    changes = []
    for role in roles:
        group, is_new = Group.objects.get_or_create(name=role.code)
        wanted = {known[name] for name in role.permissions}
        held = set(group.permissions.all())
        if is_new or wanted != held:
            group.permissions.set(wanted)
            changes.append((group, _difference(wanted, held)))
    gone = list(Group.objects.exclude(name__in=[role.code for role in roles]))
    removed = sorted(group.name for group in gone)

    lines = [
        audit.line("role.changed", about=group, by=by, now=now, reason=reason)
        for group, reason in changes
    ] + [audit.line("role.removed", about=group, by=by, now=now) for group in gone]
    for group in gone:
        group.delete()
    audit.record_many(lines)
    return Synced(len(roles), [group.name for group, _reason in changes], removed)


@transaction.atomic
def set_roles(
    user: User, roles: Iterable[str], *, by: User | None, now: datetime
) -> None:
    """Give a member of staff exactly these roles; nobody changes their own."""
    if by is not None:
        access.may(by, "clearance.change_user").demand()
        if by.pk == user.pk:
            raise Refusal(_("Nobody changes their own roles."), "same_person")
    if not user.is_staff:
        raise Refusal(_("Roles are for staff."), "not_staff")
    groups = groups_of(roles)
    if "admin" not in {group.name for group in groups}:
        keep_an_admin_besides(user)
    user.groups.set(groups)
    audit.record(
        "account.roles_set", about=user, by=by, now=now, reason=codes_of(groups)
    )


def keep_an_admin_besides(user: User) -> None:
    """Refusal when this is the only administrator; two at once wait for each other."""
    locked = access.active_admins().select_for_update(of=("self",)).order_by("pk")
    list(locked)
    # Asked again: whoever held the lock before may have changed roles meanwhile.
    if [admin.pk for admin in access.active_admins()] == [user.pk]:
        raise Refusal(_("This is the last administrator."), "last_admin")


def groups_of(roles: Iterable[str]) -> list[Group]:
    """The groups of these roles; Refusal when one of them is unknown."""
    wanted = set(roles)
    groups = list(Group.objects.filter(name__in=wanted).order_by("name"))
    if len(groups) != len(wanted):
        raise Refusal(_("There is no such role; run sync_roles first."), "unknown_role")
    return groups


def codes_of(groups: Sequence[Group]) -> str:
    """The roles as the log keeps them."""
    return ",".join(group.name for group in groups)[:120]


def _permissions() -> dict[str, Permission]:
    return {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }


def _difference(wanted: set[Permission], held: set[Permission]) -> str:
    """What was given and taken, as codes, cut where the log's column ends."""
    given = sorted(f"+{permission.codename}" for permission in wanted - held)
    taken = sorted(f"-{permission.codename}" for permission in held - wanted)
    return ",".join([*taken, *given])[:120]
