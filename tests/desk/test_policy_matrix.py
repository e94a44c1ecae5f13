"""The page of the whole policy and the page of what changes: words, links, faults."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clearance.channels.enums import StopState
from clearance.channels.models import IdRequirementRule, PolicyStop
from clearance.channels.queries import rows_in_force
from clearance.lib.workdays import today
from tests.factories import NOW, browser_of, make_staff

pytestmark = pytest.mark.django_db

TODAY = today(NOW)
LATER = TODAY + timedelta(days=9)
LIST = 8


@pytest.fixture
def reader():
    return browser_of(make_staff("policy"))


def publish(code="CN-STOCK", version=2, **fields):
    kept = {
        "destination": "CN",
        "channel": "domestic_stock",
        "clearance_mode": "0110",
        "level": "NUMBER_ONLY",
        "subject": "ORDERER",
        "because": "The law of next month.",
        "source_note": "A letter of the customs office.",
        "starts_on": LATER,
    }
    return IdRequirementRule.objects.create(
        code=code, version=version, state="PUBLISHED", published_at=NOW, **kept | fields
    )


def stop(**fields):
    first, second = make_staff("policy", username="first"), make_staff("supervisor")
    kept = {
        "platform": "JD",
        "reason": "Customs changed their mind.",
        "state": StopState.STANDING,
        "proposed_at": NOW,
        "proposed_by": first,
        "answered_at": NOW,
        "answered_by": second,
    }
    return PolicyStop.objects.create(**kept | fields)


def page(reader, **query):
    return reader.get(reverse("desk:policy"), query)


def diff(reader, **query):
    return reader.get(reverse("desk:policy-diff"), query)


def address(row):
    return reverse("admin:clearance_idrequirementrule_change", args=[row.pk])


def test_every_rule_in_force_shows_with_its_page_and_its_source(reader):
    html = page(reader).content.decode()

    for row in rows_in_force(TODAY):
        assert f'href="{address(row)}"' in html
        assert f"{row.code} v{row.version}" in html
    assert "Tmall Global help (bonded, platform logistics: no upload)." in html


def test_gaps_are_red_counted_and_linked(reader):
    answer = page(reader)

    html = answer.content.decode()
    gaps = answer.context["matrix"].gaps
    assert f'<span class="badge" data-s="act">{len(gaps)} gaps</span>' in html
    assert '<span class="badge" data-s="act">Gap: a person decides</span>' in html
    for _section, _row, cell in gaps:
        assert html.count(f'href="#{cell.anchor}"') == 1
        assert html.count(f'id="{cell.anchor}"') == 1


def test_a_rule_for_the_gap_closes_it(reader):
    before = len(page(reader).context["matrix"].gaps)
    publish(
        "OWN",
        1,
        channel="consolidated",
        clearance_mode="9610",
        logistics="merchant",
        starts_on=TODAY,
    )

    assert len(page(reader).context["matrix"].gaps) == before - 1


def test_a_scheduled_version_shows_with_its_day_and_rules_on_it(reader):
    row = publish()

    now = page(reader).content.decode()
    then = page(reader, on=LATER.isoformat()).content.decode()

    assert "from 30 Nov 2026" in now
    assert "The law of next month." not in now
    assert f'href="{address(row)}"' in now
    assert "The law of next month." in then
    assert "from 30 Nov 2026" not in then


def test_drafts_say_nothing(reader):
    row = publish()
    draft = IdRequirementRule(
        **{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
        | {"id": None, "version": 3, "state": "DRAFT", "published_at": None}
    )
    draft.save()

    assert "CN-STOCK v3" not in page(reader).content.decode()


def test_a_stop_shows_with_its_reason_from_its_day_on(reader):
    stop()

    stopped = page(reader).content.decode()
    before = page(reader, on=(TODAY - timedelta(days=1)).isoformat()).content.decode()

    assert "STOP-" in stopped
    assert "Customs changed their mind." in stopped
    assert '<span class="badge" data-s="wait">Stopped: a person decides</span>' in (
        stopped
    )
    assert "STOP-" not in before


@pytest.mark.parametrize(
    "unconfirmed",
    [
        {"state": StopState.PROPOSED, "answered_at": None, "answered_by": None},
        {"state": StopState.REFUSED},
    ],
)
def test_a_stop_that_nobody_confirmed_stops_nothing(reader, unconfirmed):
    stop(**unconfirmed)

    assert "STOP-" not in page(reader).content.decode()


def test_a_lifted_stop_is_history(reader):
    lifted = NOW + timedelta(minutes=30)
    stop(
        state=StopState.LIFTED,
        answered_at=NOW - timedelta(days=3),
        lift_proposed_at=lifted,
        lift_proposed_by=make_staff("policy", username="first"),
        lifted_at=lifted,
        lifted_by=make_staff("supervisor"),
    )

    then = page(reader, on=(TODAY - timedelta(days=1)).isoformat())

    assert "STOP-" in then.content.decode()
    assert "STOP-" not in page(reader).content.decode()


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "2026-1-1x", "1", "\x00"])
def test_what_is_no_day_is_refused_in_words(reader, day):
    for answer in (page(reader, on=day), diff(reader, **{"from": day})):
        assert answer.status_code == 422
        assert "Write the day as 2026-12-31." in answer.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_are(reader, day):
    assert page(reader, on=day).status_code == 200
    assert diff(reader, **{"from": "0001-01-01", "to": day}).status_code == 200


def test_the_difference_shows_before_and_after(reader):
    was = IdRequirementRule.objects.get(code="CN-STOCK", version=1)
    will = publish()

    answer = diff(reader)

    html = answer.content.decode()
    [moved] = answer.context["difference"].moved
    [spot] = moved.spots
    assert (spot.channel, spot.mode) == ("domestic_stock", "0110")
    assert [line.answer.rule.id for line in moved.before] == [was.pk]
    assert [line.answer.rule.id for line in moved.after] == [will.pk]
    assert "The law of next month." in html
    assert "22 Nov" not in html
    assert "30 Nov 2026" in html


def test_that_nothing_changes_is_said(reader):
    html = diff(reader).content.decode()

    assert "Nothing changes between these days." in html


def test_a_difference_goes_forward(reader):
    answer = diff(reader, **{"from": "2026-12-02", "to": "2026-12-01"})

    assert answer.status_code == 422
    assert "The second day lies before the first." in answer.content.decode()


def test_both_pages_take_few_queries_however_many_rules(reader):
    page(reader)
    for number in range(5):
        publish(f"OWN-{number}", 1, platform="JD", carrier_kind="POST", channel="")
        stop(channel=f"channel-{number}", platform="")

    for show in (page, diff):
        with CaptureQueriesContext(connection) as asked:
            assert show(reader).status_code == 200
        assert len(asked) <= LIST


def test_the_sidebar_leads_to_the_policy(reader):
    html = reader.get(reverse("desk:policy-diff")).content.decode()

    assert f'<a href="{reverse("desk:policy")}" aria-current="page">Policy</a>' in html
