"""Temporary media (临时素材): uploaded by the bot or sent by a customer, kept for three days."""

import functools
import math
import secrets
import struct
import zlib
from dataclasses import dataclass

from simulator.clock import VirtualClock
from simulator.official import limits
from simulator.official.errors import ApiError

KEPT_MEDIA = 500

Colour = tuple[int, int, int]
_WHITE: Colour = (255, 255, 255)
_SHARPNESS = 90
_PALETTES: tuple[tuple[Colour, Colour, Colour], ...] = (
    ((126, 178, 221), (255, 240, 200), (74, 124, 89)),
    ((244, 162, 140), (255, 232, 190), (96, 84, 142)),
    ((150, 200, 190), (255, 250, 225), (52, 110, 120)),
    ((238, 190, 120), (255, 246, 220), (150, 92, 70)),
)


@dataclass(frozen=True)
class Media:
    """One file; `created_at` in virtual seconds; permanent assets stay `for_ever`."""

    id: str
    kind: str
    content: bytes
    content_type: str
    name: str
    created_at: float
    for_ever: bool = False


class MediaStore:
    """The files that are alive, bounded. The caller holds the account's lock."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._media: dict[str, Media] = {}

    def keep(
        self,
        kind: str,
        content: bytes,
        content_type: str,
        name: str,
        *,
        for_ever: bool = False,
    ) -> Media:
        """40004 unknown kind, 44001 empty, 40006 too large."""
        if kind not in limits.MEDIA_BYTES and kind != "file":
            raise ApiError(40004)
        if not content:
            raise ApiError(44001)
        if len(content) > limits.MEDIA_BYTES.get(kind, limits.MEDIA_BYTES["image"]):
            raise ApiError(40006)
        media = Media(
            secrets.token_urlsafe(48),
            kind,
            content,
            content_type,
            name,
            self._clock.now(),
            for_ever,
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
        age = self._clock.now() - found.created_at
        if age >= limits.MEDIA_LIFE and not found.for_ever:
            raise ApiError(40007)
        return found

    def stored(self, media_id: str) -> Media | None:
        """The file whatever its age: a phone keeps what it has shown."""
        return self._media.get(media_id)


@functools.lru_cache(maxsize=16)
def sample_picture(seed: int, width: int = 120, height: int = 160) -> bytes:
    """A small PNG: hills under a sun, in colours of its own for each seed."""
    sky, sun, hills = _PALETTES[seed % len(_PALETTES)]
    grounds = [_mixed(hills, _WHITE, 0.36 - 0.18 * layer) for layer in range(3)]
    crests = [
        [0.56 + 0.13 * i + 0.07 * math.sin(x / width * (4 + i) + seed + i * 2.1) for i in range(3)]
        for x in range(width)
    ]
    pixels = bytearray()
    for y in range(height):
        pixels.append(0)
        air = _mixed(sky, _WHITE, y / height * 0.9)
        for x in range(width):
            outside = math.hypot(x / width - 0.68, (y / height - 0.27) * 1.33) - 0.126
            colour = _mixed(air, sun, _covered(-outside))
            for crest, ground in zip(crests[x], grounds, strict=True):
                colour = _mixed(colour, ground, _covered(y / height - crest))
            pixels += bytes(colour)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _covered(depth: float) -> float:
    """How much of a pixel lies inside an edge that is `depth` away; keeps edges smooth."""
    return min(1.0, max(0.0, depth * _SHARPNESS + 0.5))


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    if share <= 0 or share >= 1:
        return other if share >= 1 else one
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
