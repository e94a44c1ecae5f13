"""Every address × everybody × GET and POST: who is let in, told to log in, or refused.

The table stands in `pages.py`, the pages of the admin's models in `model_pages.py`. An
address that neither names fails the first test; what it answers to whom, the others.
"""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from clearance.lib.access_marks import routes
from config.admin import site
from tests.conventions.model_pages import MODELS, ModelPages
from tests.conventions.pages import PAGES
from tests.conventions.world import (
    ANONYMOUS,
    EVERYBODY,
    NO_ROLE,
    STAFF,
    World,
    make_world,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@contextmanager
def as_if_it_had_not_happened() -> Iterator[None]:
    """What a request changes is undone before the next one asks."""
    block = transaction.atomic()
    # As the test's own transaction: one that has to be the outermost may begin in it.
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def answers(world, path):
    """What a GET and an empty POST answer, for each persona."""
    found = {}
    for persona in EVERYBODY:
        codes = []
        for method in ("get", "post"):
            browser = world.browsers[persona]
            cookies = browser.cookies.copy()
            with as_if_it_had_not_happened():
                codes.append(getattr(browser, method)(path).status_code)
            browser.cookies = cookies
        found[persona] = tuple(codes)
    return found


@pytest.mark.parametrize("line", PAGES, ids=lambda line: line.name)
def test_each_page_lets_in_whom_it_should(world, line):
    path = reverse(line.name, args=world.args[line.about] if line.about else ())

    found = answers(world, path)

    wanted = {persona: line.expected(persona) for persona in EVERYBODY}
    differing = {who: codes for who, codes in found.items() if codes != wanted[who]}
    assert differing == {}


@pytest.mark.parametrize("pages", MODELS, ids=lambda pages: pages.model)
def test_the_admin_shows_a_model_to_whom_it_should(world, pages):
    pk = world.args[pages.model.partition("_")[2]][0]
    differing = {}

    for name, args, wanted in model_pages(pages, pk):
        found = answers(world, reverse(f"admin:{pages.model}_{name}", args=args))
        for who, codes in found.items():
            allowed = wanted(who)
            if any(c not in ok for c, ok in zip(codes, allowed, strict=True)):
                differing[name, who] = codes, allowed

    assert differing == {}


DONE = frozenset({200, 302})
LOG_IN, NO, NOT_FOUND, WRONG_METHOD = (
    frozenset({code}) for code in (302, 403, 404, 405)
)


def model_pages(pages: ModelPages, pk):
    """Each page of a model: its name, arguments, and what everybody may be told."""

    def let_in(readers, writers):
        def wanted(who):
            if who == ANONYMOUS:
                return LOG_IN, LOG_IN
            return (
                DONE if who in readers else NO,
                DONE if who in writers else NO,
            )

        return wanted

    yield "changelist", (), let_in(pages.view, pages.view)
    yield "add", (), let_in(pages.add, pages.add)
    yield "change", (pk,), let_in(pages.view, pages.change)
    yield "delete", (pk,), let_in(pages.delete, pages.delete)
    yield "history", (pk,), let_in(pages.view, pages.view)


def test_what_libraries_bring_along_has_no_page():
    known = {model._meta.app_label for model in site._registry}

    assert known == {"clearance"}


def test_a_button_that_is_not_there_is_not_found_and_a_look_presses_none(world):
    path = reverse("admin:clearance_order_do", args=[*world.args["order"], "nothing"])

    found = answers(world, path)

    assert {found[who] for who in STAFF} == {(405, 404)}
    assert {found[who] for who in set(EVERYBODY) - {*STAFF, ANONYMOUS}} == {(403, 403)}
    assert found[ANONYMOUS] == (302, 302)


MODEL_PAGES = ("changelist", "add", "change", "delete", "history", "do")


def test_every_address_is_named():
    """An address that nobody thought of has no line, and fails here."""
    named = {line.name for line in PAGES} | {
        f"admin:{model}_{page}"
        for model in (pages.model for pages in MODELS)
        for page in MODEL_PAGES
    }

    unnamed = {route.name for route in routes() if route.name} - named
    nameless = {route.path for route in routes() if not route.name}

    assert unnamed == IN_ADMIN_ONLY
    assert {path for path in nameless if not path.endswith("<path:object_id>/")} == {
        "admin/(?P<url>.*)$"
    }


IN_ADMIN_ONLY = {"admin:view_on_site", "admin:app_list"}
"""Django's own, of no use here: they lead to pages above, or nowhere."""


def test_no_line_names_an_address_that_is_gone():
    there = {route.name for route in routes()}

    assert {line.name for line in PAGES} - there == set()
    assert {f"admin:{pages.model}_change" for pages in MODELS} - there == set()


def test_every_role_and_no_other_is_somebody_in_the_table():
    file = settings.BASE_DIR / "config" / "roles.toml"

    assert {*STAFF} - {NO_ROLE} == set(tomllib.loads(file.read_text()))
