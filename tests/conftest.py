"""What every test may rely on."""

from django.conf import settings

from tests.guards import let_flush_lift_guards

let_flush_lift_guards()

# Nothing is collected for tests: style sheets keep their plain names.
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}

# Made to be fast, as a real one is made to be slow.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
