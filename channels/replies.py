"""Replies inside the HTTP response (被动回复).

Source: …/Message_Management/Passive_user_reply_message.html.
"""

from typing import Any

from messaging.messages import Article, Image, Menu, Message, Text, Voice


def to_fields(message: Message) -> dict[str, Any]:
    """The fields of the reply after the addresses; a menu is said as numbered text."""
    match message:
        case Text(text):
            return {"MsgType": "text", "Content": text}
        case Image(media_id):
            return {"MsgType": "image", "Image": {"MediaId": media_id}}
        case Voice(media_id):
            return {"MsgType": "voice", "Voice": {"MediaId": media_id}}
        case Article():
            return {"MsgType": "news", "ArticleCount": 1, "Articles": {"item": _item(message)}}
        case Menu():
            return to_fields(message.as_text())


def _item(article: Article) -> dict[str, str]:
    return {
        "Title": article.title,
        "Description": article.description,
        "PicUrl": article.picture_url,
        "Url": article.url,
    }
