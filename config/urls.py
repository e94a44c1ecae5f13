"""Every address of the back office; contract.md fixes them."""

from django.urls import include, path

from clearance.desk.photos import photo
from config.admin import site
from config.health import healthz, readyz

urlpatterns = [
    path("", include("config.entrance")),
    path("desk/", include("clearance.desk.urls")),
    path("portal/", include("clearance.portal.urls")),
    path("u/", include("clearance.upload.urls")),
    path("photos/<uuid:pk>/", photo, name="photo"),
    path("admin/", site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]

handler400 = "config.faults.bad_request"
handler500 = "config.faults.server_fault"
