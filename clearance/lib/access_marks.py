"""Every view says whom it is for; the same mark lets them in and proves it is there.

`@access("staff", permission="clearance.view_order")` both refuses everybody else
and leaves a mark that the start-up check and the access matrix read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Literal, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.http import urlencode

from clearance.lib.verdicts import Verdict

type Audience = Literal["staff", "merchant", "own", "recipient", "public"]
"""staff and merchants log in; `own` is any log-in's own affairs (landing, password);
a recipient holds a link, whose session the view itself checks; public is everybody."""

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
type Guard = Callable[[Any, "Mark"], Verdict]

WITH_LOGIN = frozenset({"staff", "merchant", "own"})


@dataclass(frozen=True, slots=True)
class Mark:
    """Whom a view is for, and what it asks beyond that."""

    audience: Audience
    permission: str = ""
    main_only: bool = False


class Denied(PermissionDenied):
    """A refusal, with the sentence for the screen and a code for the audit."""

    def __init__(self, verdict: Verdict, about: Any = None) -> None:
        super().__init__(str(verdict.because))
        self.code = verdict.code
        self.about = about


_guards: dict[str, Guard] = {}


def guard(audience: Audience) -> Callable[[Guard], Guard]:
    """Name the function that answers "may this person?" for an audience."""

    def keep(answer: Guard) -> Guard:
        _guards[audience] = answer
        return answer

    return keep


def access[**P](
    audience: Audience, *, permission: str = "", main_only: bool = False
) -> Callable[[View[P]], View[P]]:
    """Let only this audience in, and mark the view with it.

    Outermost decorator of a view, or nearly. `permission` is for staff,
    `main_only` for merchants. Raises Denied for a log-in of another audience.
    """
    mark = Mark(audience, permission, main_only)

    def declare(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if audience in WITH_LOGIN and not request.user.is_authenticated:
                query = urlencode({"next": request.get_full_path()})
                return redirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
            if not (verdict := may_enter(request.user, mark)):
                raise Denied(verdict)
            return view(request, *args, **kwargs)

        guarded.access_mark = mark  # type: ignore[attr-defined]
        guarded.login_required = audience in WITH_LOGIN  # type: ignore[attr-defined]
        return guarded

    return declare


def may_enter(user: Any, mark: Mark) -> Verdict:
    """What the guard of the mark's audience says of this person."""
    if mark.audience not in ("staff", "merchant"):
        return Verdict.yes()
    if mark.audience not in _guards:
        raise ImproperlyConfigured(f"Nobody guards the audience {mark.audience}.")
    return _guards[mark.audience](user, mark)


class Route(NamedTuple):
    """An address, its name, and the mark of its view (None: nobody declared it)."""

    path: str
    name: str
    mark: Mark | None
    view: Callable[..., Any]


def routes(urlconf: str | None = None) -> Iterator[Route]:
    """Every address of the site with the mark of its view."""
    yield from _walk(get_resolver(urlconf), "", "")


def _walk(resolver: URLResolver, path: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        here = path + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = entry.namespace
            names = f"{namespace}{inner}:" if inner else namespace
            yield from _walk(entry, here, names)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else ""
            yield Route(here, name, mark_of(entry.callback), entry.callback)


def mark_of(view: Callable[..., Any]) -> Mark | None:
    """The mark on a view; the admin's views are staff's, allauth's are one's own."""
    if mark := getattr(view, "access_mark", None):
        return mark  # type: ignore[no-any-return]
    if hasattr(view, "admin_site") or hasattr(view, "model_admin"):
        return Mark("staff")
    if view.__module__.startswith("allauth."):
        return Mark("own" if getattr(view, "login_required", True) else "public")
    return None
