"""Every button of the staff's records: what it does, and its "no" as a message."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from clearance.audit.models import AuditEntry
from clearance.channels.models import FulfilmentChannel
from clearance.identity.models import RejectionReason, UploadLink
from clearance.orders.models import Override
from tests.factories import make_record, make_staff


def said_by(answer):
    """The sentences this answer adds, without those said before."""
    return [str(each) for each in get_messages(answer.wsgi_request)._queued_messages]


def do(browser, row, name):
    """Press a button on a record's page; the sentences that come back."""
    slug = f"clearance_{row._meta.model_name}"
    answer = browser.post(reverse(f"admin:{slug}_do", args=[row.pk, name]))
    assert answer.status_code == 302
    return said_by(answer)


def run(browser, model, action, rows, **more):
    """Run a list action on rows; the sentences that come back."""
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    answer = browser.post(reverse(f"admin:clearance_{model}_changelist"), chosen | more)
    assert answer.status_code == 302
    return said_by(answer)


def test_decide_again_adds_a_decision(house, staff):
    said = do(staff("policy"), house.asking, "again")

    house.asking.refresh_from_db()
    assert house.asking.decision_count == 2
    assert said == ["Decided again. The earlier decision is kept."]


def test_decide_again_of_a_closed_order_is_refused_in_words(house, staff):
    house.asking.stage = "CLOSED"
    house.asking.save()

    said = do(staff("policy"), house.asking, "again")

    house.asking.refresh_from_db()
    assert house.asking.decision_count == 1
    assert said == ["This order is closed."]


def test_send_link_makes_one_and_revoke_ends_it(house, staff):
    browser = staff("support")

    sent = do(browser, house.asking, "link")
    [live] = UploadLink.objects.filter(order=house.asking, ended_at=None)
    revoked = do(browser, house.asking, "revoke")

    live.refresh_from_db()
    assert sent == ["A new link is on its way; the earlier one no longer opens."]
    assert revoked == ["The link no longer opens."]
    assert live.ended_because == "REVOKED"


@pytest.mark.parametrize(
    ("order", "name", "said"),
    [
        (
            "undecided",
            "link",
            "A person has to decide this order first: it is not known what to ask.",
        ),
        (
            "covered",
            "link",
            "A document was sent already and is being reviewed.",
        ),
        ("asking", "revoke", "This order has no live link."),
    ],
)
def test_a_link_that_makes_no_sense_is_refused_in_words(
    house, staff, order, name, said
):
    assert do(staff("support"), getattr(house, order), name) == [said]


def test_a_link_is_sent_again_or_revoked_from_its_own_page(house, staff, link):
    browser = staff("support")

    again = do(browser, link, "resend")
    ended = do(browser, link, "revoke")

    assert again == ["A new link is on its way; the earlier one no longer opens."]
    assert ended == ["This link no longer opens."]


def test_nothing_is_approved_where_its_photos_are_not_seen(house, staff):
    browser = staff("supervisor")

    page = reverse("admin:clearance_idrecord_change", args=[house.record.pk])
    html = browser.get(page).content.decode()
    said = run(browser, "idrecord", "accept", [house.record])

    house.record.refresh_from_db()
    assert reverse("desk:review-open", args=[house.record.pk]) in html
    assert house.record.state == "PENDING"
    assert said == ["No action selected."]


def test_the_list_of_documents_sends_back_with_a_reason_and_says_the_rest(house, staff):
    browser = staff("supervisor")

    first = run(browser, "idrecord", "send_back", [house.record], reason="BLURRED")
    second = run(browser, "idrecord", "send_back", [house.record], reason="BLURRED")

    house.record.refresh_from_db()
    assert house.record.state == "REJECTED"
    assert [each.code for each in house.record.reasons.all()] == ["BLURRED"]
    assert first == ["1 ID sent back."]
    assert second == [f"{house.record.reference}: This document was decided already."]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", "Choose the reason to send them back for. Nothing was sent back."),
        ("NONSENSE", "No action selected."),
    ],
)
def test_without_a_reason_of_ours_no_document_is_sent_back(house, staff, reason, said):
    sentences = run(
        staff("supervisor"), "idrecord", "send_back", [house.record], reason=reason
    )

    house.record.refresh_from_db()
    assert (house.record.state, house.record.claimed_by) == ("PENDING", None)
    assert sentences == [said]


