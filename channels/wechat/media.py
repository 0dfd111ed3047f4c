"""Temporary media (临时素材) of an official account: kept by the platform for three days.

Source: …/Asset_Management/New_temporary_materials.html.
"""

from typing import Any, Protocol

MEDIA_ID = "media_id"


class Uploads(Protocol):
    def upload(self, path: str, file: tuple[str, bytes, str], **query: str) -> dict[str, Any]: ...


def upload_image(api: Uploads, content: bytes, content_type: str, name: str) -> str:
    """Lend a picture to the platform and return its media id; raise `SendError`."""
    answer = api.upload("media/upload", (name, content, content_type), type="image")
    return str(answer[MEDIA_ID])
