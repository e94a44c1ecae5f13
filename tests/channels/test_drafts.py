"""Drafts: checked when they are saved, published by somebody else, then fixed."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from clearance.audit.models import AuditEntry
from clearance.channels.models import IdRequirementRule
from clearance.channels.services import delete_draft, publish, save_draft
from clearance.channels.services.drafts import copy_of
from clearance.lib.verdicts import Refusal
from tests.channels.drafting import (
    ASKED,
    DAY,
    TOMORROW,
    author,
    draft_of,
    publisher,
    saved_draft,
)
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_a_draft_is_kept_with_its_writer_and_decides_nothing():
    draft = saved_draft()

    assert (draft.state, draft.version) == ("DRAFT", 1)
    assert draft.drafted_by.username == "author"
    [line] = AuditEntry.objects.filter(action="rule.drafted")
    assert line.rule_version == "OWN/1"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"starts_on": DAY - timedelta(days=1)}, "starts_on"),
        ({"ends_on": DAY - timedelta(days=1)}, "ends_on"),
        ({"subject": ""}, "subject"),
        ({"subject": "RECIPIENT"}, "subject"),
        ({"level": "NONE"}, "subject"),
        (ASKED | {"document_types": []}, "document_types"),
        (ASKED | {"sides": []}, "sides"),
        ({"also_asked": ["INN"]}, "level"),
        ({"paid_from_minor": 200, "paid_below_minor": 200}, "paid_below_minor"),
    ],
)
def test_an_answer_that_does_not_fit_together_is_refused(wrong, code):
    with pytest.raises(Refusal) as refused:
        saved_draft(**wrong)

    assert refused.value.code == code
    assert not IdRequirementRule.objects.filter(code="OWN").exists()


def test_a_tie_names_the_other_rule_and_the_facts():
    # As specific as CN-DIRECT-POSTAL, and both match its orders.
    with pytest.raises(Refusal) as refused:
        saved_draft(clearance_mode="POSTAL", destination="CN")

    assert refused.value.code == "conflict"
    assert "CN-DIRECT-POSTAL/1" in str(refused.value)
    assert "POSTAL" in str(refused.value)


def test_a_more_specific_rule_is_no_tie():
    draft = saved_draft(clearance_mode="POSTAL", destination="CN", carrier_kind="POST")

    assert draft.pk


def test_a_second_draft_of_the_same_rule_is_refused():
    saved_draft()

    with pytest.raises(Refusal) as refused:
        saved_draft()

    assert refused.value.code == "code"


def test_the_writer_never_publishes():
    draft = saved_draft()

    with pytest.raises(Refusal) as refused:
        publish(draft, by=author(), now=NOW)

    assert refused.value.code == "second_person"
    draft.refresh_from_db()
    assert draft.state == "DRAFT"


def test_whoever_changed_a_draft_last_is_its_writer():
    draft = saved_draft()
    draft.because = "Another reason."
    save_draft(draft, by=publisher(), now=NOW)

    with pytest.raises(Refusal):
        publish(draft, by=publisher(), now=NOW)

    assert publish(draft, by=author(), now=NOW).state == "PUBLISHED"


def test_a_published_version_is_neither_changed_nor_dropped():
    draft = publish(saved_draft(), by=publisher(), now=NOW)
    draft.because = "Another reason."

    for change in (save_draft, delete_draft):
        with pytest.raises(Refusal) as refused:
            change(draft, by=author(), now=NOW)
        assert refused.value.code == "published"


def test_the_database_keeps_a_published_version_to_the_letter():
    rule = publish(saved_draft(), by=publisher(), now=NOW)
    row = IdRequirementRule.objects.filter(pk=rule.pk)

    with pytest.raises(DatabaseError), transaction.atomic():
        row.update(because="Another reason.")
    with pytest.raises(DatabaseError), transaction.atomic():
        row._raw_delete(row.db)
    assert row.exists()


def test_the_next_version_carries_everything_over_and_begins_tomorrow():
    rule = IdRequirementRule.objects.get(code="CN-DIRECT-POSTAL")

    following = copy_of(rule, now=NOW)

    assert (following.version, following.starts_on) == (2, TOMORROW)
    assert following.document_types == rule.document_types
    assert save_draft(following, by=author(), now=NOW).pk


def test_a_draft_that_ties_by_now_is_not_published():
    draft = saved_draft()
    other = draft_of(code="OTHER", state="PUBLISHED", version=1, published_at=NOW)
    other.save()

    with pytest.raises(Refusal) as refused:
        publish(draft, by=publisher(), now=NOW)

    assert refused.value.code == "conflict"


def test_a_draft_is_dropped():
    draft = saved_draft()

    delete_draft(draft, by=author(), now=NOW)

    assert not IdRequirementRule.objects.filter(code="OWN").exists()
    [line] = AuditEntry.objects.filter(action="rule.dropped")
    assert line.rule_version == "OWN/1"


def test_who_saves_a_draft_without_a_change_is_not_its_writer():
    draft = saved_draft()

    save_draft(IdRequirementRule.objects.get(pk=draft.pk), by=publisher(), now=NOW)

    with pytest.raises(Refusal) as refused:
        publish(draft, by=author(), now=NOW)
    assert refused.value.code == "second_person"


def test_a_day_at_the_end_of_time_is_refused():
    with pytest.raises(Refusal) as refused:
        saved_draft(ends_on=date(9999, 12, 31))

    assert refused.value.code == "ends_on"
