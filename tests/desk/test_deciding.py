"""Orders no rule covers are decided by a person; against the rules, by two."""

import pytest
from django.contrib.messages import get_messages

from clearance.channels.queries import channel_table
from clearance.lib.masking import mask_name
from clearance.orders.models import Override
from clearance.privacy.enums import Purpose
from tests.admin.conftest import CANARIES, house, staff  # noqa: F401

ANSWER = {"answer": "NONE", "reason": "Samples, cleared with the office."}


def said(answer):
    """The sentences this answer adds, without those said before."""
    return [str(each) for each in get_messages(answer.wsgi_request)._queued_messages]


def test_the_queue_lists_what_no_rule_covers(house, staff):  # noqa: F811
    answer = staff("policy").get("/desk/undecided/?tab=orders")

    assert [order.number for order, *_rest in answer.context["rows"]] == ["U1"]


def test_the_queue_of_numbers_lists_what_lacks_one(house, staff):  # noqa: F811
    answer = staff("support").get("/desk/numbers/")

    assert [order.number for order, *_rest in answer.context["rows"]] == ["N1"]


def test_the_queue_of_numbers_names_whom_the_link_asks(house, staff):  # noqa: F811
    html = staff("support").get("/desk/numbers/").content.decode()

    assert html.count(mask_name(CANARIES["orderer_name"])) == 1
    assert mask_name(CANARIES["recipient_name"]) not in html
    assert CANARIES["orderer_name"] not in html
    assert html.count('<th scope="col">Asked</th>') == 1


def test_the_queue_without_a_rule_names_the_recipient(house, staff):  # noqa: F811
    html = staff("policy").get("/desk/undecided/?tab=orders").content.decode()

    assert html.count(mask_name(CANARIES["recipient_name"])) == 1
    assert html.count('<th scope="col">Recipient</th>') == 1


@pytest.mark.parametrize(
    ("path", "role", "order"),
    [
        ("/desk/numbers/", "support", "number"),
        ("/desk/undecided/?tab=orders", "policy", "undecided"),
    ],
)
def test_queues_name_the_channel_in_words(house, staff, path, role, order):  # noqa: F811
    code = getattr(house, order).channel

    html = staff(role).get(path).content.decode()

    assert html.count(f"<td>{channel_table()[code]}</td>") == 1
    assert f"<td>{code}</td>" not in html


def test_a_person_decides_and_the_receipt_says_so(house, staff):  # noqa: F811
    answer = staff("customs").post(f"/desk/undecided/{house.undecided.pk}/", ANSWER)

    house.undecided.refresh_from_db()
    assert answer.url == f"/admin/clearance/order/{house.undecided.pk}/change/"
    assert house.undecided.level == "NONE"
    assert said(answer) == ["Decided. The receipt says who and why."]


@pytest.mark.parametrize("missing", ["answer", "reason"])
def test_an_answer_without_its_parts_is_asked_again(house, staff, missing):  # noqa: F811
    typed = {name: value for name, value in ANSWER.items() if name != missing}

    answer = staff("policy").post(f"/desk/undecided/{house.undecided.pk}/", typed)

    house.undecided.refresh_from_db()
    assert answer.status_code == 422
    assert answer.context["form"].errors[missing] == ["This field is required."]
    assert house.undecided.level == "UNDECIDED"


def test_an_order_that_a_rule_decided_is_refused(house, staff):  # noqa: F811
    answer = staff("policy").post(f"/desk/undecided/{house.asking.pk}/", ANSWER)

    house.asking.refresh_from_db()
    assert answer.status_code == 409
    assert house.asking.level == "IMAGES"


def test_an_override_counts_once_a_second_person_confirms_it(house, staff):  # noqa: F811
    first, second = staff("policy"), staff("supervisor")

    proposed = first.post(f"/desk/overrides/new/{house.asking.pk}/", ANSWER)
    override = Override.objects.get(order=house.asking)
    alone = first.post(f"/desk/overrides/{override.pk}/confirm/")
    house.asking.refresh_from_db()
    level_before = house.asking.level
    confirmed = second.post(f"/desk/overrides/{override.pk}/confirm/")

    house.asking.refresh_from_db()
    assert said(proposed) == ["Proposed. It counts once a second person confirms it."]
    assert said(alone) == ["Someone else must confirm an override you proposed."]
    assert level_before == "IMAGES"
    assert said(confirmed) == ["Confirmed. The order is decided so."]
    assert house.asking.level == "NONE"


def test_a_refused_override_leaves_the_decision(house, staff):  # noqa: F811
    staff("policy").post(f"/desk/overrides/new/{house.asking.pk}/", ANSWER)
    override = Override.objects.get(order=house.asking)

    answer = staff("supervisor").post(f"/desk/overrides/{override.pk}/refuse/")

    override.refresh_from_db()
    house.asking.refresh_from_db()
    assert said(answer) == ["Refused. The decision stays as it was."]
    assert (override.state, house.asking.level) == ("REFUSED", "IMAGES")


def test_a_second_proposal_for_one_order_is_refused(house, staff):  # noqa: F811
    browser = staff("policy")
    browser.post(f"/desk/overrides/new/{house.asking.pk}/", ANSWER)

    answer = browser.post(f"/desk/overrides/new/{house.asking.pk}/", ANSWER)

    assert answer.status_code == 409
    assert Override.objects.filter(order=house.asking).count() == 1


def test_details_are_shown_for_a_purpose_once_and_not_kept(house, staff):  # noqa: F811
    browser = staff("customs")
    url = f"/desk/people/{house.asking.pk}/reveal/"

    asked = browser.get(url).content.decode()
    without = browser.post(url, {})
    shown = browser.post(url, {"purpose": Purpose.values[0]})

    name = CANARIES["recipient_name"]
    assert name not in asked
    assert without.status_code == 422
    assert name in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("support", "/desk/undecided/{}/"),
        ("support", "/desk/overrides/new/{}/"),
        ("support", "/desk/people/{}/reveal/"),
        ("reviewer", "/desk/numbers/"),
        ("operations", "/desk/overrides/"),
    ],
)
def test_a_role_without_the_right_is_denied(house, staff, role, path):  # noqa: F811
    assert staff(role).get(path.format(house.asking.pk)).status_code == 403
