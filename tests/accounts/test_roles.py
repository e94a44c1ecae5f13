"""The groups of the staff follow the reviewed file."""

import json
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.utils import timezone

from clearance.accounts import rules, services
from clearance.audit.models import AuditEntry
from clearance.lib.verdicts import Refusal

pytestmark = pytest.mark.django_db

ONE_ROLE = """
[checker]
name = "Checker"
because = "Looks."
[checker.permissions]
"clearance.view_order" = "Looks at orders."
"""


def held(role):
    permissions = Group.objects.get(name=role).permissions.all()
    return {f"clearance.{permission.codename}" for permission in permissions}


def test_the_file_of_roles_makes_the_groups():
    services.sync_roles(by=None, now=timezone.now())

    assert set(Group.objects.values_list("name", flat=True)) == {
        "admin", "policy", "reviewer", "supervisor", "support", "customs",
        "operations", "auditor",
    }  # fmt: skip
    assert held("reviewer") == {
        "clearance.review_idrecord",
        "clearance.view_rejectionreason",
    }


def test_doing_it_again_changes_nothing_and_logs_nothing():
    first = services.sync_roles(by=None, now=timezone.now())
    lines = AuditEntry.objects.count()

    second = services.sync_roles(by=None, now=timezone.now())

    assert len(first.changed) == 8
    assert (second.changed, second.removed) == ([], [])
    assert AuditEntry.objects.count() == lines


def test_a_permission_given_by_hand_is_taken_back_and_logged():
    services.sync_roles(by=None, now=timezone.now())
    reviewer = Group.objects.get(name="reviewer")
    reviewer.permissions.add(Permission.objects.get(codename="publish_rule"))

    synced = services.sync_roles(by=None, now=timezone.now())

    assert synced.changed == ["reviewer"]
    assert "clearance.publish_rule" not in held("reviewer")
    line = AuditEntry.objects.order_by("seq").last()
    assert (line.action, line.reason_code) == ("role.changed", "-publish_rule")


def test_a_role_no_longer_in_the_file_goes(tmp_path):
    services.sync_roles(by=None, now=timezone.now())
    file = tmp_path / "roles.toml"
    file.write_text(ONE_ROLE)

    synced = services.sync_roles(by=None, now=timezone.now(), file=file)

    assert "reviewer" in synced.removed
    assert list(Group.objects.values_list("name", flat=True)) == ["checker"]


def test_an_unknown_permission_is_refused_by_name_and_nothing_changes(tmp_path):
    file = tmp_path / "roles.toml"
    file.write_text(ONE_ROLE + '"clearance.fly" = "It would be nice."\n')

    with pytest.raises(Refusal) as refusal:
        services.sync_roles(by=None, now=timezone.now(), file=file)

    assert refusal.value.code == "unknown_permission"
    assert "checker: clearance.fly" in str(refusal.value)
    assert not Group.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"x": {"name": "X"}},
        {"x": {"name": "X", "because": "y", "permissions": {"view_order": "z"}}},
        {"x": {"name": "X", "because": "y", "permissions": {"clearance.a": " "}}},
    ],
    ids=["no reason for the role", "not app.codename", "no reason for the permission"],
)
def test_every_role_and_permission_has_its_reason(wrong):
    with pytest.raises(rules.RoleFileWrong):
        rules.roles_in(wrong)


def test_the_command_says_what_it_did_in_one_object():
    out = StringIO()

    call_command("sync_roles", "--json", stdout=out)

    said = json.loads(out.getvalue())
    assert said["roles"] == 8
    assert len(said["changed"]) == 8


@pytest.mark.parametrize(
    "permission",
    ["confirm_override", "publish_rule", "review_idrecord"],
)
def test_what_needs_a_second_person_is_held_by_a_role(permission):
    services.sync_roles(by=None, now=timezone.now())

    holders = Group.objects.filter(permissions__codename=permission)

    assert holders.exists()


@pytest.mark.parametrize("role", ["support", "auditor", "admin", "operations"])
def test_roles_that_must_not_see_documents_cannot(role):
    services.sync_roles(by=None, now=timezone.now())

    seeing = {"clearance.review_idrecord", "clearance.reveal_recipient"}

    assert held(role) & seeing == set()