def test_a_second_time_goes_to_a_supervisor_from_the_list_too(house, staff):
    before = make_record(house.covered, state="REJECTED", with_photos=False)
    before.reasons.set(RejectionReason.objects.filter(code="EDITED"))
    browser = staff("reviewer", "auditor", username="second")

    said = run(browser, "idrecord", "send_back", [house.record], reason="EDITED")

    house.record.refresh_from_db()
    assert (house.record.state, house.record.needs_supervisor) == ("PENDING", True)
    because = "This is the second time: a supervisor decides it now."
    assert said == [f"{house.record.reference}: {because}"]


def test_the_list_of_documents_offers_the_active_reasons(house, staff):
    RejectionReason.objects.filter(code="BLURRED").update(is_active=False)

    html = staff("supervisor").get("/admin/clearance/idrecord/").content.decode()

    offered = [html.count(f'<option value="{code}">') for code in ("EDITED", "BLURRED")]
    assert offered == [1, 0]


def test_the_list_of_orders_sends_links_and_says_which_it_could_not(house, staff):
    rows = [house.asking, house.undecided]

    said = run(staff("support"), "order", "send_links", rows)

    first = "A person has to decide this order first: it is not known what to ask."
    assert said == [f"U1: {first}", "1 order done."]


@pytest.mark.parametrize(
    ("roles", "actions"),
    [
        (["support"], ["send_links"]),
        (["policy"], ["decide_again"]),
        (["customs"], ["decide_again", "move_completed", "move_released"]),
        (["auditor"], []),
    ],
)
def test_a_list_offers_the_actions_of_the_role(house, staff, roles, actions):
    form = staff(*roles).get("/admin/clearance/order/").context["action_form"]

    offered = [name for name, _label in form.fields["action"].choices] if form else []
    assert sorted(filter(None, offered)) == actions


@pytest.mark.parametrize("name", ["again", "link", "revoke"])
def test_who_may_not_press_a_button_is_denied(house, staff, name):
    browser = staff("auditor")
    url = reverse("admin:clearance_order_do", args=[house.asking.pk, name])

    assert browser.post(url).status_code == 403


@pytest.mark.parametrize("name", ["decide", "override", "nonsense"])
def test_a_button_without_a_deed_is_not_found(house, staff, name):
    browser = staff("policy")
    url = reverse("admin:clearance_order_do", args=[house.asking.pk, name])

    assert browser.post(url).status_code == 404
    assert browser.get(url).status_code == 405


def test_a_shop_is_made_with_its_main_account_whose_password_is_shown_once(
    house, staff
):
    browser = staff("admin")
    typed = {
        "code": "mori",
        "name": "Mori",
        "platform": "TMALL",
        "main_username": "mori-main",
    }

    answer = browser.post("/admin/clearance/merchant/add/", typed, follow=True)
    later = browser.get("/admin/clearance/merchant/")

    shown = answer.content.decode()
    assert "One-time password of mori-main, shown only now:" in shown
    assert "One-time password of" not in later.content.decode()
    assert "mori-main" in later.content.decode()


