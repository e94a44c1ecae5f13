"""A provider that stands in for a real one, told to the settings."""

import threading

import pytest

from tests.identity.realname.standin import (
    KEY_ID,
    SECRET,
    Server,
    Standin,
    register_of,
    some_people,
)


@pytest.fixture
def serve():
    """Start stand-ins; they end with the test."""
    running = []

    def start(standin, *, wrap=lambda socket: socket):
        server = Server(standin)
        server.socket = wrap(server.socket)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.standin.stopped.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def people():
    return some_people()


@pytest.fixture
def standin(serve, settings, people):
    """A provider that knows `people`, in the clear on this computer."""
    standin = Standin(register_of(people))
    settings.DEMO = True
    settings.REALNAME_URL = serve(standin).url
    settings.REALNAME_NAME = "Stand-in"
    settings.REALNAME_KEY_ID = KEY_ID
    settings.REALNAME_SECRET = SECRET
    return standin
