"""Take the README's screenshots of a running demo: `take.py URL PASSWORD`.

Needs the packages of the tests and a Chromium. The pages are real, the people are not.
"""

import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}


def logged_in(browser: Browser, base: str, name: str, password: str) -> Page:
    """A desktop page of this log-in."""
    page = browser.new_context(viewport=DESKTOP, locale="en-GB").new_page()
    page.goto(f"{base}/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    return page


def keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=HERE / f"{name}.png")


def main(base: str, password: str) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        staff = logged_in(browser, base, "admin", password)
        staff.goto(f"{base}/admin/")
        keep(staff, "start")
        staff.goto(
            f"{base}/admin/clearance/order/?upload=ON_FILE&merchant__id__exact=1"
        )
        staff.locator("#result_list th a").first.click()
        keep(staff, "order")

        staff.goto(f"{base}/admin/clearance/message/?kind__exact=REQUEST_IMAGES")
        said = staff.inner_text("body")
        links = re.findall(r"您在.*?(https?://\S+/u/[\w-]{22}/)", said)
        phone = browser.new_context(viewport=PHONE, locale="zh-CN").new_page()
        phone.goto(links[0])
        keep(phone, "upload")

        shop = logged_in(browser, base, "hoshi-main", password)
        keep(shop, "portal")

        reviewer = logged_in(browser, base, "reviewer", password)
        reviewer.get_by_role("button", name="Take next").click()
        keep(reviewer, "review")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
