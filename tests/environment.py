"""The surroundings of every test, set before the settings are read.

A fresh key ring, and a folder of its own for the database, vault and anchors. Loaded as
the first plug-in of a run; its workers inherit what it set.
"""

import json
import os
import tempfile
from pathlib import Path

from clearance.keys.ring import generate

_MARK = "CLEARANCE_TEST_FOLDER"

if _MARK not in os.environ:
    _folder = tempfile.TemporaryDirectory(prefix="clearance-tests-")
    home = Path(_folder.name)
    (home / "static").mkdir()
    os.environ.update(
        {
            _MARK: _folder.name,
            "SECRET_KEY": "only-for-tests-" + os.urandom(24).hex(),
            "PUBLIC_URL": "https://testserver",
            "CLEARANCE_KEYRING": json.dumps(generate().as_json()),
            "CLEARANCE_ANCHORS": str(home / "anchors"),
            "VAULT": "local",
            "VAULT_DIR": str(home / "vault"),
            "STATIC_ROOT": str(home / "static"),
            # At whatever hour tests run; those of the hours set them themselves.
            "MESSAGE_HOURS": "0-24",
            # A file, not memory: the threads of a test share it.
            "TEST_DATABASE": str(home / "test.sqlite3"),
        }
    )
    # What the shell may carry from a demo or an installation has no say here; an empty
    # value also keeps an .env file from adding it.
    for name in ("CLEARANCE_KEYRING_FILE", "DEMO", "DEBUG", "CACHE_URL"):
        os.environ[name] = ""
    for name in ("SECRET_KEY_FILE", "PUBLIC_URL_FILE"):
        os.environ.pop(name, None)

if _worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # Each its own vault: what another one puts in meanwhile is no file left behind.
    os.environ["VAULT_DIR"] = str(Path(os.environ[_MARK]) / f"vault-{_worker}")
