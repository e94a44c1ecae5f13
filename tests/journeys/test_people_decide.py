"""What no rule covers, people decide; against a rule, two of them, with a reason."""

import pytest

from clearance.orders.models import Override
from tests.journeys.steps import (
    a_minute_passes,
    explain,
    import_orders,
    messages_to,
    order,
    row,
    staff,
    stands,
)

pytestmark = pytest.mark.django_db

REASON = "Customs told us so by telephone."


def test_an_undecided_order_is_held_until_a_person_decides_it(shop, who, tmp_path):
    # No rule speaks of direct mail that is declared as bonded import.
    said = import_orders(tmp_path, row("U-1", who, clearance_mode="1210"))
    assert said["rejected"] == 0
    assert stands("U-1") == ("UNDECIDED", "UNDECIDED", "HOLD_DECISION")
    a_minute_passes()
    assert messages_to(who.phone) == []

    # The customs desk decides, and says why.
    customs = staff("customs")
    page = f"/desk/undecided/{order('U-1').pk}/"
    assert customs.get("/desk/undecided/").status_code == 200
    silent = customs.post(page, {"answer": "NONE", "reason": ""})
    assert silent.status_code == 422
    assert stands("U-1")[2] == "HOLD_DECISION"
    decided = customs.post(page, {"answer": "NONE", "reason": REASON})

    assert decided.status_code == 302
    assert stands("U-1") == ("NONE", "NOT_NEEDED", "CLEAR")
    assert explain("U-1")["rule"] is None
    assert REASON in customs.get(decided.url).content.decode()


def test_an_override_counts_once_a_second_person_confirms_it(shop, who, tmp_path):
    import_orders(tmp_path, row("V-1", who))
    policy, supervisor = staff("policy"), staff("supervisor")
    pk = order("V-1").pk
    proposed = policy.post(
        f"/desk/overrides/new/{pk}/", {"answer": "NONE", "reason": REASON}
    )
    assert proposed.status_code == 302
    assert stands("V-1") == ("IMAGES", "AWAITING", "HOLD_ID")
    override = Override.objects.get(order=pk)
    confirm = f"/desk/overrides/{override.pk}/confirm/"

    # The first one cannot be the second.
    refused = policy.post(confirm)
    override.refresh_from_db()
    assert refused.status_code in {302, 403, 409}
    assert override.state == "PENDING"
    assert stands("V-1")[2] == "HOLD_ID"

    # Another one confirms: the order is decided so, the links end, both are named.
    assert supervisor.post(confirm).status_code == 302
    assert stands("V-1") == ("NONE", "NOT_NEEDED", "CLEAR")
    override.refresh_from_db()
    assert override.state == "CONFIRMED"
    a_minute_passes()
    assert messages_to(who.phone) == []
    assert supervisor.post(confirm).status_code in {302, 409}
    assert order("V-1").decision_count == 2


def test_somebody_without_the_permission_confirms_nothing(shop, who, tmp_path):
    import_orders(tmp_path, row("V-1", who))
    customs = staff("customs")
    pk = order("V-1").pk
    customs.post(f"/desk/overrides/new/{pk}/", {"answer": "NONE", "reason": REASON})
    override = Override.objects.get(order=pk)

    answers = [
        staff(role).post(f"/desk/overrides/{override.pk}/confirm/").status_code
        for role in ("customs", "support", "reviewer", "auditor")
    ]

    assert answers == [403, 403, 403, 403]
    override.refresh_from_db()
    assert override.state == "PENDING"
