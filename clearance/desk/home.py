"""Where the desk begins."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from clearance.desk.shell import shown
from clearance.lib.access_marks import access
from clearance.reports.start import start_page


@access("staff")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits at the desk, for whoever looks."""
    return shown(request, "desk/home.html", {"start": start_page(request)})
