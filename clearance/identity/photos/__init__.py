"""Photos of documents: received bytes become pixels we trust, pixels a marked view."""

from .intake import Photo, take_in
from .refusals import PhotoRefused
from .marking import rendition, watermarked

__all__ = ["Photo", "PhotoRefused", "rendition", "take_in", "watermarked"]
