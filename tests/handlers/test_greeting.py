"""A greeting that staff wrote, with a picture before its words."""

from knowledge import editing
from messaging.messages import Image, Menu
from tests.chat import NOON, Chat


def test_who_follows_sees_the_picture_then_the_words(chat: Chat) -> None:
    with chat.store.session() as session:
        editing.save_saying(
            session,
            "welcome",
            "欢迎光临",
            [("ask:coupon", "看优惠券")],
            extras=[{"type": "image", "media_id": "media-7"}],
            actor="staff:1",
            now=NOON,
        )

    assert chat.send(kind="event", event="subscribe", opens="act") == Image("media-7")
    (menu,) = chat.outbox()
    assert isinstance(menu, Menu)
    assert (menu.head, menu.options[0].label) == ("欢迎光临", "看优惠券")
    assert "优惠券" in chat.says("1")
