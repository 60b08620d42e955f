"""The reader of PNG and JPEG: the picture alone, encoded anew, without what else the file holds."""

from __future__ import annotations

from typing import Any, BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from opendti.previews.encoding import scale_for, write_picture
from opendti.untrusted import SourceFile

MAX_SOURCE_PIXELS = 80_000_000
"""A sheet of A3 as it is scanned at 600 dots per inch has 70 million."""
_FORMATS = ("PNG", "JPEG")
_DAMAGED = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError)
"""What Pillow raises for a file that is none, is cut off, or contradicts itself."""

# Checked below by the file's own head, before anything is unpacked.
Image.MAX_IMAGE_PIXELS = None


def read_image(source: SourceFile, out: BinaryIO) -> dict[str, Any]:
    """
    Write the picture of an image file, as large as pages are shown and turned as it was taken.

    Returns
    -------
    dict
        `state`: "shown", "damaged" or "too_large"; of one that is shown `type`, `width` and
        `height`.
    """
    try:
        with Image.open(source.path, formats=_FORMATS) as image:
            width, height = image.size
            if width * height > MAX_SOURCE_PIXELS:
                return {"state": "too_large"}
            scale = min(scale_for(width, height), 1.0)
            size = max(round(width * scale), 1), max(round(height * scale), 1)
            # A JPEG is decoded at a half, a quarter or an eighth of its size at once.
            image.draft("RGB", size)
            image.thumbnail(size)
            picture = _on_white(ImageOps.exif_transpose(image))
    except _DAMAGED:
        return {"state": "damaged"}
    return {"state": "shown"} | write_picture(picture, out)


def _on_white(image: Image.Image) -> Image.Image:
    """Return an image without transparency, as a page shows it."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    page = Image.new("RGB", image.size, "white")
    page.paste(image, mask=image.getchannel("A"))
    return page
