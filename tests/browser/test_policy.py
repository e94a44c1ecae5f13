"""The pages of policy in a browser, in English and Chinese: seen, and without fault."""

import pytest
from django.utils import timezone

from clearance.channels.services import propose_stop, save_draft
from clearance.identity.services import drive_rehearsals
from clearance.lib.workdays import today
from clearance.orders.services import ask_rehearsal
from tests.browser.looking import faults_of
from tests.browser.test_staff import desk
from tests.channels.drafting import draft_of
from tests.factories import make_order, make_staff

__all__ = ["desk"]

SAID = {
    "en": ("Policy", "of 1 orders flips", "People newly asked"),
    "zh-hans": ("规则管理", "共 1 个订单", "新增需征询的人"),
}


@pytest.fixture
def rehearsal():
    """A draft of a colleague that decides an undecided order, tried on it."""
    now = timezone.now()
    author = make_staff("policy", username="author")
    make_order("UNDECIDED", number="U1")
    draft = save_draft(draft_of(starts_on=today(now)), by=author, now=now)
    found = ask_rehearsal(draft, by=author, now=now)
    drive_rehearsals(now=now)
    propose_stop(
        platform="JD", channel="", reason="Customs closed.", by=author, now=now
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", SAID)
def test_policy_and_a_rehearsal_are_read_and_published(
    desk,
    complaints,
    rehearsal,
    language,
    scheme,
):
    page = desk(make_staff("policy", username="publisher"), scheme=scheme)
    policy, flips, asked = SAID[language]
    tried = f"/desk/policy/rehearsals/{rehearsal.pk}/"
    rule = f"/admin/clearance/idrequirementrule/{rehearsal.rule_id}/change/"

    page.goto(f"/desk/policy/?lang={language}")
    assert policy in page.locator("h1").inner_text()
    for address in ("/desk/policy/", "/desk/policy/diff/", "/desk/policy/stops/"):
        assert page.goto(address).status == 200
        assert (faults_of(page), address) == ([], address)
    for address in (rule, "/admin/clearance/idrequirementrule/add/", tried):
        assert page.goto(address).status == 200
        assert (faults_of(page), address) == ([], address)

    assert flips in page.locator("main").inner_text()
    assert asked in page.locator("main").inner_text()
    assert page.get_by_role("link", name="U1").is_visible()

    page.goto(f"/desk/policy/rules/{rehearsal.rule_id}/publish/")
    assert faults_of(page) == []
    page.locator("form[method=post] button.pri").last.click()
    page.wait_for_load_state("networkidle")
    rehearsal.rule.refresh_from_db()
    assert rehearsal.rule.state == "PUBLISHED"
    assert complaints == []
