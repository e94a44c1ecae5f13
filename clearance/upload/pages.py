"""What all pages under /u/ have in common: kept nowhere, told to nobody."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def not_kept[**P](view: View[P]) -> View[P]:
    """Neither the browser nor anything on the way keeps the page."""

    @wraps(view)
    def private(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return private


def tells_nobody[**P](view: View[P]) -> View[P]:
    """The address holds a token: no page that follows is told it.

    Only for these: a browser that may not name where it comes from cannot prove it
    either, and the forms of the other pages are proved by that.
    """

    @wraps(view)
    def silent(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return silent


def see_other(name: str) -> HttpResponseRedirect:
    """303 to a page of ours: what was posted is not posted again by a reload."""
    return HttpResponseRedirect(reverse(f"upload:{name}"), status=303)


def page(
    request: HttpRequest,
    name: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of templates/upload/."""
    return render(request, f"upload/{name}.html", dict(context or {}), status=status)
