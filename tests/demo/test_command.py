"""`manage.py demo`, run for real in a copy of the code, and killed on the way."""

import hashlib
import json
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing

import pytest

from clearance.demo.documents import FATES
from clearance.demo.filling import LOG_INS
from tests.operation.processes import bare, copy_of_the_code, free_port, manage

PASSWORD = "a password of this test"


def read(home, statement):
    """Rows of the demo's database; none while it is not there yet."""
    file = home / ".data" / "db.sqlite3"
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as rows:
            return rows.execute(statement).fetchall()
    except sqlite3.Error:
        return []


def kill_when(home, is_time):
    """Start the demo and kill it as soon as the database says that it is time."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--no-server"],
        cwd=home,
        env=bare(DEMO_PASSWORD=PASSWORD),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not is_time() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A demo that was killed while it migrated, imported and drew, then run through."""
    home = copy_of_the_code(tmp_path_factory.mktemp("demo"))
    done = "SELECT 1 FROM django_migrations WHERE app = 'auth'"
    kill_when(home, lambda: read(home, done))
    orders = "SELECT 1 FROM clearance_importbatch WHERE state = 'RUNNING'"
    kill_when(home, lambda: read(home, orders))
    photos = "SELECT id FROM clearance_idimage"
    kill_when(home, lambda: len(read(home, photos)) >= 3)
    return home


@pytest.fixture(scope="module")
def first(home):
    """What the run said that came through."""
    return manage(home, "demo", "--no-server", "--port", "9123")


def test_killed_on_its_way_it_becomes_complete_and_not_doubled(home, first):
    assert first.returncode == 0, first.stderr

    records = Counter(read(home, "SELECT state FROM clearance_idrecord"))
    fates = Counter(FATES)
    assert records == {
        ("ACCEPTED",): fates["accept"] + fates["accept_reuse"],
        ("PENDING",): fates["in_review"],
        ("REJECTED",): fates["send_back"],
        ("EXPIRED",): 1,
    }
    assert read(home, "SELECT DISTINCT state FROM clearance_idimage") == [("ACTIVE",)]
    batches = read(home, "SELECT state, updated, unchanged FROM clearance_importbatch")
    assert batches == [("DONE", 0, 0)] * 3
    created = "SELECT sum(created) FROM clearance_importbatch"
    assert read(home, created) == read(home, "SELECT count(*) FROM clearance_order")
    users = read(home, "SELECT username FROM clearance_user")
    assert sorted(users) == sorted((name,) for name in LOG_INS)


def test_it_prints_the_log_ins_and_a_password_of_its_own(first):
    assert "http://127.0.0.1:9123/" in first.stdout
    assert re.search(r"password of every log-in: \S{12}\n", first.stdout)
    for name in LOG_INS:
        assert re.search(rf"^  {name} +\S", first.stdout, re.MULTILINE)


def test_it_says_nothing_personal_and_makes_no_noise(first):
    said = (first.stdout + first.stderr).splitlines()
    steps = ("Making ", "Importing ", "Drawing ")

    known = [line for line in said if not line or line.startswith(("  ", *steps))]

    assert said == known
    assert re.findall(r"[一-鿿]|1[3-9]\d{9}|\d{17}", "\n".join(said)) == []


def test_everything_it_made_is_its_owner_s_alone(home, first):
    paths = [home / ".data", *(home / ".data").rglob("*")]

    modes = {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_dir()}
    assert modes == {0o700}
    modes = {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()}
    assert modes == {0o600}


def test_a_second_run_keeps_everything_and_sets_the_password(home, first):
    tables = ("order", "idrecord", "uploadlink", "message", "user", "importbatch")
    statement = " UNION ALL ".join(
        f"SELECT '{name}', count(*), max(id) FROM clearance_{name}" for name in tables
    )
    before = read(home, statement)
    hashes = "SELECT password FROM clearance_user"
    passwords = read(home, hashes)
    ring = (home / ".data" / "keyring.json").read_bytes()

    done = manage(home, "demo", "--no-server", DEMO_PASSWORD=PASSWORD)

    assert (done.returncode, done.stderr) == (0, "")
    assert f"password of every log-in: {PASSWORD}\n" in done.stdout
    assert "http://127.0.0.1:9123/" in done.stdout
    assert read(home, statement) == before
    assert (home / ".data" / "keyring.json").read_bytes() == ring
    assert not set(read(home, hashes)) & set(passwords)


def test_every_command_without_an_environment_is_the_demo_s(home, first):
    done = manage(home, "run_due", "--json")

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["failed"] == {}
    done = manage(home, "verify_audit", "--json")
    assert (done.returncode, json.loads(done.stdout)["ok"]) == (0, True)


def test_a_port_in_use_is_said_before_anything_else(home, first):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        done = manage(home, "demo", "--port", port)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"CommandError: Cannot listen on 127.0.0.1 port {port}: Address already in use."
        " Choose another with --host or --port.\n"
    )


def test_an_address_of_another_computer_is_said(home, first):
    done = manage(home, "demo", "--host", "192.0.2.7", "--port", str(free_port()))

    assert (done.returncode, done.stdout) == (1, "")
    assert "Cannot listen on 192.0.2.7" in done.stderr
    manage(home, "demo", "--help")
    assert "PUBLIC_URL=http://192.0.2.7" in (home / ".data" / "demo.env").read_text()


@pytest.fixture
def strange(tmp_path):
    """A database of somebody else, in SQLite."""
    file = tmp_path / "theirs.sqlite3"
    with closing(sqlite3.connect(file)) as rows:
        rows.execute("CREATE TABLE theirs (id integer)")
        rows.execute("INSERT INTO theirs VALUES (7)")
        rows.commit()
    return file


def test_a_database_of_somebody_else_is_refused_and_not_touched(home, strange):
    before = hashlib.sha256(strange.read_bytes()).hexdigest()

    done = manage(home, "demo", "--no-server", DATABASE_URL=f"sqlite:///{strange}")

    assert (done.returncode, done.stdout) == (1, "")
    assert "The demo did not make this database" in done.stderr
    assert hashlib.sha256(strange.read_bytes()).hexdigest() == before
    assert [path.name for path in strange.parent.iterdir()] == [strange.name]


def test_a_file_that_is_no_database_is_refused_in_one_sentence(home, tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear Sir or Madam, " * 100)

    done = manage(home, "demo", "--no-server", DATABASE_URL=f"sqlite:///{file}")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "CommandError: The database cannot be used: file is not a database\n"
    )


def test_an_installation_s_env_file_is_not_used(home, strange):
    (home / ".env").write_text(f"DATABASE_URL=sqlite:///{strange}\nSECRET_KEY=theirs\n")
    before = hashlib.sha256(strange.read_bytes()).hexdigest()

    try:
        done = manage(home, "demo", "--no-server")
    finally:
        (home / ".env").unlink()

    assert (done.returncode, done.stdout) == (1, "")
    assert hashlib.sha256(strange.read_bytes()).hexdigest() == before
