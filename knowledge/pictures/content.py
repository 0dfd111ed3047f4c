"""What a file really is, by its bytes: the name and the type that a browser claims count nothing.

Source of the kinds and the size: 新增临时素材,
"图片（image）: 10M，支持 PNG\\JPEG\\JPG\\GIF". Ours
are smaller, since customers on the road load them.
"""

import struct
from dataclasses import dataclass

from knowledge.errors import InvalidError

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 8192
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_GIF, _GIF_END = (b"GIF87a", b"GIF89a"), b"\x3b"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True, slots=True)
class Kind:
    """A picture's type and its size in pixels."""

    content_type: str
    width: int
    height: int


def recognised(content: bytes) -> Kind:
    """Raise `InvalidError` for what is no whole PNG, JPEG or GIF, or too large."""
    if not content:
        raise InvalidError("picture", "empty")
    if len(content) > MOST_BYTES:
        raise InvalidError("picture", "large", f"{MOST_BYTES // 1024 // 1024} MB")
    found = _png(content) or _gif(content) or _jpeg(content)
    if found is None or not (found.width and found.height):
        raise InvalidError("picture", "kind")
    if max(found.width, found.height) > MOST_PIXELS:
        raise InvalidError("picture", "large", f"{MOST_PIXELS} 像素")
    return found


def _png(content: bytes) -> Kind | None:
    if not content.startswith(_PNG) or _PNG_END not in content[-64:] or len(content) < 33:
        return None
    return Kind("image/png", *struct.unpack(">II", content[16:24]))


def _gif(content: bytes) -> Kind | None:
    if not content.startswith(_GIF) or _GIF_END not in content[-16:] or len(content) < 14:
        return None
    return Kind("image/gif", *struct.unpack("<HH", content[6:10]))


def _jpeg(content: bytes) -> Kind | None:
    """Walk the segments to the frame header, which holds the size (ITU T.81, B.2.2)."""
    if not content.startswith(_JPEG) or _JPEG_END not in content[-64:]:
        return None
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return Kind("image/jpeg", width, height)
        if marker == 0xFF:
            at += 1
        elif marker in _BARE:
            at += 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None
