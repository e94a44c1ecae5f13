"""What happens to the file of a photo after the camera: resaved, edited, noted.

Unlike the flaws of a photograph these need the file, not only its pixels.
"""

from enum import StrEnum
from io import BytesIO

from PIL import Image

SOFTWARE = 0x0131


class Tampering(StrEnum):
    """What an editor, or a chat program on the way, does to a file."""

    RESAVED = "RESAVED"  # by a chat program: smaller, at a lower quality
    EDITOR = "EDITOR"  # opened and saved by an editing program that says so
    PATCHED = "PATCHED"  # a part of the card pasted over another


def tampered(jpeg: bytes, how: Tampering) -> bytes:
    """The file after it went through the named hands."""
    image = Image.open(BytesIO(jpeg)).convert("RGB")
    match how:
        case Tampering.RESAVED:
            smaller = (image.width * 4 // 5, image.height * 4 // 5)
            return _saved(image.resize(smaller, Image.Resampling.BICUBIC), quality=70)
        case Tampering.EDITOR:
            notes = Image.Exif()
            notes[SOFTWARE] = "Adobe Photoshop 25.1"
            return _saved(image, quality=92, exif=notes.tobytes())
        case Tampering.PATCHED:
            wide, tall = image.size
            part = (wide // 3, tall // 4, wide * 7 // 12, tall // 3)
            pasted = Image.open(BytesIO(_saved(image.crop(part), quality=45)))
            image.paste(pasted, (wide // 3 + 3, tall * 3 // 5 + 5))
            return _saved(image, quality=92)


def _saved(image: Image.Image, *, quality: int, exif: bytes = b"") -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=quality, exif=exif)
    return written.getvalue()
