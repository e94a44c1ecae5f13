"""What staff read of a check: words and times, and nothing of the person."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from clearance.channels.enums import Level
from clearance.identity import services
from clearance.identity.models import RealNameBudget
from clearance.identity.queries.realname import finding_of
from clearance.orders.services import set_number
from clearance.reports.real_names import real_name_of
from tests.factories import NOW, make_order, make_record

pytestmark = pytest.mark.django_db


def waiting(person, **other):
    said = {"number": person.number, "name": person.name, "with_photos": False}
    record = make_record(state="PENDING", **said | other)
    services.ask_real_name(record, now=NOW)
    return record


def drive(now=NOW):
    services.plan_real_name_checks(now=now)
    return services.drive_real_name_checks(now=now)


def shown(about):
    said = real_name_of(about)
    page = render_to_string("components/real_name.html", {"real_name": said})
    return said, page


@pytest.mark.parametrize(
    ("other", "tone", "word"),
    [
        ({}, "done", "Belong together"),
        ({"name": "别样本"}, "act", "Another name"),
        ({"number": "110101195001010008"}, "wait", "Not on record"),
    ],
)
def test_an_answer_is_a_badge_with_its_sentence(standin, people, other, tone, word):
    record = waiting(people[0], **other)
    before, _page = shown(record)
    drive()

    said, page = shown(record)

    assert (before.tone, before.word) == ("info", "Being checked")
    assert (said.tone, said.word, said.again_at) == (tone, word, None)
    assert f'data-s="{tone}">{word}<' in page
    assert "Stand-in" in page
    assert "given before" not in page
    assert people[0].number not in page
    assert people[0].name not in page


def test_an_answer_given_before_is_said_to_be_one(standin, people):
    waiting(people[0])
    drive()
    record = waiting(people[0])
    drive(NOW + timedelta(days=3))

    said, page = shown(record)

    assert said.is_reused
    assert said.checked_at < NOW + timedelta(days=1)
    assert "an answer given before" in page


def test_what_could_not_run_says_why_and_when_it_is_tried_again(standin, people):
    record = waiting(people[0])
    standin.mood = "garbage"
    drive()

    said, page = shown(record)

    assert (said.tone, said.word) == ("none", "Could not run")
    assert "The provider&#x27;s answer could not be understood." in page
    assert "Tried again" in page
    assert said.again_at > NOW


def test_over_budget_it_is_tried_again_the_next_day(standin, people):
    RealNameBudget.objects.create(per_day=0)
    record = waiting(people[0])
    drive()

    said, _page = shown(record)

    assert said.sentence == "As many checks were made today as are allowed."
    assert said.again_at == NOW + timedelta(hours=12)  # midnight in Shanghai


def test_without_a_provider_it_is_said_once_and_for_all(people):
    record = waiting(people[0])
    drive()

    said, page = shown(record)

    assert said.sentence == "No provider of such checks is set up."
    assert "Tried again" not in page


def test_an_order_waits_for_its_check_only_where_there_is_a_provider(
    standin, people, settings
):
    sealed = {
        "orderer_name": people[0].name,
        "orderer_id_number": people[0].number,
    }
    order = make_order(Level.NUMBER_ONLY, sealed=sealed)

    assert shown(order)[0].word == "Being checked"
    settings.REALNAME_URL = ""
    assert real_name_of(order) is None


def test_an_answer_about_another_number_is_none(standin, people):
    sealed = {
        "orderer_name": people[0].name,
        "orderer_id_number": people[0].number,
    }
    order = make_order(Level.NUMBER_ONLY, sealed=sealed)
    drive()
    assert shown(order)[0].word == "Belong together"

    set_number(
        order,
        name=people[1].name,
        document_type="RESIDENT_ID",
        number=people[1].number,
        now=NOW + timedelta(hours=1),
    )
    order.refresh_from_db()

    assert finding_of(order).outcome is None
    assert shown(order)[0].word == "Being checked"


def test_where_nothing_is_checked_nothing_is_shown():
    said, page = shown(make_order(Level.IMAGES))

    assert said is None
    assert page.strip() == ""
