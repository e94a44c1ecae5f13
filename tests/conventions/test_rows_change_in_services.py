"""Rows change in services, and nowhere else: read from the syntax trees of the code.

A service writes the line of the access log in the same transaction, and asks the rules
first. A view that saved a row itself would do neither.
"""

import inspect
from pathlib import Path
from textwrap import dedent

import pytest
from django.apps import apps
from django.contrib import admin

from clearance.admin.base import ReadOnly
from tests.conventions.rows import MANY_TO_MANY, changes_in, changes_of

ROOT = Path(__file__).resolve().parents[2]

ALLOWED = {
    # No rows: pictures and objects.
    ("clearance/demo/pictures.py", "draw"): "a drawn specimen, written as JPEG",
    ("clearance/demo/tampering.py", "_saved"): "a photo that was saved again",
    # Documents nobody sent: what they stand for went through no service.
    ("clearance/demo/papers.py", "Papers.send_in"): "documents of a made-up year",
    ("clearance/identity/photos/darkroom/developing.py", "develop"): "a JPEG",
    ("clearance/identity/photos/marking.py", "_written"): "a JPEG",
    ("clearance/lib/vault/s3.py", "S3Vault.remove"): "an object of the vault",
    # Words staff keep: Django's admin saves the form, its history says who, and the
    # method writes the line of the access log.
    ("clearance/admin/accounts.py", "MerchantAdmin.save_model"): "a shop's name",
    ("clearance/admin/channels.py", "FulfilmentChannelAdmin.save_model"): "a channel",
    ("clearance/admin/channels.py", "CarrierAdmin.save_model"): "a carrier",
    ("clearance/admin/identity.py", "RejectionReasonAdmin.save_model"): "a sentence",
    ("clearance/admin/viewing.py", "ViewingTermsAdmin.save_model"): "two figures",
}
"""Where something else is saved, or Django's admin saves: (file, function) → why."""

SAVED_BY_THE_ADMIN = {
    "Merchant": "name and platform of a shop; making one is a service",
    "FulfilmentChannel": "names of a channel; what customs ask is in the rules",
    "Carrier": "names of carriers",
    "RejectionReason": "the sentences people read",
    "ViewingTerms": "how long and how often shops look at IDs",
}
"""Models whose admin form saves the row itself; its history says who changed what."""


def is_service(file: Path) -> bool:
    return file.name == "services.py" or "services" in file.parts


def is_looked_at(file: Path) -> bool:
    # A migration is the one other place that moves rows; it cannot import services.
    return not is_service(file) and "migrations" not in file.parts


def files() -> list[Path]:
    code = [*(ROOT / "clearance").rglob("*.py"), *(ROOT / "config").rglob("*.py")]
    return sorted(file.relative_to(ROOT) for file in code)


def test_rows_change_in_services_only():
    found = {
        (str(file), change.function): f"{file}:{change.line}: {change.call}"
        for file in files()
        if is_looked_at(file)
        for change in changes_of(ROOT / file)
    }

    assert [found[place] for place in found.keys() - ALLOWED.keys()] == []
    assert ALLOWED.keys() - found.keys() == set()


def test_services_do_change_rows():
    """Else the test above would pass for a walker that sees nothing."""
    changing = [
        file for file in files() if is_service(file) and changes_of(ROOT / file)
    ]

    assert len(changing) >= 20


PLANTED = {
    "order.save()": "a row saved",
    "order.save(update_fields=['stage'])": "some columns saved",
    "form.save()": "a row saved by its form",
    "super().save(*args)": "a row saved by its model",
    "Order.objects.create(number='1')": "a row made",
    "Order.objects.filter(pk=1).update(stage='PAID')": "rows changed by a statement",
    "rows.update(**said)": "columns from a dict",
    "Order.objects.all().delete()": "rows deleted",
    "order.lines.bulk_create(lines)": "many rows",
    "Order.objects.bulk_update(rows, ['stage'])": "many rows changed",
    "Merchant.objects.get_or_create(code='x')": "perhaps a row",
    "Merchant.objects.update_or_create(code='x')": "certainly a row",
    "await order.asave()": "a row saved later",
    "user.groups.set(groups)": "rows of a join table",
    "record.reasons.add(reason)": "a row of a join table",
    "self.model_admin.delete_queryset(request, rows)": "rows deleted as the admin does",
    "cursor.execute('UPDATE clearance_order SET stage = 1')": "SQL",
    "cursor.execute(f'DELETE FROM {table}')": "SQL made of parts",
}
NO_ROWS = [
    "values.update(other)",
    "seen.add(order)",
    "names.clear()",
    "vault.delete(name)",
    "digest.update(chunk)",
    "cursor.execute('SELECT 1')",
    "hashlib.sha256().update(chunk)",
]


@pytest.mark.parametrize("statement", PLANTED, ids=PLANTED.values())
def test_a_planted_change_in_a_view_is_found(statement):
    source = dedent(
        f"""
        async def order_close(request, pk):
            order = rows.get(pk=pk)
            if order.is_open:
                {statement}
        """
    )

    [change] = changes_in(source)

    assert (change.function, change.line) == ("order_close", 5)


@pytest.mark.parametrize("statement", NO_ROWS)
def test_what_changes_no_row_is_left_alone(statement):
    assert list(changes_in(statement)) == []


def test_every_relation_to_many_is_known_to_the_walker():
    relations = {
        field.name
        for model in apps.get_app_config("clearance").get_models()
        for field in model._meta.many_to_many
    }

    assert relations == MANY_TO_MANY


@pytest.mark.parametrize("place", [p for p in ALLOWED if "save_model" in p[1]])
def test_what_the_admin_saves_itself_is_written_into_the_access_log(place):
    _file, method = place
    name = method.partition(".")[0]

    [model_admin] = [
        each for each in admin.site._registry.values() if type(each).__name__ == name
    ]

    assert "note_change(request" in inspect.getsource(type(model_admin).save_model)


def test_an_admin_form_that_saves_a_row_itself_is_named():
    saving = set()
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label != "clearance" or isinstance(model_admin, ReadOnly):
            continue
        saves = type(model_admin).save_model
        own = saves is not admin.ModelAdmin.save_model
        if not own or "super().save_model" in inspect.getsource(saves):
            saving.add(model.__name__)

    assert saving == SAVED_BY_THE_ADMIN.keys()