def test_a_taken_code_or_log_in_name_is_said_in_words(house, staff):
    make_staff(username="taken")
    typed = {
        "code": "mori",
        "name": "Mori",
        "platform": "TMALL",
        "main_username": "taken",
    }

    answer = staff("admin").post("/admin/clearance/merchant/add/", typed)

    assert said_by(answer) == ["This log-in name is taken."]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("unlock", "This account may try to log in again."),
        ("factor", "The second factor is gone; it is set up anew at the next log-in."),
        ("close", "This account is closed and logged out everywhere."),
        ("open", "This account is open."),
    ],
)
def test_an_administrator_helps_an_account(house, staff, name, said):
    colleague = make_staff("support", username="colleague")

    assert do(staff("admin"), colleague, name) == [said]


def test_a_one_time_password_is_said_and_must_be_changed(house, staff):
    colleague = make_staff("support", username="colleague")

    [said] = do(staff("admin"), colleague, "password")

    colleague.refresh_from_db()
    password = said.rsplit(" ", 1)[1]
    assert colleague.check_password(password)
    assert colleague.must_change_password


def test_nobody_helps_themselves(house, staff):
    admin = make_staff("admin")

    assert do(staff("admin"), admin, "password") == [
        "Ask a colleague to do this for you."
    ]


def test_roles_are_given_on_the_page_of_a_colleague(house, staff):
    colleague = make_staff("support", username="colleague")
    url = reverse("admin:clearance_user_change", args=[colleague.pk])

    staff("admin").post(url, {"roles": ["customs", "auditor"]})

    held = sorted(group.name for group in colleague.groups.all())
    assert held == ["auditor", "customs"]


def test_an_edit_of_a_channel_or_a_reason_leaves_a_line_that_names_the_fields(
    house, staff
):
    channel = FulfilmentChannel.objects.get(code="bonded")
    reason = RejectionReason.objects.get(code="BLURRED")
    browser = staff("policy")

    browser.post(
        reverse("admin:clearance_fulfilmentchannel_change", args=[channel.pk]),
        {
            "name": "Bonded area",
            "aliases": "保税\n保税仓\n",
            "default_mode": "1210",
            "default_logistics": channel.default_logistics,
            "is_active": "on",
        },
    )
    browser.post(
        reverse("admin:clearance_rejectionreason_change", args=[reason.pk]),
        {"key": "1", "label": "Blurred", "text": "Take it again.", "is_active": "on"},
    )

    channel.refresh_from_db()
    lines = AuditEntry.objects.filter(
        action__in=["channel.changed", "reason.changed"]
    ).order_by("seq")
    told = [(line.action, line.reason_code.split(",")[0]) for line in lines]
    assert channel.aliases == ["保税", "保税仓"]
    assert told == [("channel.changed", "name"), ("reason.changed", "label")]


def test_a_name_of_another_channel_cannot_be_taken(house, staff):
    channel = FulfilmentChannel.objects.get(code="bonded")
    url = reverse("admin:clearance_fulfilmentchannel_change", args=[channel.pk])
    typed = {
        "name": channel.name,
        "aliases": "direct_mail",
        "default_mode": "1210",
        "is_active": "on",
    }

    answer = staff("policy").post(url, typed)

    faults = answer.context["adminform"].form.errors["aliases"]
    assert faults == ["“direct_mail” means another channel already."]


def test_a_waiting_override_is_named_on_the_orders_page(house, staff):
    browser = staff("policy")
    url = reverse("desk:override-new", args=[house.asking.pk])
    browser.post(url, {"answer": "NONE", "reason": "returned to the sender"})

    page = browser.get(
        reverse("admin:clearance_order_change", args=[house.asking.pk])
    ).content.decode()

    assert Override.objects.filter(order=house.asking).count() == 1
    assert "An override is waiting for a second person." in page


def test_each_decision_keeps_its_own_page(house, staff):
    browser = staff("policy")
    do(browser, house.asking, "again")
    page = f"/admin/clearance/order/{house.asking.pk}/decisions/"

    first = browser.get(f"{page}1/").content.decode()

    assert "A later decision replaced this one" in first
    assert browser.get(f"{page}2/").status_code == 200
    assert browser.get(f"{page}3/").status_code == 404
