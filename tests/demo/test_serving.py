"""Serving: web, worker and the minute's work as real processes, and their end."""

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.operation.processes import (
    bare,
    copy_of_the_code,
    free_port,
    get,
    manage,
    processes_of,
    running,
    until,
)
from tests.production import environment

SERVE = """
import sys, django
django.setup()
from clearance.demo.serving import serve
sys.exit(serve("127.0.0.1", int(sys.argv[1]), say=lambda text: print(text, flush=True)))
"""
SETTINGS = {"DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "WARNING"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An installation without data: what is served is not the question here."""
    home = copy_of_the_code(tmp_path_factory.mktemp("serving"))
    (home / "static").mkdir()
    return home


@pytest.fixture(scope="module")
def surroundings(home):
    here = environment(home) | SETTINGS | {"DEMO": "1", "ALLOWED_HOSTS": "127.0.0.1"}
    for command in (("migrate", "--verbosity", "0"), ("createcachetable",)):
        assert manage(home, *command, **here).returncode == 0
    return here


@pytest.fixture
def serving(home, surroundings, tmp_path):
    """The demo being served: its process, address and what it says."""
    port = free_port()
    said = tmp_path / "said"
    with running(
        *(sys.executable, "-c", SERVE, str(port)),
        cwd=home,
        env=bare(**surroundings),
        out=said,
    ) as process:
        url = f"http://127.0.0.1:{port}"
        until(lambda: get(f"{url}/healthz")[0] == 200, what="the web process")
        yield process, url, said
    left = processes_of(process.pid)
    assert left == {}, left


def of(process, word):
    """The children whose command line has this word."""
    found = processes_of(process.pid).items()
    return [pid for pid, line in found if pid != process.pid and word in line]


def tasks_done(home, surroundings):
    ask = (
        "from django_tasks_db.models import DBTaskResult as R;"
        "print(R.objects.successful().count())"
    )
    return int(manage(home, "shell", "--no-imports", "-c", ask, **surroundings).stdout)


def test_a_killed_worker_is_started_again_and_run_due_gives_it_work(
    serving, home, surroundings
):
    process, url, said = serving
    worker = until(lambda: of(process, "db_worker"), what="a worker")
    until(lambda: tasks_done(home, surroundings), what="work done by the worker")

    os.kill(worker[0], signal.SIGKILL)

    again = until(
        lambda: [pid for pid in of(process, "db_worker") if pid not in worker],
        what="another worker",
    )
    assert len(again) == 1
    status, body = get(f"{url}/readyz")
    assert (status, json.loads(body)["ok"]) == (200, True)
    assert said.read_text().splitlines() == [
        "Press Ctrl-C to end.",
        "The worker ended; it is started again.",
    ]


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_whoever_ends_it_ends_all_of_it(serving, stop):
    process, url, said = serving
    until(lambda: of(process, "db_worker"), what="a worker")

    if stop is signal.SIGINT:
        os.killpg(process.pid, stop)  # as Ctrl-C: every process of the terminal
    else:
        process.send_signal(stop)

    assert process.wait(20) == 0
    until(lambda: not processes_of(process.pid), seconds=5, what="the end of all")
    assert get(f"{url}/healthz")[0] == 0
    assert said.read_text().splitlines() == ["Press Ctrl-C to end."]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children")
def test_killed_itself_it_leaves_nobody_behind(serving):
    process, url, _said = serving
    until(lambda: of(process, "db_worker"), what="a worker")

    process.kill()
    process.wait()

    until(lambda: not processes_of(process.pid), seconds=20, what="the end of all")
    assert get(f"{url}/healthz")[0] == 0


def test_when_the_web_process_ends_so_does_all_of_it(serving):
    process, _url, said = serving
    until(lambda: of(process, "db_worker"), what="a worker")
    ask = ["ps", "-o", "pid=", "--ppid", str(process.pid), "-C", "none"]
    children = {int(pid) for pid in subprocess.check_output(ask, text=True).split()}
    [web] = children & set(of(process, "gunicorn"))

    os.kill(web, signal.SIGTERM)

    assert process.wait(20) == 1
    assert said.read_text().splitlines()[-1] == "The web server ended."
