"""Whatever happens to the process that decodes, the web process gets an answer."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from clearance.identity.photos import PhotoRefused, take_in
from clearance.identity.photos.darkrooms import Darkroom, darkroom

from .pictures import encoded, picture

PHOTO = encoded(picture())
SLOW = encoded(picture(4_000, 3_000), "WEBP", quality=90, method=0)


@pytest.fixture
def own_darkroom():
    room = Darkroom(wall_seconds=2)
    yield room
    room.close()


def children_of(pid):
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(stat.parent.name))
    return found


def started(room):
    """The process id of a darkroom that has done one photo and is at rest."""
    room.develop(PHOTO)
    while children_of(room.pid):
        time.sleep(0.001)
    return room.pid


def next_child_of(room):
    """A child that has received its photo and locked itself in."""
    for _ in range(1_000):
        for child in children_of(room.pid):
            with suppress(OSError):
                limits = Path(f"/proc/{child}/limits").read_text()
                if re.search(r"Max open files\s+0\s", limits):
                    return child
        time.sleep(0.001)
    raise AssertionError("No child was seen.")


def gone(pid, *, within=3):
    for _ in range(within * 100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":  # ended, and waits for its parent to notice
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize(
    "blow", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS]
)
def test_a_child_that_dies_is_a_refusal_and_the_next_goes_well(own_darkroom, blow):
    helper = started(own_darkroom)
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(own_darkroom.develop, SLOW)
        os.kill(next_child_of(own_darkroom), blow)
        with pytest.raises(PhotoRefused) as refused:
            answer.result()

    assert refused.value.code == "crashed"
    assert own_darkroom.develop(PHOTO)[0]["width"] == 900
    assert own_darkroom.pid == helper


def test_a_child_that_hangs_is_killed_in_time(own_darkroom):
    started(own_darkroom)
    begun = time.monotonic()
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(own_darkroom.develop, SLOW)
        child = next_child_of(own_darkroom)
        os.kill(child, signal.SIGSTOP)
        with pytest.raises(PhotoRefused) as refused:
            answer.result()

    assert refused.value.code == "timeout"
    assert time.monotonic() - begun < 4
    assert gone(child)


def test_a_darkroom_that_died_is_started_again(own_darkroom):
    first = started(own_darkroom)
    os.kill(first, signal.SIGKILL)

    header, _ = own_darkroom.develop(PHOTO)

    assert header["width"] == 900
    assert own_darkroom.pid != first


def test_a_darkroom_that_dies_does_not_take_the_photo_in_work_along(own_darkroom):
    started(own_darkroom)
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(own_darkroom.develop, SLOW)
        next_child_of(own_darkroom)
        os.kill(own_darkroom.pid, signal.SIGKILL)

        header, _ = answer.result()

    assert header["width"] == 2_048


def test_a_darkroom_that_hangs_is_replaced(own_darkroom):
    own_darkroom.develop(PHOTO)
    os.kill(own_darkroom.pid, signal.SIGSTOP)

    with pytest.raises(PhotoRefused) as refused:
        own_darkroom.develop(PHOTO)

    assert refused.value.code == "timeout"
    assert own_darkroom.develop(PHOTO)[0]["width"] == 900


def test_many_threads_each_get_their_own_photo():
    sizes = [(500 + 10 * number, 500) for number in range(24)]
    received = [encoded(picture(*size)) for size in sizes]

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take_in, received))

    assert [(photo.width, photo.height) for photo in taken] == sizes


def test_a_full_queue_refuses_instead_of_waiting_for_ever():
    room = Darkroom(queue_seconds=0.05)
    places = max(2, os.cpu_count() or 1)
    all_held = threading.Barrier(places + 1)

    def hold():
        with room._places:
            all_held.wait()
            time.sleep(0.5)

    holders = [threading.Thread(target=hold) for _ in range(places)]
    for holder in holders:
        holder.start()
    all_held.wait()
    with pytest.raises(PhotoRefused) as refused:
        room.develop(PHOTO)
    for holder in holders:
        holder.join()
    room.close()

    assert refused.value.code == "timeout"


AFTER_A_FORK = """
import os, sys
from clearance.identity.photos import take_in
from clearance.identity.photos.darkrooms import darkroom
received = sys.stdin.buffer.read()
take_in(received)
parents = darkroom.pid
child = os.fork()
width = take_in(received).width
if not child:
    os._exit(0 if width == 900 and darkroom.pid != parents else 1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert take_in(received).width == 900 and darkroom.pid == parents
print(darkroom.pid)
"""


def test_each_web_process_has_its_own_darkroom_that_ends_with_it():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", AFTER_A_FORK],
        input=PHOTO,
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert gone(int(done.stdout))


def test_a_web_process_that_is_killed_leaves_no_darkroom_behind():
    script = (
        "import os, sys;"
        "from clearance.identity.photos.darkrooms import darkroom;"
        "darkroom.develop(sys.stdin.buffer.read());"
        "print(darkroom.pid, flush=True);"
        "os.kill(os.getpid(), 9)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], input=PHOTO, capture_output=True, check=False
    )

    assert done.returncode == -signal.SIGKILL
    assert gone(int(done.stdout))


def test_the_darkroom_knows_neither_settings_nor_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not-for-the-darkroom")
    room = Darkroom()
    room.develop(PHOTO)

    environment = Path(f"/proc/{room.pid}/environ").read_bytes()
    descriptors = os.listdir(f"/proc/{room.pid}/fd")
    libraries = Path(f"/proc/{room.pid}/maps").read_text()
    room.close()

    assert b"not-for-the-darkroom" not in environment
    assert len(descriptors) == 4  # in, out, errors, the web process
    assert "_ssl" not in libraries
    assert "psycopg" not in libraries


CONFINED = """
import os, socket, sys
from darkroom import confinement
confinement.leave_the_network()
confinement.leave_root()
confinement.bind_to(cpu_seconds=2, wall_seconds=2)
confinement.bind_memory(100 * 1024 * 1024)
refused = []
for name, attempt in {
    "socket": lambda: socket.socket(),
    "read": lambda: os.open("/etc/hostname", os.O_RDONLY),
    "write": lambda: os.open("/tmp/darkroom-was-here", os.O_CREAT | os.O_WRONLY),
    "pipe": os.pipe,
    "memory": lambda: bytearray(200 * 1024 * 1024),
}.items():
    try:
        attempt()
    except (OSError, MemoryError):
        refused.append(name)
os.write(1, " ".join(refused).encode())
while True:
    pass
"""


def test_a_child_can_open_nothing_and_runs_out_of_time():
    here = Path(sys.modules[Darkroom.__module__].__file__).parent

    done = subprocess.run(
        [sys.executable, "-c", CONFINED],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(here)},
    )

    assert done.stdout == b"socket read write pipe memory"
    assert done.returncode in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGALRM)


def test_nothing_is_written_to_disk(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    darkroom.close()

    take_in(PHOTO)
    take_in(SLOW)

    assert list(tmp_path.iterdir()) == []
