"""Photos of documents: received bytes become pixels we trust, pixels a marked view."""

from .intake import Photo, take_in
from .marking import rendition, watermarked
from .refusals import PhotoRefused

__all__ = ["Photo", "PhotoRefused", "rendition", "take_in", "watermarked"]
