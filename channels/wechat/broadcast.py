"""Mass sends as staff wrote them: pictures and articles are brought to the platform first.

Sources: …/Asset_Management/Adding_Permanent_Assets.html (the cover of an article must be a
permanent asset), …/Draft_Box/Add_draft.html.
"""

from html import escape
from typing import Any, Protocol

from channels.content import Content, picture_name
from channels.wechat.mass import Api, WeChatMass
from channels.wechat.media import MEDIA_ID, upload_image
from messaging.errors import SendError
from messaging.messages import Image, MassArticle, MassContent, Text

DIGEST_CHARACTERS = 54
"""What the platform itself takes from the text where there is no digest."""


class UploadingApi(Api, Protocol):
    def upload(self, path: str, file: tuple[str, bytes, str], **query: str) -> dict[str, Any]: ...


class WeChatBroadcasts(WeChatMass):
    """The mass sends of one account, from the writing to the withdrawal."""

    def __init__(self, api: UploadingApi) -> None:
        super().__init__(api)
        self._uploads = api

    def prepare(self, content: Content, picture: bytes | None, content_type: str) -> MassContent:
        """Upload what the content needs and return what can be sent; raise `SendError`."""
        if content.kind == "text":
            return Text(content.text)
        if picture is None:
            raise SendError("content", detail="no picture")
        file = (picture_name(content_type), picture, content_type)
        if content.kind == "image":
            return Image(upload_image(self._uploads, picture, content_type, file[0]))
        cover = self._uploads.upload("material/add_material", file, type="image")
        answer = self._api.call("draft/add", {"articles": [_article(content, cover[MEDIA_ID])]})
        return MassArticle(str(answer[MEDIA_ID]))


def _article(content: Content, cover: str) -> dict[str, Any]:
    article = {
        "title": content.title,
        "digest": content.description or _digest(content.text),
        "content": as_html(content.text),
        "thumb_media_id": cover,
    }
    return article | ({"content_source_url": content.url} if content.url else {})


def as_html(text: str) -> str:
    """Plain text as the paragraphs of an article."""
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line)


def _digest(text: str) -> str:
    return " ".join(text.split())[:DIGEST_CHARACTERS]
