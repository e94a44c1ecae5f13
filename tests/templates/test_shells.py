"""The skeleton of the pages: strict, complete for the admin's own pages, and light."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.template.loader import get_template
from django.test import RequestFactory

TEMPLATES = settings.BASE_DIR / "templates"
STATIC = settings.BASE_DIR / "clearance" / "static" / "clearance"
STOCK = Path(admin.__file__).parent / "templates" / "admin"
OURS = sorted(TEMPLATES.rglob("*.html"))

INLINE = re.compile(
    r"<style\b|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"|javascript:|src=\"data:",
    re.IGNORECASE,
)

# Named in the stock shell for its own header and sidebar, which ours replaces.
REPLACED = frozenset(
    {
        "branding",
        "coltype",
        "nav-global",
        "sidebar",
        "stylesheet_rtl",
        "userlinks",
        "usertools",
        "welcome-msg",
    }
)


def blocks(*files):
    return {
        name for file in files for name in re.findall(r"{% block ([\w-]+)", read(file))
    }


def read(file):
    return file.read_text(encoding="utf-8")


def weight(*files):
    return len(gzip.compress(b"".join(file.read_bytes() for file in files)))


@pytest.mark.parametrize("file", OURS, ids=lambda file: str(file.name))
def test_nothing_is_inline(file):
    assert INLINE.findall(read(file)) == []


def test_every_block_that_the_admin_fills_has_its_place():
    stock = blocks(STOCK / "base.html")
    ours = blocks(
        TEMPLATES / "base.html",
        TEMPLATES / "admin" / "base.html",
        TEMPLATES / "admin" / "base_site.html",
    )

    assert stock - ours == REPLACED


def test_the_shell_names_no_block_that_a_list_of_the_admin_means_otherwise():
    shell = blocks(TEMPLATES / "base.html")
    stock = blocks(*STOCK.glob("change_*.html"), *STOCK.glob("delete_*.html"))

    assert shell & stock == {"bodyclass", "content", "title"}


def test_the_scripts_stay_within_their_budget():
    assert weight(*(STATIC / "js").glob("*.js")) <= 12_000


def test_a_recipient_loads_little():
    first_page = (
        STATIC / "clearance.css",
        STATIC / "favicon.svg",
        STATIC / "js/photo.js",
    )

    assert weight(*first_page) <= 10_000


def test_the_page_of_a_fault_needs_nothing_that_may_be_broken():
    html = get_template("500.html").render({"request_id": "7F3K2ABC"})

    assert "7F3K2ABC" in html
    assert "Log out" not in html


def test_a_refusal_shows_its_reason():
    request = RequestFactory().get("/portal/orders/1/photo/")

    html = get_template("403.html").render(
        {"exception": "Only <the main account>"}, request
    )

    assert "<b>Only &lt;the main account&gt;</b>" in html
