"""The door gunicorn opens; it stays shut while the installation is not sound."""

import os

from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# The key ring, whether it opens the database, undeclared views: as `manage.py check`.
_found = run_checks(
    tags=[Tags.security, Tags.database, Tags.urls], databases=["default"]
)
if _serious := [problem for problem in _found if problem.is_serious()]:
    raise ImproperlyConfigured("\n".join(map(str, _serious)))
