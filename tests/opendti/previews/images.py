"""Image files, as cameras and scanners write them and as nobody does."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

TURNED = 6
"""The orientation of a picture that a telephone took upright."""


def png(width: int, height: int, mode: str = "RGB") -> bytes:
    """Return a PNG of zeros: black, or transparent. Row by row, so that a vast one takes no memory."""
    depth, colour, bits = {"1": (1, 0, 1), "RGB": (8, 2, 24), "RGBA": (8, 6, 32)}[mode]
    row = bytes(1 + (width * bits + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join([
        *(packer.compress(row) for _row in range(height)),
        packer.flush(),
    ])
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", packed), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def jpeg(width: int, height: int, *, turned: bool = False) -> bytes:
    """Return a picture with noise in it, so that it does not pack to nothing."""
    image = Image.effect_noise((width, height), 80).convert("RGB")
    exif = Image.Exif()
    if turned:
        exif[0x0112] = TURNED
    exif[0x010E] = "where it was taken"
    return _written(image, "JPEG", exif=exif)


def lying() -> bytes:
    """Return a small PNG that calls itself immense."""
    raw = png(10, 10)
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return raw[:8] + _chunk(b"IHDR", head) + raw[33:]


def _written(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()
