"""A sealed column can be kept and read, never searched."""

import pytest
from django.core.exceptions import FieldError
from django.db import models
from django.test.utils import isolate_apps

from clearance.keys.fields import SealedField


@isolate_apps("clearance")
def a_model():
    class Sealed(models.Model):
        sealed = SealedField(null=True)

        class Meta:
            app_label = "clearance"

        def __str__(self):
            return "sealed"

    return Sealed


@pytest.mark.parametrize(
    "lookup",
    ["exact", "in", "startswith", "contains", "gt", "regex", "length", "year"],
)
def test_every_search_is_refused(lookup):
    rows = a_model()._default_manager.all()

    with pytest.raises(FieldError) as refused:
        rows.filter(**{f"sealed__{lookup}": b"a"})

    assert str(refused.value) == "'sealed' is sealed: it cannot be searched."


def test_whether_it_was_erased_can_be_asked():
    rows = a_model()._default_manager.filter(sealed__isnull=True)

    assert str(rows.query).endswith('"sealed" IS NULL')


def test_it_is_not_for_forms():
    assert a_model()._meta.get_field("sealed").editable is False


def test_it_gives_bytes_from_every_database():
    field = SealedField()

    assert field.from_db_value(memoryview(b"abc"), None, None) == b"abc"
    assert type(field.from_db_value(memoryview(b"abc"), None, None)) is bytes
    assert field.from_db_value(None, None, None) is None


def test_migrations_name_it_by_its_room():
    assert SealedField(null=True).deconstruct()[1:] == (
        "clearance.keys.fields.SealedField",
        [],
        {"null": True},
    )
