"""Roles as the file says them, and the form of log-in names and passwords."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LOGIN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}", re.ASCII)
"""Small letters only: nobody has to ask whether the M was a capital."""

SHOP_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}", re.ASCII)

CLEAR_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What can be read out and typed: no 0, o, 1, l, i."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the staff: what it may, each with its reason."""

    code: str
    name: str
    because: str
    permissions: Mapping[str, str]


class RoleFileWrong(ValueError):
    """The file of roles cannot be used; the message says where and why."""


def roles_in(document: Mapping[str, Any]) -> list[Role]:
    """The roles of a parsed roles file.

    Raises RoleFileWrong when a role or a permission lacks its reason, or a
    permission is not written `app.codename`.
    """
    roles = []
    for code, said in document.items():
        if (
            not isinstance(said, dict)
            or not said.get("name")
            or not said.get("because")
        ):
            raise RoleFileWrong(f"The role {code} needs a name and a reason.")
        permissions = said.get("permissions", {})
        for permission, because in permissions.items():
            if permission.count(".") != 1:
                raise RoleFileWrong(f"{code}: {permission} is not app.codename.")
            if not isinstance(because, str) or not because.strip():
                raise RoleFileWrong(f"{code}: {permission} has no reason.")
        roles.append(Role(code, said["name"], said["because"], dict(permissions)))
    return roles


def is_login_name(name: str) -> bool:
    """3 to 40 small letters, digits, dots, dashes or underscores."""
    return LOGIN_NAME.fullmatch(name) is not None


def is_code(code: str) -> bool:
    """A shop's code: 2 to 40 small letters, digits or dashes."""
    return SHOP_CODE.fullmatch(code) is not None


def in_groups(letters: str) -> str:
    """Letters in groups of four, as people read them out."""
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
