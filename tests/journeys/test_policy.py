"""From an undecided order to a published rule that decides it, over HTTP."""

import csv

import pytest
from django.utils import timezone

from clearance.channels.models import IdRequirementRule, PolicyStop
from clearance.identity.services import drive_rehearsals, drive_rounds
from clearance.lib.workdays import today
from clearance.orders.models import Decision, Order, Rehearsal
from tests.factories import browser_of, make_order, make_staff

pytestmark = pytest.mark.django_db

RULES = "/admin/clearance/idrequirementrule/"
DRAFT = {
    "code": "CN-DIRECT-BONDED",
    "destination": "CN",
    "channel": "direct_mail",
    "clearance_mode": "1210",
    "level": "NUMBER_ONLY",
    "subject": "ORDERER",
    "because": "The declaration names the orderer.",
    "source_note": "A letter of the broker.",
}


@pytest.fixture
def author(db):
    return browser_of(make_staff("policy", username="author"))


@pytest.fixture
def publisher(db):
    return browser_of(make_staff("policy", username="publisher"))


def now():
    return timezone.now()


def test_from_an_undecided_order_to_the_rule_that_decides_it(author, publisher):
    order = make_order("UNDECIDED", number="U1", now=now())
    draft = DRAFT | {"starts_on": str(today(now()))}

    # The queue offers to make a rule of it; the form begins with the order's facts.
    form = author.get(f"{RULES}add/?ruling={order.ruling_id}&answer=NUMBER_ONLY")
    initial = form.context["adminform"].form.initial
    assert (initial["channel"], initial["clearance_mode"]) == ("direct_mail", "1210")
    assert initial["level"] == "NUMBER_ONLY"

    answer = author.post(f"{RULES}add/", draft)
    assert answer.status_code == 302
    rule = IdRequirementRule.objects.get(code=DRAFT["code"])
    page = f"{RULES}{rule.pk}/change/"
    publish = f"/desk/policy/rules/{rule.pk}/publish/"

    # Nobody publishes what was not rehearsed, and the author never.
    assert publisher.post(publish).status_code == 409
    author.post(f"{RULES}{rule.pk}/do/rehearse/")
    drive_rehearsals(now=now())
    rehearsal = Rehearsal.objects.get()
    shown = author.get(f"/desk/policy/rehearsals/{rehearsal.pk}/")
    assert b"U1" in shown.content
    file = author.get(f"/desk/policy/rehearsals/{rehearsal.pk}/orders.csv")
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    [flip] = csv.DictReader(lines)
    assert (flip["order"], flip["before"], flip["after"]) == (
        "U1",
        "UNDECIDED",
        "NUMBER_ONLY",
    )
    refused = author.post(publish)
    assert refused.status_code == 409
    assert b"Someone else must publish" in refused.content
    rule.refresh_from_db()
    assert rule.state == "DRAFT"

    assert b"Publish" in publisher.get(publish).content
    assert publisher.post(publish).status_code == 302
    drive_rounds(now=now())

    order.refresh_from_db()
    assert order.level == "NUMBER_ONLY"
    receipt = author.get(f"/admin/clearance/order/{order.pk}/change/").content.decode()
    assert "CN-DIRECT-BONDED" in receipt
    earlier = author.get(f"/admin/clearance/order/{order.pk}/decisions/1/")
    assert b"Needs a decision" in earlier.content
    assert Decision.objects.filter(order=order).count() == 2
    # Published: a window without a door.
    assert author.post(page, draft | {"because": "Another."}).status_code == 403
    assert b"All versions" in author.get(page).content


def test_a_tie_is_said_on_the_form_and_nothing_is_kept(author):
    wrong = DRAFT | {"clearance_mode": "POSTAL", "starts_on": str(today(now()))}

    answer = author.post(f"{RULES}add/", wrong)

    assert answer.status_code == 200
    assert b"CN-DIRECT-POSTAL/1" in answer.content
    assert not IdRequirementRule.objects.filter(code=DRAFT["code"]).exists()


@pytest.mark.parametrize(
    "query", ["?copy=x", "?copy=99999999999999999999", "?ruling=-1", "?answer=WHAT"]
)
def test_a_form_begins_empty_where_the_address_is_nonsense(author, query):
    assert author.get(f"{RULES}add/{query}").status_code == 200


def test_a_next_version_begins_with_everything_of_the_last(author):
    rule = IdRequirementRule.objects.get(code="CN-DIRECT-POSTAL")

    form = author.get(f"{RULES}add/?copy={rule.pk}").context["adminform"].form

    assert form.initial["document_types"] == rule.document_types
    assert form.initial["code"] == rule.code


def test_a_stop_over_http_takes_two_people_and_so_does_its_end(author, publisher):
    order = make_order("IMAGES", number="I1", now=now())
    stops = "/desk/policy/stops/"
    proposed = author.post(
        f"{stops}new/", {"channel": "direct_mail", "reason": "Customs closed."}
    )
    assert proposed.status_code == 302
    pk = _stop().pk

    author.post(f"{stops}{pk}/confirm/")
    assert _stop().state == "PROPOSED"
    publisher.post(f"{stops}{pk}/confirm/")
    drive_rounds(now=now())
    order.refresh_from_db()
    assert order.level == "UNDECIDED"
    assert b"Customs closed." in author.get(stops).content

    author.post(f"{stops}{pk}/propose-lifting/", {"reason": "They opened."})
    author.post(f"{stops}{pk}/lift/")
    assert _stop().state == "STANDING"
    publisher.post(f"{stops}{pk}/lift/")
    drive_rounds(now=now())
    assert Order.objects.get().level == "IMAGES"


def _stop():

    return PolicyStop.objects.get()
