import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.test import RequestFactory

from clearance.upload import handlers
from clearance.upload.handlers import FILE_BYTES


def received(**photos):
    files = {
        name: SimpleUploadedFile(f"{name}.jpg", content, "image/jpeg")
        for name, content in photos.items()
    }
    return RequestFactory().post("/u/photos/", {"consent": "on", **files})


def test_photos_stay_in_memory():
    request = received(portrait=b"p" * 4_000_000, emblem=b"e" * FILE_BYTES)

    portrait, emblem = request.FILES["portrait"], request.FILES["emblem"]

    assert type(portrait) is InMemoryUploadedFile
    assert portrait.read() == b"p" * 4_000_000
    assert emblem.size == FILE_BYTES
    assert handlers.refused(request) == ""


@pytest.mark.parametrize("too_much", [1, 5_000_000])
def test_a_photo_over_ten_megabytes_is_dropped_and_the_rest_of_the_form_is_read(
    too_much,
):
    request = received(portrait=b"p" * (FILE_BYTES + too_much), emblem=b"e")

    assert list(request.FILES) == ["emblem"]
    assert request.POST["consent"] == "on"
    assert handlers.refused(request) == "too_large"


def test_a_third_photo_is_dropped():
    request = received(portrait=b"p", emblem=b"e", another=b"a")

    assert list(request.FILES) == ["portrait", "emblem"]
    assert handlers.refused(request) == "too_many"
