"""Published versions: guarded by the database, and held against a draft."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from clearance.channels.models import IdRequirementRule
from clearance.channels.queries import conflicts_with, rules_in_force
from tests.factories import NOW

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 21)


def draft(**fields):
    kept = {
        "code": "OWN",
        "version": 1,
        "level": "NUMBER_ONLY",
        "subject": "ORDERER",
        "because": "A reason of its own.",
        "source_note": "A letter.",
        "starts_on": DAY,
    }
    return IdRequirementRule(**kept | fields)


def published(**fields):
    row = draft(state="PUBLISHED", published_at=NOW, **fields)
    row.save()
    return row


@pytest.mark.parametrize(
    "change",
    [
        {"because": "Another."},
        {"level": "UNDECIDED", "subject": ""},
        {"ends_on": DAY},
    ],
)
def test_a_published_version_is_never_changed(change):
    row = IdRequirementRule.objects.get(code="CN-DIRECT-POSTAL")

    with pytest.raises(DatabaseError), transaction.atomic():
        IdRequirementRule.objects.filter(pk=row.pk).update(**change)

    row.refresh_from_db()
    assert (row.level, row.subject) == ("IMAGES", "RECIPIENT")


def test_a_rule_ends_by_its_next_version_and_no_earlier_one_comes_back():
    published(code="CN-DIRECT-POSTAL", version=2, destination="CN", ends_on=DAY)

    codes = {rule.code for rule in rules_in_force(DAY + timedelta(days=1))}
    assert "CN-DIRECT-POSTAL" not in codes


def test_a_draft_changes_until_it_is_published():
    row = draft()
    row.save()

    row.because = "Said better."
    row.state, row.published_at = "PUBLISHED", NOW
    row.save()

    assert [r.code for r in rules_in_force(DAY)].count("OWN") == 1


def test_drafts_decide_nothing():
    draft().save()

    assert "OWN" not in {rule.code for rule in rules_in_force(DAY)}


def test_a_published_version_with_a_later_start_takes_the_place_of_the_first():
    published(
        code="CN-STOCK",
        version=2,
        destination="CN",
        channel="domestic_stock",
        clearance_mode="0110",
    )

    def versions(on):
        return [r.version for r in rules_in_force(on) if r.code == "CN-STOCK"]

    assert versions(DAY - timedelta(days=1)) == [1]
    assert versions(DAY) == [2]


def test_a_draft_is_told_which_published_rules_it_could_tie_with():
    same = draft(destination="CN", channel="direct_mail", clearance_mode="POSTAL")
    narrower = draft(
        destination="CN",
        channel="direct_mail",
        clearance_mode="POSTAL",
        carrier_kind="POST",
    )
    beside = draft(destination="CN", channel="direct_mail", clearance_mode="0110")

    assert [rule.code for rule in conflicts_with(same)] == ["CN-DIRECT-POSTAL"]
    assert conflicts_with(narrower) == []
    assert conflicts_with(beside) == []


def test_a_draft_of_the_next_version_does_not_tie_with_the_one_it_replaces():
    row = draft(
        code="CN-DIRECT-POSTAL",
        version=2,
        destination="CN",
        channel="direct_mail",
        clearance_mode="POSTAL",
    )

    assert conflicts_with(row) == []


def test_a_version_is_there_once():
    draft().save()

    with pytest.raises(IntegrityError), transaction.atomic():
        draft().save()


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": ""},
        {"level": "NONE"},
        {"ends_on": DAY - timedelta(days=1)},
        {"state": "PUBLISHED"},
        {"level": "SOME"},
        {"carrier_kind": "PIGEON"},
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        draft(**wrong).save()
