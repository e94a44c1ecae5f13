"""The web process as a production starts it: gunicorn, HTTPS only, no warnings."""

import sys

import pytest

from tests.operation.processes import (
    bare,
    copy_of_the_code,
    free_port,
    get,
    manage,
    running,
    until,
)
from tests.production import environment


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return copy_of_the_code(tmp_path_factory.mktemp("production"))


@pytest.fixture(scope="module")
def surroundings(home):
    here = environment(home) | {"BEHIND_TLS_PROXY": "1", "LOG_LEVEL": "WARNING"}
    for command in (
        ("migrate", "--verbosity", "0"),
        ("createcachetable",),
        ("collectstatic", "--noinput", "--verbosity", "0"),
    ):
        done = manage(home, *command, **here)
        assert (done.returncode, done.stderr) == (0, "")
    return here


def test_the_deployment_check_has_nothing_to_say(home, surroundings):
    done = manage(home, "check", "--deploy", "--fail-level", "WARNING", **surroundings)

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_it_starts_and_answers(home, surroundings, tmp_path):
    port, said = free_port(), tmp_path / "said"
    command = (sys.executable, "-m", "gunicorn", "config.wsgi", "--no-control-socket")
    bind = ("--bind", f"127.0.0.1:{port}", "--log-level", "warning")
    url, host = f"http://127.0.0.1:{port}", {"Host": "clearance.example"}
    with running(*command, *bind, cwd=home, env=bare(**surroundings), out=said):
        until(lambda: get(f"{url}/healthz", **host)[0], what="an answer")

        assert get(f"{url}/healthz", **host) == (200, '{"ok": true}')
        assert get(f"{url}/readyz", **host)[0] == 200
        assert get(f"{url}/healthz")[0] == 400  # asked under a name it does not have
        secure = host | {"X-Forwarded-Proto": "https"}
        status, page = get(f"{url}/login/", **secure)
        assert (status, "<form" in page) == (200, True)

    assert "Traceback" not in said.read_text()
