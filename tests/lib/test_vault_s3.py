"""The vault in a bucket keeps the same promises, and gives up after seconds."""

import socket
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from clearance.lib import vault
from clearance.lib.vault import KeptAlready, NotKept, VaultUnavailable

moto_server = pytest.importorskip("moto.server")
boto3 = pytest.importorskip("boto3")

NAME = "01890000-0000-7000-8000-00000000abcd"
BUCKET = "sealed"


@pytest.fixture(scope="module")
def endpoint():
    server = moto_server.ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def use(settings, endpoint_url):
    settings.STORAGES = {
        **settings.STORAGES,
        "vault": {
            "BACKEND": "clearance.lib.vault.S3Vault",
            "OPTIONS": {
                "bucket_name": BUCKET,
                "endpoint_url": endpoint_url,
                "region_name": "us-east-1",
                "access_key": "testing",
                "secret_key": "testing",
            },
        },
    }


@pytest.fixture
def bucket(settings, endpoint):
    """An empty bucket that is the vault."""
    use(settings, endpoint)
    s3 = boto3.resource(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    made = s3.create_bucket(Bucket=BUCKET)
    yield made
    made.objects.all().delete()
    made.delete()


def test_an_object_is_given_back_as_it_was_put(bucket):
    vault.put(NAME, [b"sealed ", b"", b"bytes"])

    assert b"".join(vault.get(NAME)) == b"sealed bytes"
    assert vault.exists(NAME) is True
    assert list(vault.names()) == [NAME]
    assert [kept.key for kept in bucket.objects.all()] == [f"cd/ab/{NAME}"]


@pytest.mark.parametrize("chunks", [0, 1, 300])
def test_objects_of_every_size_are_kept(bucket, chunks):
    data = [bytes([at % 251]) * 65_552 for at in range(chunks)]

    vault.put(NAME, iter(data))

    assert b"".join(vault.get(NAME)) == b"".join(data)


def test_nothing_is_written_over(bucket):
    vault.put(NAME, [b"first"])

    with pytest.raises(KeptAlready):
        vault.put(NAME, [b"second"])

    assert b"".join(vault.get(NAME)) == b"first"


@pytest.mark.parametrize("size", [10, 9_000_000])
def test_an_object_broken_off_is_not_there(bucket, size):
    def broken_off():
        yield b"h" * size
        raise RuntimeError("the sender went away")

    with pytest.raises(RuntimeError):
        vault.put(NAME, broken_off())

    assert vault.exists(NAME) is False
    assert list(bucket.multipart_uploads.all()) == []


def test_a_deleted_object_is_gone_and_may_be_deleted_again(bucket):
    vault.put(NAME, [b"x"])

    vault.delete(NAME)
    vault.delete(NAME)

    assert vault.exists(NAME) is False
    with pytest.raises(NotKept):
        next(vault.get(NAME))


def test_only_older_objects_are_listed_when_asked(bucket):
    vault.put(NAME, [b"x"])
    bucket.put_object(Key="not-ours", Body=b"x")
    now = datetime.now(UTC)

    assert list(vault.names(before=now - timedelta(hours=1))) == []
    assert list(vault.names(before=now + timedelta(hours=1))) == [NAME]


def test_what_a_killed_process_left_is_cleared_once_old_enough(bucket):
    bucket.Object("cd/ab/" + NAME).initiate_multipart_upload()
    now = datetime.now(UTC)

    # The server of the tests dates every upload years back.
    assert vault.abandon_unfinished(before=datetime(2000, 1, 1, tzinfo=UTC)) == 0
    assert vault.abandon_unfinished(before=now + timedelta(hours=1)) == 1
    assert list(bucket.multipart_uploads.all()) == []


def test_a_bucket_that_is_not_there_is_unavailable(settings, endpoint):
    use(settings, endpoint)

    with pytest.raises(VaultUnavailable):
        vault.put(NAME, [b"x"])
    with pytest.raises(VaultUnavailable):
        list(vault.names())


def test_a_refused_connection_is_unavailable(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        use(settings, f"http://127.0.0.1:{free.getsockname()[1]}")

    for ask in (
        lambda: vault.put(NAME, [b"x"]),
        lambda: next(vault.get(NAME)),
        lambda: vault.delete(NAME),
        lambda: vault.exists(NAME),
        lambda: next(vault.names()),
    ):
        with pytest.raises(VaultUnavailable):
            ask()


def test_a_hung_bucket_is_given_up_after_seconds(settings):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        use(settings, f"http://127.0.0.1:{silent.getsockname()[1]}")

        began = time.monotonic()
        with pytest.raises(VaultUnavailable):
            next(vault.get(NAME))

    assert time.monotonic() - began < 10


def test_a_bucket_that_stops_half_way_is_given_up_after_seconds(settings):
    def answer_half(listening):
        talking, _ = listening.accept()
        with talking:
            talking.recv(65_536)
            talking.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            done.wait(20)

    done = threading.Event()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        use(settings, f"http://127.0.0.1:{listening.getsockname()[1]}")
        bucket = threading.Thread(target=answer_half, args=[listening])
        bucket.start()

        began = time.monotonic()
        with pytest.raises(VaultUnavailable):
            list(vault.get(NAME))
        took = time.monotonic() - began
        done.set()
        bucket.join()

    assert took < 10
