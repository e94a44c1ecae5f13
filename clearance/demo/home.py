"""The demo's own folder, `.data/`: made before Django reads its settings.

Owner-only: it holds the key ring, the database and the vault of the demo. Its
`demo.env` is the environment of every command that has none of its own.
"""

import argparse
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from clearance.keys.ring import generate

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".data"
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked for by name
"""Addresses that listen on all of a machine's, and what to call it at this machine."""


def prepare(arguments: list[str]) -> None:
    """Make the folder, its key ring and its environment, and enter that environment.

    Ends the process with a sentence where an installation could be hurt, and as wrong
    usage for an address that is none.
    """
    host, port = _address(arguments)
    _keep_off_installations()
    if {"-h", "--help"} & set(arguments):
        os.environ.update(_environment({}, host, port))
        return
    os.umask(0o077)
    HOME.mkdir(mode=0o700, exist_ok=True)
    HOME.chmod(0o700)
    for folder in ("vault", "anchors", "static"):
        (HOME / folder).mkdir(mode=0o700, exist_ok=True)
    if not (HOME / "keyring.json").exists():
        generate().write(HOME / "keyring.json")
    values = _environment(_read(HOME / "demo.env"), host, port)
    _write(HOME / "demo.env", values)
    log_level = os.environ.get("LOG_LEVEL") or values["LOG_LEVEL"]
    os.environ.update(values | {"LOG_LEVEL": log_level})
    if not os.environ.get("DATABASE_URL"):
        os.environ.pop("DATABASE_URL", None)
        (HOME / "db.sqlite3").touch(mode=0o600)


def _address(arguments: list[str]) -> tuple[str, str]:
    """What `--host` and `--port` ask for, understood as the command itself will."""
    parser = argparse.ArgumentParser(prog="manage.py demo", add_help=False)
    parser.add_argument("--host", default="")
    parser.add_argument("--port", type=int, default=0)
    asked, _rest = parser.parse_known_args(arguments)
    if not 0 <= asked.port < 1 << 16:
        parser.error("argument --port: between 1 and 65535")
    return asked.host.strip("[]"), str(asked.port or "")


def _keep_off_installations() -> None:
    """The demo never works with the keys, the database or the vault of another."""
    if any(os.environ.get(name) for name in ("SECRET_KEY", "SECRET_KEY_FILE")):
        sys.exit(
            "This environment belongs to an installation (SECRET_KEY is set). The demo"
            " makes its own: start it without that environment."
        )
    if (ROOT / ".env").exists():
        sys.exit(
            "The file .env makes this folder an installation. Start the demo in a"
            " folder of its own."
        )
    if (HOME / "db.sqlite3").exists() and not (HOME / "demo.env").exists():
        sys.exit(f"{HOME / 'db.sqlite3'} is there already, not made by the demo.")


def _environment(
    before: Mapping[str, str], wanted_host: str, wanted_port: str
) -> dict[str, str]:
    """Every value the demo decides; a place that is not named stays where it was."""
    host = wanted_host or before.get("DEMO_HOST") or "127.0.0.1"
    port = wanted_port or before.get("DEMO_PORT") or "8000"
    name = _in_address(EVERYWHERE.get(host, host))
    known = [name, "localhost", "127.0.0.1", "[::1]"]
    # Listening everywhere, it is called by whatever names the machine has.
    hosts = ["*"] if host in EVERYWHERE else list(dict.fromkeys(known))
    return {
        "DEMO": "1",
        "SECRET_KEY": before.get("SECRET_KEY") or secrets.token_urlsafe(50),
        "PUBLIC_URL": f"http://{name}:{port}",
        "ALLOWED_HOSTS": ",".join(hosts),
        "DEMO_HOST": host,
        "DEMO_PORT": port,
        "CLEARANCE_KEYRING_FILE": str(HOME / "keyring.json"),
        "CLEARANCE_ANCHORS": str(HOME / "anchors"),
        "VAULT": "local",
        "VAULT_DIR": str(HOME / "vault"),
        "STATIC_ROOT": str(HOME / "static"),
        "MESSAGE_SENDER": "clearance.messaging.delivery.OutboxOnly",
        "MAIL_HOST": "",
        "LOG_LEVEL": "WARNING",
    }


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    lines = file.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _write(file: Path, values: Mapping[str, str]) -> None:
    """Put the file in place at once: a command that starts meanwhile reads a whole."""
    draft = file.with_name(f".{file.name}-{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.writelines(f"{name}={value}\n" for name, value in values.items())
    draft.replace(file)
