"""How people found the upload: counts and shares, nobody's own words."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clearance.desk.shell import shown
from clearance.identity.queries.feedback import LOOKED_BACK, said_since
from clearance.lib.access_marks import access


@access("staff", permission="clearance.view_uploadfeedback")
@require_safe
def feedback(request: HttpRequest) -> HttpResponse:
    """The answers of the last ninety days."""
    said = said_since(timezone.now())
    context = {"said": said, "days": LOOKED_BACK.days}
    return shown(request, "desk/feedback.html", context)
