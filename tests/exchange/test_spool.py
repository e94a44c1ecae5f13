import hashlib
import os
import tempfile
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from clearance.exchange import sealing, spool
from clearance.exchange.spool import SealedUpload
from clearance.keys.errors import KeyGone
from clearance.keys.models import DataKey
from clearance.lib import vault

pytestmark = pytest.mark.django_db

SOMEBODY = SimpleNamespace(is_authenticated=True, is_staff=True)
NOBODY = SimpleNamespace(is_authenticated=False, is_staff=False)
SHOP = SimpleNamespace(is_authenticated=True, is_staff=False)
LARGE = sealing.MEMORY_BYTES + 3_000_000


def received(*contents, path="/desk/imports/new/", user=SOMEBODY):
    files = {
        f"file{number}": SimpleUploadedFile("orders.csv", content, "text/csv")
        for number, content in enumerate(contents)
    }
    request = RequestFactory().post(path, {"channel": "bonded", **files})
    request.user = user
    return request


def sealed_bytes(name):
    return b"".join(vault.get(name))


def test_an_uploaded_file_lies_sealed_in_the_vault_and_reads_through_its_key():
    content = b"order_no,recipient_name\nA1,\xe6\x9d\x8e\xe6\xa0\xb7\xe6\x9c\xac\n"

    request = received(content)
    upload = request.FILES["file0"]

    assert isinstance(upload, SealedUpload)
    assert upload.size == len(content)
    assert upload.digest == hashlib.sha256(content).hexdigest()
    assert upload.open().read() == content
    assert b"".join(upload.chunks(7)) == content
    assert b"recipient_name" not in sealed_bytes(upload.object_name)
    assert request.POST["channel"] == "bonded"
    request.close()


def test_no_plaintext_reaches_a_temporary_file(monkeypatch, tmp_path):
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    content = os.urandom(3_000_000)

    request = received(content)
    size = request.FILES["file0"].size

    assert size == 3_000_000
    assert list(elsewhere.iterdir()) == []
    request.close()


def test_a_large_file_can_be_read_backwards_and_forwards_without_being_held():
    content = os.urandom(LARGE)
    request = received(content)

    source = request.FILES["file0"].reader()
    source.seek(-22, os.SEEK_END)
    tail = source.read(100)
    source.seek(1_000_000)
    middle = source.read(300_000)
    source.seek(0)

    assert tail == content[-22:]
    assert middle == content[1_000_000:1_300_000]
    assert source.read() == content
    request.close()


def test_what_nobody_takes_over_is_destroyed_when_the_request_ends():
    request = received(b"A1", b"B2")
    left, taken = request.FILES["file0"], request.FILES["file1"]
    name = taken.take_over()

    request.close()

    assert not vault.exists(left.object_name)
    with pytest.raises(KeyGone):
        left.reader()
    assert vault.exists(name)
    assert taken.reader().read() == b"B2"


def test_nobody_fills_the_vault_without_a_log_in():
    request = received(b"A1", user=NOBODY)

    files = request.FILES

    assert not files
    assert request.POST["channel"] == "bonded"
    assert list(vault.names()) == []
    assert DataKey.objects.count() == 0


def test_a_file_that_grows_too_large_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr(spool, "FILE_BYTES", 200_000)

    request = received(os.urandom(300_000), b"small")
    files = request.FILES

    assert list(files) == ["file1"]
    assert spool.refused(request) == "too_large"
    assert list(vault.names()) == [str(files["file1"].object_name)]
    assert DataKey.objects.count() == 1
    request.close()


@pytest.mark.parametrize(
    "visit",
    [
        {"user": SHOP},
        {"path": "/portal/orders/"},
        {"path": "/nope/"},
    ],
)
def test_who_has_nothing_to_bring_there_fills_no_vault(visit):
    request = received(b"A1", **visit)

    assert not request.FILES
    assert not DataKey.objects.exists()


def test_a_request_brings_no_more_than_two_files():
    request = received(*[b"A1"] * 6)

    assert len(request.FILES) == 2
    assert spool.refused(request) == "too_many"
    request.close()


def test_a_vault_that_fails_loses_the_file_and_says_so(settings, tmp_path):
    blocked = tmp_path / "vault"
    blocked.write_bytes(b"not a folder")
    settings.STORAGES = settings.STORAGES | {
        "vault": {
            "BACKEND": "clearance.lib.vault.LocalVault",
            "OPTIONS": {"location": str(blocked)},
        }
    }

    request = received(os.urandom(2_000_000))

    assert not request.FILES
    assert spool.refused(request) == "storage"
    assert DataKey.objects.count() == 0
