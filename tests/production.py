"""Run a command as a production installation would: `python -m tests.production …`."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from clearance.keys.ring import generate


def environment(home: Path) -> dict[str, str]:
    """What a production sets, with a key ring of its own; nothing of it is real."""
    ring = home / "keyring.json"
    ring.write_text(json.dumps(generate().as_json()))
    ring.chmod(0o600)
    return {
        "SECRET_KEY": "a-production-like-key-" + os.urandom(40).hex(),
        "PUBLIC_URL": "https://clearance.example",
        "DATABASE_URL": f"sqlite:///{home}/db.sqlite3",
        "CLEARANCE_KEYRING_FILE": str(ring),
        "CLEARANCE_ANCHORS": str(home / "anchors"),
        "VAULT_DIR": str(home / "vault"),
        "STATIC_ROOT": str(home / "static"),
    }


def main(command: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="clearance-production-") as folder:
        surroundings = os.environ | environment(Path(folder))
        for name in ("DEMO", "DEBUG", "CLEARANCE_KEYRING"):
            surroundings.pop(name, None)
        return subprocess.run(command, env=surroundings, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
