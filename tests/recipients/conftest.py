"""Steps that several files of these tests take."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection


@pytest.fixture
def at_once():
    """Run steps so that all begin together, each on a connection of its own."""

    def run_all(*steps):
        together = Barrier(len(steps))

        def run(step):
            together.wait()
            try:
                return step()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(steps)) as pool:
            return list(pool.map(run, steps))

    return run_all
