import pytest
from django.db import IntegrityError, connection, transaction

from clearance.audit.models import AuditEntry, ChainHead


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda: AuditEntry.objects.update(outcome="DENIED"),
        lambda: AuditEntry.objects.first().save(),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.first().delete(),
        lambda: ChainHead.objects.all().delete(),
    ],
)
def test_the_database_refuses_to_change_the_log(write, change):
    write(2)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change()

    assert list(AuditEntry.objects.values_list("outcome", flat=True)) == [
        "DONE",
        "DONE",
    ]
    assert ChainHead.objects.get().seq == 2


@pytest.mark.django_db
def test_the_database_refuses_to_empty_the_log(write):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    write(2)

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE clearance_auditentry CASCADE")

    assert AuditEntry.objects.count() == 2


@pytest.mark.parametrize("round_", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_finds_an_empty_guarded_log(write, round_):
    assert not AuditEntry.objects.exists()

    write(1)

    with pytest.raises(IntegrityError):
        AuditEntry.objects.all().delete()
