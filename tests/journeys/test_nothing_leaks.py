"""After whole stories nobody's name, number, phone or address lies anywhere unsealed.

Read as a thief would read it: the database as it lies on the disk, the vault, the
anchors, and what was logged.
"""

import logging
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings

from clearance.orders.models import Order
from config.logs import Quiet
from tests.journeys.steps import (
    a_minute_passes,
    command,
    import_orders,
    judge,
    link_in,
    messages_to,
    order,
    row,
    send_document,
    staff,
    stands,
)
from tests.journeys.traces import database, folder, found, values_of
from tests.upload.phone import opened, somebody

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    return [somebody(index=index) for index in (410, 520, 630)]


@pytest.fixture
def log():
    """What an installation would have logged, through its filter."""
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.addFilter(Quiet())
    handler.setFormatter(
        logging.Formatter(settings.LOGGING["formatters"]["line"]["format"])
    )
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def live_through(people, tmp_path):
    """Orders, a gift, an upload sent back and again, a reveal, rows nobody can read."""
    one, two, three = people
    gift = {
        "orderer_name": two.name,
        "orderer_phone": two.phone,
        "orderer_id_number": two.number,
        "payer_name": two.name,
        "payer_account": two.phone,
        "buyer_account": two.phone,
    }
    import_orders(
        tmp_path,
        row("L-1", one),
        row("L-2", one, channel="bonded", **gift),
        row("L-3", three, channel="bonded", orderer_name=three.name),
        row("L-4", three, recipient_phone=f"{three.phone}0000", paid="much"),
    )
    a_minute_passes()
    reviewer = staff("reviewer")
    send_document(link_in(messages_to(one.phone)[-1]), one)
    judge(reviewer, "send_back", reason="BLURRED")
    a_minute_passes()
    send_document(link_in(messages_to(one.phone)[-1]), one, consent_reuse="on")
    judge(reviewer, "approve", note="")
    phone = opened(link_in(messages_to(three.phone)[-1]))
    typed = {"document_type": "RESIDENT_ID", "name": three.name}
    phone.post("/u/photos/", typed | {"number": three.number})
    customs = staff("customs")
    revealed = customs.post(
        f"/desk/people/{order('L-1').pk}/reveal/", {"purpose": "CONTACT"}
    )
    assert one.name in revealed.content.decode()
    support = staff("support")
    for address in (
        f"/admin/clearance/order/?q={one.phone}",
        f"/admin/clearance/recipient/?q={one.phone}",
        f"/desk/nothing/?number={one.number}&name={one.name}",
    ):
        support.get(address)
    a_minute_passes()


def test_whole_stories_leave_no_trace_of_anybody(
    transactional_db, shop, people, tmp_path, own_vault, log
):
    values = [value for who in people for value in values_of(who)]

    live_through(people, tmp_path)

    assert stands("L-1") == ("IMAGES", "ON_FILE", "CLEAR")
    assert stands("L-3") == ("NUMBER_ONLY", "NOT_NEEDED", "CLEAR")
    written = database()
    assert sum(len(content) for _place, content in written) > 20_000
    assert found(values, written) == []
    assert found(values, folder(own_vault)) == []
    assert found(values, folder(Path(settings.CLEARANCE_ANCHORS))) == []
    assert "WARNING" in log.getvalue()
    assert found(values, [("log", log.getvalue().encode())]) == []
    verified = command("verify_audit", "--json")
    assert (verified["ok"], verified["kind"]) == (True, None)


def test_the_search_does_find_what_is_not_sealed(
    transactional_db, shop, people, tmp_path
):
    """Else the test above would pass for a search that finds nothing."""
    who = people[0]
    import_orders(tmp_path, row("L-1", who))

    Order.objects.filter(number="L-1").update(carrier=who.name, waybill_no=who.number)

    values = {value for value, _place in found(values_of(who), database())}
    assert values == {who.name, who.number}
