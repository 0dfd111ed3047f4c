"""Temporary media (临时素材): uploaded by the bot or sent by a customer, kept for three days."""

import secrets
import struct
import zlib
from dataclasses import dataclass

from simulator.clock import VirtualClock
from simulator.official import limits
from simulator.official.errors import ApiError

KEPT_MEDIA = 500


@dataclass(frozen=True)
class Media:
    """One file; `created_at` in virtual seconds."""

    id: str
    kind: str
    content: bytes
    content_type: str
    name: str
    created_at: float


class MediaStore:
    """The files that are alive, bounded. The caller holds the account's lock."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._media: dict[str, Media] = {}

    def keep(self, kind: str, content: bytes, content_type: str, name: str) -> Media:
        """40004 unknown kind, 44001 empty, 40006 too large."""
        if kind not in limits.MEDIA_BYTES and kind != "file":
            raise ApiError(40004)
        if not content:
            raise ApiError(44001)
        if len(content) > limits.MEDIA_BYTES.get(kind, limits.MEDIA_BYTES["image"]):
            raise ApiError(40006)
        media = Media(
            secrets.token_urlsafe(48), kind, content, content_type, name, self._clock.now()
        )
        self._media[media.id] = media
        while len(self._media) > KEPT_MEDIA:
            del self._media[next(iter(self._media))]
        return media

    def require(self, media_id: object, kind: str = "") -> Media:
        """40007 when unknown, of another kind, or past its three days."""
        found = self._media.get(media_id) if isinstance(media_id, str) else None
        if found is None or (kind and found.kind != kind):
            raise ApiError(40007)
        if self._clock.now() - found.created_at >= limits.MEDIA_LIFE:
            raise ApiError(40007)
        return found

    def stored(self, media_id: str) -> Media | None:
        """The file whatever its age: a phone keeps what it has shown."""
        return self._media.get(media_id)


def sample_picture(seed: int, width: int = 240, height: int = 320) -> bytes:
    """A small PNG, a soft gradient of its own colour for each seed."""
    base = ((seed * 67) % 120 + 90, (seed * 131) % 120 + 90, (seed * 29) % 120 + 90)
    rows = []
    for y in range(height):
        row = bytearray([0])
        for x in range(width):
            light = (x * 40) // width + (y * 70) // height
            inside = (x - width * 0.62) ** 2 + (y - height * 0.3) ** 2 < (width * 0.16) ** 2
            row += bytes(min(255, part + light + (48 if inside else 0)) for part in base)
        rows.append(bytes(row))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
