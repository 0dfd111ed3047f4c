"""The API as a client library that was written for the real platform sees it."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

from simulator import Phone, Running
from tests.simulator.conftest import Api


@pytest.fixture
def client(running: Running, api: Api) -> Iterator[WeChatClient]:
    settings = running.settings
    opened = WeChatClient(
        settings.app_id, settings.app_secret, access_token=api.fetch(), auto_retry=False
    )
    opened.API_BASE_URL = f"{running.url}/cgi-bin/"
    opened.template.API_BASE_URL = f"{running.url}/"
    yield opened
    opened._http.close()


def test_messages(client: WeChatClient, phone: Phone) -> None:
    client.message.send_text(phone.openid, "您好")
    article = {"title": "上新", "description": "秋", "url": "https://example.com", "image": ""}
    client.message.send_articles(phone.openid, [article])

    assert [bubble.text for bubble in phone.received] == ["您好", "上新"]
    client.message.send_text(phone.openid, "第三条")
    with pytest.raises(WeChatClientException) as refused:
        client.message.send_text(phone.openid, "第四条")
    assert refused.value.errcode == 45047


def test_media(client: WeChatClient, phone: Phone) -> None:
    sent = client.media.upload("image", ("a.png", BytesIO(b"picture"), "image/png"))

    client.message.send_image(phone.openid, sent["media_id"])

    assert phone.received[-1].kind == "image"
    assert client.media.download(sent["media_id"]).content == b"picture"


def test_menu(client: WeChatClient) -> None:
    button = {"type": "click", "name": "积分", "key": "points"}
    client.menu.create({"button": [button]})

    assert client.menu.get()["menu"]["button"] == [button]
    client.menu.delete()
    assert client.menu.get() is None


def test_people(client: WeChatClient, running: Running, phone: Phone) -> None:
    running.platform.customer("陈晨", following=True)

    assert client.user.get(phone.openid)["subscribe"] == 1
    assert len(list(client.user.iter_followers())) == 2
    assert client.user.get_batch([phone.openid])[0]["openid"] == phone.openid
    client.user.update_remark(phone.openid, "老客")
    assert client.user.get(phone.openid)["remark"] == "老客"


def test_tags(client: WeChatClient, phone: Phone) -> None:
    tag = client.tag.create("金卡")["id"]
    client.tag.tag_user(tag, phone.openid)

    assert client.tag.get_user_tag(phone.openid) == [tag]
    assert client.tag.get_tag_users(tag)["count"] == 1
    client.tag.untag_user(tag, phone.openid)
    client.tag.delete(tag)
    assert tag not in [one["id"] for one in client.tag.get()]


def test_codes_templates_and_mass_sends(
    client: WeChatClient, running: Running, phone: Phone
) -> None:
    made = client.qrcode.create(
        {
            "expire_seconds": 600,
            "action_name": "QR_STR_SCENE",
            "action_info": {"scene": {"scene_str": "table-7"}},
        }
    )
    assert running.platform.official.qrcodes.by_ticket(made["ticket"]) is not None

    template = client.template.get_all_private_template()["template_list"][0]
    data = {"thing3": {"value": "已寄出"}}
    assert client.message.send_template(phone.openid, template["template_id"], data)["msgid"]

    client.message.send_mass_text("会员日", is_to_all=True)
    assert running.platform.settle()
    assert [bubble.origin for bubble in phone.received] == ["template", "mass"]
