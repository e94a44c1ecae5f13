import errno
import stat
import subprocess
import sys

import pytest

from clearance.lib import append_only

ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from clearance.lib import append_only
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
try:
    append_only.append(Path(sys.argv[1]), b"a line that does not fit any more")
except OSError:
    sys.exit(7)
"""


def test_lines_come_back_in_their_order(tmp_path):
    file = tmp_path / "new" / "ledger"

    append_only.append(file, b"first")
    append_only.append(file, b"second")

    assert list(append_only.lines(file)) == [b"first", b"second"]
    assert append_only.last_line(file) == b"second"


def test_file_and_folder_are_for_their_owner_only(tmp_path):
    file = tmp_path / "new" / "ledger"

    append_only.append(file, b"first")

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_without_a_file_there_are_no_lines(tmp_path):
    assert list(append_only.lines(tmp_path / "ledger")) == []
    assert append_only.last_line(tmp_path / "ledger") is None


@pytest.mark.parametrize("left", [b"half a li", b"x" * 10_000])
def test_half_a_line_left_by_a_kill_is_not_read_and_goes_first(tmp_path, left):
    file = tmp_path / "ledger"
    append_only.append(file, b"first")
    with file.open("ab") as opened:
        opened.write(left)
    read = list(append_only.lines(file))

    append_only.append(file, b"second")

    assert read == [b"first"]
    assert file.read_bytes() == b"first\nsecond\n"


def test_half_a_first_line_goes_too(tmp_path):
    file = tmp_path / "ledger"
    file.write_bytes(b"half")

    append_only.append(file, b"first")

    assert file.read_bytes() == b"first\n"


def test_a_full_disk_leaves_the_file_as_before(tmp_path):
    file = tmp_path / "ledger"
    append_only.append(file, b"first")

    # Another process, because the limit on file sizes stays with a process.
    ended = subprocess.run([sys.executable, "-c", ON_A_FULL_DISK, file], check=False)

    assert ended.returncode == 7
    assert file.read_bytes() == b"first\n"


def test_a_place_that_cannot_be_written_is_an_error(tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"")

    with pytest.raises(OSError) as caught:
        append_only.append(blocked / "ledger", b"first")

    assert caught.value.errno in {errno.ENOTDIR, errno.EEXIST}
