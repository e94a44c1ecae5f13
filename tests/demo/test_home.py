"""The demo's folder: made before Django is there, so tested without it."""

import json
import stat
import subprocess
import sys

import pytest

from tests.operation.processes import ROOT, bare

SAY = """
import json, os, sys
from clearance.demo.home import prepare
prepare(sys.argv[1:])
print(json.dumps(dict(os.environ)))
"""


@pytest.fixture
def home(tmp_path):
    for folder in ("demo", "keys"):
        (tmp_path / "clearance" / folder).mkdir(parents=True)
    for file in ("demo/home.py", "keys/ring.py", "keys/errors.py"):
        code = (ROOT / "clearance" / file).read_text()
        (tmp_path / "clearance" / file).write_text(code)
    return tmp_path


def prepare(home, *words, **more):
    return subprocess.run(
        [sys.executable, "-c", SAY, *words],
        cwd=home,
        env=bare(**more),
        capture_output=True,
        text=True,
        check=False,
    )


def environment_of(home, *words, **more):
    done = prepare(home, *words, **more)
    assert done.stderr == ""
    return json.loads(done.stdout)


def kept(home):
    lines = (home / ".data" / "demo.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_the_folder_is_its_owner_s_alone(home):
    environment_of(home)

    data = home / ".data"
    modes = {
        path.relative_to(data).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in data.rglob("*")
    }
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert modes == {
        "anchors": 0o700,
        "static": 0o700,
        "vault": 0o700,
        "db.sqlite3": 0o600,
        "demo.env": 0o600,
        "keyring.json": 0o600,
    }


def test_what_is_kept_is_what_the_demo_works_with(home):
    said = environment_of(home)

    assert kept(home).items() <= said.items()
    assert said["DEMO"] == "1"
    assert len(said["SECRET_KEY"]) >= 50
    assert said["CLEARANCE_KEYRING_FILE"] == str(home / ".data" / "keyring.json")
    assert said["VAULT_DIR"] == str(home / ".data" / "vault")


def test_a_second_run_keeps_keys_and_secret(home):
    environment_of(home)
    ring = (home / ".data" / "keyring.json").read_text()
    secret = kept(home)["SECRET_KEY"]

    environment_of(home)

    assert (home / ".data" / "keyring.json").read_text() == ring
    assert kept(home)["SECRET_KEY"] == secret


@pytest.mark.parametrize(
    ("words", "url", "hosts"),
    [
        ([], "http://127.0.0.1:8000", "127.0.0.1,localhost,[::1]"),
        (["--port", "9000"], "http://127.0.0.1:9000", "127.0.0.1,localhost,[::1]"),
        (["--port=9000"], "http://127.0.0.1:9000", "127.0.0.1,localhost,[::1]"),
        (["--po", "9000"], "http://127.0.0.1:9000", "127.0.0.1,localhost,[::1]"),
        (["--host", "::1"], "http://[::1]:8000", "[::1],localhost,127.0.0.1"),
        (["--host", "[::1]"], "http://[::1]:8000", "[::1],localhost,127.0.0.1"),
        (["--host", "0.0.0.0"], "http://127.0.0.1:8000", "*"),
        (["--host=::"], "http://[::1]:8000", "*"),
        (
            ["--host", "box.example", "--port", "80", "--no-server"],
            "http://box.example:80",
            "box.example,localhost,127.0.0.1,[::1]",
        ),
    ],
)
def test_the_address_is_brought_up_to_date(home, words, url, hosts):
    environment_of(home, "--host", "other.example", "--port", "1")
    environment_of(home, "--host", "127.0.0.1", "--port", "8000")

    environment_of(home, *words)

    assert (kept(home)["PUBLIC_URL"], kept(home)["ALLOWED_HOSTS"]) == (url, hosts)


@pytest.mark.parametrize("words", [["--port", "web"], ["--port", "99999"], ["--host"]])
def test_an_address_that_is_none_is_wrong_usage(home, words):
    done = prepare(home, *words)

    assert done.returncode == 2
    assert "usage: manage.py demo" in done.stderr
    assert not (home / ".data").exists()


def test_help_makes_nothing(home):
    environment_of(home, "--help")

    assert not (home / ".data").exists()


@pytest.mark.parametrize("name", ["SECRET_KEY", "SECRET_KEY_FILE"])
def test_the_environment_of_an_installation_is_left_alone(home, name):
    done = prepare(home, **{name: "of somebody"})

    assert done.returncode == 1
    assert "belongs to an installation" in done.stderr
    assert not (home / ".data").exists()


def test_a_folder_with_an_env_file_is_an_installation(home):
    (home / ".env").write_text("DATABASE_URL=postgres://production/orders\n")

    done = prepare(home)

    assert done.returncode == 1
    assert ".env" in done.stderr
    assert not (home / ".data").exists()


def test_places_of_an_installation_in_the_shell_do_not_reach_the_demo(home):
    said = environment_of(
        home,
        CLEARANCE_KEYRING_FILE="/srv/ring.json",
        CLEARANCE_ANCHORS="/srv/anchors",
        VAULT="s3",
        VAULT_DIR="/srv/vault",
        PUBLIC_URL="https://clearance.example",
        MESSAGE_SENDER="theirs.Sms",
    )

    places = ("CLEARANCE_KEYRING_FILE", "CLEARANCE_ANCHORS", "VAULT_DIR")
    assert all(said[name].startswith(str(home / ".data")) for name in places)
    assert said["VAULT"] == "local"
    assert said["PUBLIC_URL"] == "http://127.0.0.1:8000"
    assert said["MESSAGE_SENDER"] == "clearance.messaging.delivery.OutboxOnly"


def test_a_database_the_demo_did_not_make_is_left_alone(home):
    (home / ".data").mkdir()
    (home / ".data" / "db.sqlite3").write_text("somebody's")

    done = prepare(home)

    assert done.returncode == 1
    assert "db.sqlite3 is there already" in done.stderr
    assert [path.name for path in (home / ".data").iterdir()] == ["db.sqlite3"]


@pytest.mark.parametrize(
    ("asked", "given"), [(None, "WARNING"), ("", "WARNING"), ("DEBUG", "DEBUG")]
)
def test_the_demo_is_quiet_unless_asked(home, asked, given):
    more = {} if asked is None else {"LOG_LEVEL": asked}

    assert environment_of(home, **more)["LOG_LEVEL"] == given
    assert kept(home)["LOG_LEVEL"] == "WARNING"


def test_a_database_named_by_the_shell_is_used_and_none_is_made(home):
    said = environment_of(home, DATABASE_URL="postgres://localhost/empty")

    assert said["DATABASE_URL"] == "postgres://localhost/empty"
    assert not (home / ".data" / "db.sqlite3").exists()
