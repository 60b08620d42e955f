"""How a picture is scaled and written."""

from __future__ import annotations

import io
import math
from typing import BinaryIO

from PIL import Image

MAX_PIXELS = 2_400_000
"""Of a picture: a page of A4 at some 150 dots per inch, which can be read."""
MAX_SIDE = 4_000
"""Pixels of the longer side: what is longer and thinner is scaled down."""
PNG_BYTES = 600_000
"""A PNG larger than this is a photograph or a scan, for which JPEG is a fraction of its size."""
_QUALITY = 85


def scale_for(width: float, height: float) -> float:
    """Return by how much a picture of this size is multiplied so that it keeps the limits."""
    by_area = math.sqrt(MAX_PIXELS) / math.sqrt(width) / math.sqrt(height)
    return min(by_area, MAX_SIDE / max(width, height))


def write_picture(picture: Image.Image, out: BinaryIO) -> dict[str, int | str]:
    """Write a picture as PNG, or as JPEG where that is much smaller; return its size and type."""
    width, height = picture.size
    encoded, content_type = io.BytesIO(), "image/png"
    picture.save(encoded, "PNG", compress_level=6)
    if encoded.tell() > PNG_BYTES:
        encoded, content_type = io.BytesIO(), "image/jpeg"
        picture.save(encoded, "JPEG", quality=_QUALITY)
    out.write(encoded.getvalue())
    return {"type": content_type, "width": width, "height": height}
