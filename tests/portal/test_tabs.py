"""Each tab of a shop's list says how many orders it lists."""

from datetime import UTC, datetime

import pytest

from clearance.accounts.models import Merchant
from clearance.accounts.services import sync_roles
from clearance.demo.bulk import fill_orders
from clearance.lib.workdays import today
from clearance.portal import tabs
from clearance.portal.lists import visible

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(settings, tmp_path):
    """The orders of a year, the last ones open."""
    settings.STORAGES["vault"]["OPTIONS"]["location"] = str(tmp_path / "vault")
    now = datetime.now(UTC)
    sync_roles(by=None, now=now)
    fill_orders(1_500, now=now, say=lambda _text: None)
    return today(now)


def test_every_tab_counts_what_it_lists(year, monkeypatch):
    met = set()

    for shop in Merchant.objects.all():
        counts = tabs.tab_counts(shop, year)
        listed = {
            name: narrow(visible(shop), year).count()
            for name, (_label, narrow) in tabs.TABS.items()
        }
        assert counts == {name: f"{count:,}" for name, count in listed.items()}
        met |= {name for name, count in listed.items() if count}
    assert met >= {"all", "awaiting", "ready"}

    # Beyond so many open orders a count says "at least".
    monkeypatch.setattr(tabs, "LOOKED_AT", 3)
    busiest = Merchant.objects.get(code="hoshi")
    assert tabs.tab_counts(busiest, year)["ready"] in {"0+", "1+", "2+", "3+"}
