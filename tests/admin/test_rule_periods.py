"""Until when a version of a rule is in force, as the list and its page say it."""

from datetime import timedelta

import pytest

from clearance.admin.requirement_words import period
from clearance.channels.models import IdRequirementRule
from clearance.channels.queries import with_replacement
from clearance.channels.services import publish, save_draft
from clearance.channels.services.drafts import copy_of
from tests.channels.drafting import DAY, NOW, author, publisher, saved_draft

pytestmark = pytest.mark.django_db


def periods():
    rows = with_replacement(IdRequirementRule.objects.filter(code="OWN"))
    return [period(rule) for rule in rows.order_by("version")]


def next_version(rule, begins):
    following = copy_of(rule, now=NOW)
    following.starts_on = begins
    return publish(save_draft(following, by=author(), now=NOW), by=publisher(), now=NOW)


def test_a_version_ends_the_day_before_the_next_one_begins():
    first = publish(saved_draft(), by=publisher(), now=NOW)
    assert periods() == ["since 21 Nov 2026"]

    next_version(first, DAY + timedelta(days=10))

    assert periods() == ["21 Nov 2026 – 30 Nov 2026", "since 1 Dec 2026"]


def test_a_draft_replaces_nothing_yet():
    first = publish(saved_draft(), by=publisher(), now=NOW)

    save_draft(copy_of(first, now=NOW), by=author(), now=NOW)

    assert periods()[0] == "since 21 Nov 2026"


def test_a_version_replaced_before_it_began_was_never_in_force():
    first = publish(
        saved_draft(starts_on=DAY + timedelta(days=5)), by=publisher(), now=NOW
    )

    next_version(first, DAY + timedelta(days=5))

    assert periods()[0] == "never"
