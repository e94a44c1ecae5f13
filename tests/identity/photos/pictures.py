"""Synthetic pictures in every kind and state a phone or a prankster may send."""

from io import BytesIO
from typing import Any

import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()

CANARY = "CANARY-7Q2X"


def picture(width: int = 900, height: int = 600) -> Image.Image:
    """Coloured and uneven, its quarters red, green, blue and yellow."""
    if max(width, height) > 1_300:  # drawn small: fine noise takes long to encode
        small = picture(width // 4, height // 4)
        return small.resize((width, height), Image.Resampling.BICUBIC)
    half = (width // 2, height // 2)
    paper = Image.effect_noise((width, height), 40).convert("RGB")
    for corner, colour in {
        (0, 0): "#c03028",
        (half[0], 0): "#28a040",
        (0, half[1]): "#2848c0",
        half: "#d8c020",
    }.items():
        patch = Image.blend(
            Image.new("RGB", half, colour), paper.crop((0, 0, *half)), 0.15
        )
        paper.paste(patch, corner)
    return paper


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    written = BytesIO()
    if kind == "HEIF":
        options["enc_params"] = {"preset": "ultrafast"}
    image.save(written, kind, **options)
    return written.getvalue()


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(BytesIO(jpeg))
    image.load()
    return image


def colours_of_quarters(jpeg: bytes) -> list[str]:
    """R, G, B or Y for the quarters: top left, top right, bottom left, bottom right."""
    image = opened(jpeg)
    width, height = image.size
    named = {"R": (184, 60, 53), "G": (53, 155, 74), "B": (53, 80, 182)}
    named["Y"] = (203, 182, 46)

    def nearest(pixel: tuple[int, ...]) -> str:
        def distance(name: str) -> int:
            return sum((a - b) ** 2 for a, b in zip(named[name], pixel, strict=True))

        return min(named, key=distance)

    return [
        nearest(image.crop(box).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)))
        for box in (
            (0, 0, width // 2, height // 2),
            (width // 2, 0, width, height // 2),
            (0, height // 2, width // 2, height),
            (width // 2, height // 2, width, height),
        )
    ]


def exif(*, orientation: int = 1, software: str = "") -> Image.Exif:
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010E] = CANARY
    if software:
        notes[0x0131] = software
    return notes
