"""Settings: every variable is documented, a production refuses to start half-set."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.production import environment

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "config" / "settings.py"
EXAMPLE = ROOT / ".env.example"
LINE = re.compile(r"^#?([A-Z_]+)=", re.MULTILINE)

NEEDED = ("SECRET_KEY", "PUBLIC_URL", "CLEARANCE_KEYRING_FILE")

DEMO_SWITCHES = {
    "DEMO": "itself",
    "SECURE_SSL_REDIRECT": "no HTTPS on one's own computer",
    "SECURE_HSTS_SECONDS": "no HTTPS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": "no HTTPS",
    "SECURE_HSTS_PRELOAD": "no HTTPS",
    "SESSION_COOKIE_SECURE": "no HTTPS",
    "CSRF_COOKIE_SECURE": "no HTTPS",
    "LANGUAGE_COOKIE_SECURE": "no HTTPS",
    "STORAGES": "style sheets as they are: nothing is collected first",
    "WHITENOISE_USE_FINDERS": "style sheets as they are",
}
"""The settings that the demo may change, and why."""

DEMO_ASKED = {
    "clearance/admin/outbox.py: MessageAdmin": "the outbox shows the words",
    "clearance/messaging/delivery/sms.py: Gateway": "a gateway on one's own computer",
    "clearance/messaging/delivery/checks.py: _is_safe": "as above",
    "clearance/identity/realname/over_http.py: HttpProvider": "a provider likewise",
    "clearance/identity/realname/checks.py: _is_safe": "as above",
    "clearance/accounts/access.py: demand_step_up": "no fresh proof is demanded",
    "clearance/accounts/access.py: second_factor_demanded": "no second factor",
    "config/accounts.py: AccountAdapter": "as above, for allauth's own pages",
}
"""Where code asks for the demo, and what it leaves out there."""


def variables_read() -> set[str]:
    """The names that settings.py takes from the environment."""
    found = set()
    for node in ast.walk(ast.parse(SETTINGS.read_text())):
        match node:
            case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]):
                if ast.unparse(function).partition(".")[0] == "env" or (
                    ast.unparse(function) == "os.environ.get"
                ):
                    found.add(name)
            case ast.Compare(
                left=ast.Constant(value=str(name)), comparators=[where]
            ) if ast.unparse(where) == "os.environ":
                found.add(name)
    return found


def test_the_example_names_every_variable_and_nothing_else():
    named = LINE.findall(EXAMPLE.read_text())

    assert sorted(set(named)) == sorted(named)
    assert set(named) == variables_read()


def test_the_example_explains_every_variable_in_the_line_above_it():
    lines = EXAMPLE.read_text().splitlines()

    unexplained = [
        line
        for before, line in pairwise(lines)
        if LINE.match(line) and not re.match(r"# \S.*\.$", before)
    ]

    assert unexplained == []


def test_the_example_holds_no_secret():
    values = dict(
        line.lstrip("#").split("=", 1)
        for line in EXAMPLE.read_text().splitlines()
        if LINE.match(line)
    )

    secret = {
        name
        for name in values
        if re.search(r"SECRET|ACCESS_KEY|KEYRING|PASSWORD", name)
    }

    assert len(secret) == 8
    assert {name: values[name] for name in secret} == dict.fromkeys(secret, "")


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """A copy of the code, with no `.env` and no demo beside it."""
    home = tmp_path_factory.mktemp("installation")
    for folder in ("clearance", "config", "templates"):
        shutil.copytree(
            ROOT / folder, home / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    return home


@pytest.fixture
def start(installation, tmp_path):
    """Start a process of an installation as gunicorn does, some variables left out."""
    (tmp_path / "static").mkdir()

    def started(*left_out, said="import config.wsgi", **more):
        surroundings = {
            name: os.environ[name]
            for name in ("PATH", "LD_LIBRARY_PATH", "HOME")
            if name in os.environ
        }
        surroundings |= environment(tmp_path) | more
        for name in left_out:
            surroundings.pop(name, None)
        return subprocess.run(
            [sys.executable, "-c", said],
            cwd=installation,
            env=surroundings | {"PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
            capture_output=True,
            text=True,
        )

    return started


def test_a_production_starts_with_what_the_example_calls_needed(start):
    done = start()

    assert (done.returncode, done.stderr) == (0, "")


def test_a_copy_of_the_example_starts_once_it_is_filled_in(
    start, installation, tmp_path
):
    text, given = EXAMPLE.read_text(), environment(tmp_path)
    for name in NEEDED:
        text, times = re.subn(rf"(?m)^{name}=.*$", f"{name}={given[name]}", text)
        assert times == 1
    file = installation / ".env"
    file.write_text(text)

    try:
        done = start(*NEEDED)
    finally:
        file.unlink()

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", None, "SECRET_KEY is not set"),
        ("SECRET_KEY", "", "SECRET_KEY is not set"),
        ("SECRET_KEY", "Wr7" * 16, "SECRET_KEY is too weak"),
        ("SECRET_KEY", "x" * 60, "SECRET_KEY is too weak"),
        ("SECRET_KEY", "django-insecure-" + "0123456789" * 5, "SECRET_KEY is too weak"),
        ("PUBLIC_URL", None, "PUBLIC_URL is not set"),
        ("PUBLIC_URL", "", "PUBLIC_URL is not set"),
        ("PUBLIC_URL", "clearance.example", "PUBLIC_URL is not set"),
        ("PUBLIC_URL", "http://clearance.example", "does not begin with https://"),
    ],
)
def test_a_production_does_not_start_with(start, name, value, sentence):
    done = start(name) if value is None else start(**{name: value})

    assert done.returncode == 1
    assert sentence in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("command", ["check", "migrate", "sync_roles"])
def test_a_copy_of_the_example_as_it_is_names_what_is_missing(installation, command):
    shutil.copy(ROOT / "manage.py", installation)
    file = installation / ".env"
    file.write_text(EXAMPLE.read_text())
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", command],
            cwd=installation,
            env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
            capture_output=True,
            text=True,
        )
    finally:
        file.unlink()

    assert done.returncode == 1
    assert done.stderr == (
        "SECRET_KEY is not set: give it 50 random characters or more.\n"
    )


def test_a_production_does_not_start_without_its_key_ring(start):
    done = start("CLEARANCE_KEYRING_FILE")

    assert done.returncode == 1
    assert "ImproperlyConfigured" in done.stderr
    assert "CLEARANCE_KEYRING_FILE" in done.stderr


def test_a_production_does_not_start_with_a_ring_that_others_may_read(start, tmp_path):
    environment(tmp_path)
    open_ring = tmp_path / "open.json"
    open_ring.write_text((tmp_path / "keyring.json").read_text())
    open_ring.chmod(0o644)

    done = start(CLEARANCE_KEYRING_FILE=str(open_ring))

    assert done.returncode == 1
    assert "clearance.E005" in done.stderr


def test_the_demo_switches_off_only_what_it_names(start):
    say = (
        "import json, config.settings as s;"
        "print(json.dumps({n: repr(getattr(s, n)) for n in dir(s) if n.isupper()}))"
    )
    same = "the-same-key-both-times-" + "0123456789" * 4
    with_ring = {"CLEARANCE_KEYRING_FILE": "/nowhere", "SECRET_KEY": same}

    production, demo = (
        json.loads(start(said=say, **with_ring, DEMO=demo).stdout) for demo in ("", "1")
    )

    assert production.keys() == demo.keys()
    changed = {name for name in demo if demo[name] != production[name]}
    assert changed == DEMO_SWITCHES.keys()


def test_code_asks_for_the_demo_only_where_it_says():
    places = set()
    for file in [*(ROOT / "clearance").rglob("*.py"), *(ROOT / "config").rglob("*.py")]:
        if file == SETTINGS:
            continue
        for node in ast.parse(file.read_text()).body:
            if "settings.DEMO" in ast.unparse(node):
                name = getattr(node, "name", "the module")
                places.add(f"{file.relative_to(ROOT)}: {name}")

    assert places == DEMO_ASKED.keys()
