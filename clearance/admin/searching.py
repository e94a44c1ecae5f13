"""What staff search for: a phone never stands in an address, other terms do.

A phone is kept sealed in the session under a short handle; the address, its links and
the browser's history hold the handle alone.
"""

import secrets

from django.contrib.admin.views.main import SEARCH_VAR
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from clearance.keys.errors import KeyGone, Tampered
from clearance.keys.services import seal_account_secret, unseal_account_secret
from clearance.lib.masking import mask_phone
from clearance.lib.phones import normalise_phone

BEGINS = "phone:"
IN_SESSION = "sought"
KEPT = 10
"""How many a session keeps; the oldest go first."""

PAGES = ("before", "after", "p")
BEFORE = "sought_before"
"""The form's own field: the handle whose masked phone stands in the box."""


def answer_search(request: HttpRequest) -> HttpResponse:
    """Turn the posted form into an address: its filters, and the term or its handle."""
    query = request.POST.copy()
    term = str(query.get(SEARCH_VAR, "")).strip()
    before = str(query.get(BEFORE, ""))
    for name in ("csrfmiddlewaretoken", SEARCH_VAR, BEFORE, *PAGES):
        query.pop(name, None)
    if before and term == shown(request, before):
        term = before
    elif normalise_phone(term):
        term = _kept(request, term)
    if term:
        query[SEARCH_VAR] = term
    return redirect(f"{request.path}?{query.urlencode()}")


def sought(request: HttpRequest, term: str) -> str:
    """What to look for: the phone behind a handle, any other term itself."""
    if not term.startswith(BEGINS):
        return term
    sealed = request.session.get(IN_SESSION, {}).get(term.removeprefix(BEGINS), "")
    try:
        return unseal_account_secret(sealed) if sealed else term
    except (KeyGone, Tampered):
        return term


def shown(request: HttpRequest, term: str) -> str:
    """What stands in the box: a phone masked."""
    found = sought(request, term)
    phone = normalise_phone(found) if term.startswith(BEGINS) else None
    return mask_phone(phone) if phone else found


def _kept(request: HttpRequest, term: str) -> str:
    handle = secrets.token_urlsafe(6)
    before = list(request.session.get(IN_SESSION, {}).items())[1 - KEPT :]
    request.session[IN_SESSION] = dict([*before, (handle, seal_account_secret(term))])
    return BEGINS + handle
