"""The demo's own folder, `.data/`: made before Django reads its settings.

Owner-only: it holds the key ring, the database and the vault of the demo.
"""

import json
import os
import secrets
import sys
from pathlib import Path

from clearance.keys.ring import generate

HOME = Path(__file__).resolve().parents[2] / ".data"


def prepare(arguments: list[str]) -> None:
    """Make the folder, its key ring and its environment, or bring the address up to date.

    Ends with a sentence when the environment belongs to another installation.
    """
    if "SECRET_KEY" in os.environ and not os.environ.get("DEMO"):
        sys.exit(
            "This environment belongs to an installation (SECRET_KEY is set). The demo "
            "makes its own: start it without that environment."
        )
    database = HOME / "db.sqlite3"
    if database.exists() and not (HOME / "demo.env").exists():
        sys.exit(f"{database} is there already and the demo did not make it.")
    HOME.mkdir(mode=0o700, exist_ok=True)
    HOME.chmod(0o700)
    for folder in ("vault", "anchors"):
        (HOME / folder).mkdir(mode=0o700, exist_ok=True)
    ring = HOME / "keyring.json"
    if not ring.exists():
        _write(ring, json.dumps(generate().as_json(), indent=1))
    _write_environment(arguments)


def _write_environment(arguments: list[str]) -> None:
    file = HOME / "demo.env"
    values = _read(file)
    host = _option(arguments, "--host") or values.get("DEMO_HOST") or "127.0.0.1"
    port = _option(arguments, "--port") or values.get("DEMO_PORT") or "8000"
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104
    address = f"[{shown}]" if ":" in shown else shown
    values |= {
        "SECRET_KEY": values.get("SECRET_KEY") or secrets.token_urlsafe(50),
        "DEMO": "1",
        "DEMO_HOST": host,
        "DEMO_PORT": port,
        "PUBLIC_URL": f"http://{address}:{port}",
        "ALLOWED_HOSTS": ",".join(
            dict.fromkeys([shown, host, "localhost", "127.0.0.1"])
        ),
        "CLEARANCE_KEYRING_FILE": str(HOME / "keyring.json"),
    }
    _write(file, "".join(f"{name}={value}\n" for name, value in values.items()))


def _read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    lines = file.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _option(arguments: list[str], name: str) -> str:
    for place, argument in enumerate(arguments):
        if argument == name and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith(f"{name}="):
            return argument.partition("=")[2]
    return ""


def _write(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(text)
    file.chmod(0o600)
