"""Looking at a page as people do who cannot see it, or not all of it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults_of(page: Page) -> list[str]:
    """What axe finds wrong, and whether the page is wider than the screen."""
    found = (
        Axe()
        .run(page, options={"runOnly": {"type": "tag", "values": LEVELS}})
        .response["violations"]
    )
    faults = [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in found
        for node in rule["nodes"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("the page is wider than the screen")
    return faults
