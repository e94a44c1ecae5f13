import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from clearance.lib import guards
from tests.guards import lifted_guards

pytestmark = pytest.mark.django_db


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, state, note FROM scratch ORDER BY id")
        return cursor.fetchall()


def refused(sql):
    try:
        with transaction.atomic():
            run(sql)
    except IntegrityError as error:
        return "append-only" in str(error)
    return False


@pytest.fixture
def scratch(monkeypatch):
    """A table of two rows, and a list of guards that holds nothing else."""
    monkeypatch.setattr(guards, "_guards", {})
    run("CREATE TABLE scratch (id integer PRIMARY KEY, state varchar(9), note text)")
    run("INSERT INTO scratch VALUES (1, 'DRAFT', 'a'), (2, 'PUBLISHED', 'b')")


def test_a_guarded_table_refuses_every_change_but_takes_new_rows(scratch):
    guards.guard("scratch")
    guards.install_guards()

    assert refused("UPDATE scratch SET note = 'x' WHERE id = 1")
    assert refused("UPDATE scratch SET note = note")
    assert refused("DELETE FROM scratch WHERE id = 2")
    assert refused("DELETE FROM scratch")
    run("INSERT INTO scratch VALUES (3, 'DRAFT', 'c')")
    assert rows() == [(1, "DRAFT", "a"), (2, "PUBLISHED", "b"), (3, "DRAFT", "c")]


def test_a_guarded_table_is_not_truncated(scratch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    guards.guard("scratch", events=["TRUNCATE"])
    guards.install_guards()

    assert refused("TRUNCATE scratch")


def test_an_upsert_changes_no_guarded_row(scratch):
    guards.guard("scratch")
    guards.install_guards()

    assert refused(
        "INSERT INTO scratch VALUES (1, 'DRAFT', 'x')"
        " ON CONFLICT (id) DO UPDATE SET note = excluded.note"
    )


def test_a_replacing_insert_changes_no_guarded_row(scratch):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite replaces rows this way")
    guards.guard("scratch", when="OLD.state = 'PUBLISHED'")
    guards.install_guards()

    assert refused("INSERT OR REPLACE INTO scratch VALUES (2, 'DRAFT', 'x')")
    run("INSERT OR REPLACE INTO scratch VALUES (1, 'DRAFT', 'x')")
    assert rows() == [(1, "DRAFT", "x"), (2, "PUBLISHED", "b")]


def test_allowed_columns_may_change_and_others_may_only_be_repeated(scratch):
    guards.guard("scratch", allow_columns=["note"])
    guards.install_guards()

    run("UPDATE scratch SET note = 'x', state = state WHERE id = 1")
    run("UPDATE scratch SET note = NULL WHERE id = 2")
    assert refused("UPDATE scratch SET note = 'y', state = NULL WHERE id = 1")
    assert refused("DELETE FROM scratch WHERE id = 1")
    assert rows() == [(1, "DRAFT", "x"), (2, "PUBLISHED", None)]


def test_a_condition_guards_some_rows_only(scratch):
    guards.guard("scratch", when="OLD.state = 'PUBLISHED'")
    guards.install_guards()

    assert refused("UPDATE scratch SET note = 'x' WHERE id = 2")
    assert refused("DELETE FROM scratch WHERE id = 2")
    run("UPDATE scratch SET state = 'PUBLISHED' WHERE id = 1")
    assert refused("DELETE FROM scratch WHERE id = 1")


def test_a_changed_guard_takes_the_place_of_the_old_one(scratch):
    guards.guard("scratch")
    guards.install_guards()
    guards.guard("scratch", allow_columns=["note"])
    missing = guards.missing_guards()

    guards.install_guards()

    assert missing == ["scratch: UPDATE"]
    assert guards.missing_guards() == []
    run("UPDATE scratch SET note = 'x' WHERE id = 1")
    assert rows() == [(1, "DRAFT", "x"), (2, "PUBLISHED", "b")]


def test_a_trigger_that_refuses_nothing_counts_as_missing(scratch):
    guards.guard("scratch", events=["DELETE"])
    guards.install_guards()
    if connection.vendor == "sqlite":
        run("DROP TRIGGER scratch_guard_delete")
        run(
            "CREATE TRIGGER scratch_guard_delete BEFORE DELETE ON scratch"
            " BEGIN SELECT 1; END"
        )
    else:
        run(
            "CREATE OR REPLACE FUNCTION clearance_refuse_change() RETURNS trigger"
            " LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'"
        )

    assert guards.missing_guards() == ["scratch: DELETE"]

    guards.install_guards()
    assert guards.missing_guards() == []
    assert refused("DELETE FROM scratch")


def test_a_disabled_trigger_counts_as_missing(scratch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite cannot disable a trigger")
    guards.guard("scratch", events=["UPDATE"])
    guards.install_guards()
    run("ALTER TABLE scratch DISABLE TRIGGER ALL")

    assert guards.missing_guards() == ["scratch: UPDATE"]

    guards.install_guards()
    assert guards.missing_guards() == []
    assert refused("UPDATE scratch SET note = 'x'")


def test_a_table_that_is_gone_is_named(scratch):
    guards.guard("scratch_of_old")

    guards.install_guards()

    assert guards.missing_guards() == ["scratch_of_old: TABLE"]


def test_the_guards_of_this_installation_stand_after_migrate():
    assert guards.missing_guards() == []
    assert {"clearance_auditentry", "clearance_chainhead"} <= {*guards.guarded_tables()}


def test_migrate_makes_good_what_a_rebuilt_table_lost():
    with lifted_guards():
        lost = guards.missing_guards()
        call_command("migrate", verbosity=0)
        again = guards.missing_guards()

    assert "clearance_auditentry: DELETE" in lost
    assert again == []
