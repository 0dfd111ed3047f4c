"""Menu, followers, tags, QR codes, media and quotas over HTTP."""

from typing import Any

import pytest
import qrcode
import requests
from qrcode.constants import ERROR_CORRECT_L

from simulator import Phone, Running
from simulator.official.qr_svg import qr_matrix
from tests import patience
from tests.simulator.bot import Bot
from tests.simulator.conftest import Api, Start

BUTTON = {"type": "click", "name": "我的积分", "key": "points"}


def test_a_menu_is_kept_and_taken_away(api: Api) -> None:
    assert api.code("/cgi-bin/menu/get") == 46003
    assert api.code("/cgi-bin/menu/create", {"button": [BUTTON]}) == 0
    assert api.get("/cgi-bin/menu/get")["menu"]["button"] == [BUTTON]
    assert api.code("/cgi-bin/menu/delete") == 0
    assert api.code("/cgi-bin/menu/get") == 46003


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([], 40016),
        ([BUTTON] * 4, 40016),
        ([{"name": "更多", "sub_button": [BUTTON] * 6}], 40023),
        ([{**BUTTON, "name": ""}], 40018),
        ([{**BUTTON, "key": ""}], 40019),
        ([{**BUTTON, "type": "smoke"}], 40017),
        ([{"type": "view", "name": "官网"}], 40020),
    ],
)
def test_a_menu_that_does_not_fit_is_refused(
    api: Api, buttons: list[dict[str, Any]], code: int
) -> None:
    assert api.code("/cgi-bin/menu/create", {"button": buttons}) == code


def test_a_button_is_tapped_by_name_or_key(api: Api, phone: Phone, bot: Bot) -> None:
    view = {"type": "view", "name": "官网", "url": "https://example.com"}
    more = {"name": "更多", "sub_button": [BUTTON, view]}
    api.post("/cgi-bin/menu/create", {"button": [more]})

    phone.tap_menu("我的积分")
    assert "<EventKey><![CDATA[points]]>" in bot.deliveries[-1].xml
    phone.tap_menu("官网")
    assert "<Event><![CDATA[VIEW]]>" in bot.deliveries[-1].xml
    assert "<EventKey><![CDATA[https://example.com]]>" in bot.deliveries[-1].xml


def test_user_info_tells_no_name_and_no_picture(running: Running, api: Api) -> None:
    phone = running.platform.customer("陈晨")
    assert api.get("/cgi-bin/user/info", openid=phone.openid)["subscribe"] == 0
    phone.follow(scene="store-3")

    info = api.get("/cgi-bin/user/info", openid=phone.openid)

    assert (info["subscribe"], info["qr_scene_str"]) == (1, "store-3")
    assert (info["nickname"], info["headimgurl"]) == ("", "")
    assert "陈晨" not in str(info)
    assert api.code("/cgi-bin/user/info", openid="oNobody") == 40003


def test_followers_are_listed(running: Running, api: Api) -> None:
    people = [running.platform.customer(f"顾客 {n}", following=True) for n in range(3)]

    page = api.get("/cgi-bin/user/get")
    rest = api.get("/cgi-bin/user/get", next_openid=people[0].openid)

    assert page["data"]["openid"] == [one.openid for one in people]
    assert rest["data"]["openid"] == [one.openid for one in people[1:]]


def test_a_remark_is_kept(api: Api, phone: Phone) -> None:
    body = {"openid": phone.openid, "remark": "老客"}

    assert api.code("/cgi-bin/user/info/updateremark", body) == 0
    assert api.get("/cgi-bin/user/info", openid=phone.openid)["remark"] == "老客"
    phone.unfollow()
    assert api.code("/cgi-bin/user/info/updateremark", body) == 50005


def test_tags_are_made_given_and_taken(api: Api, phone: Phone) -> None:
    tag = api.post("/cgi-bin/tags/create", {"tag": {"name": "金卡"}})["tag"]["id"]
    tagged = {"openid_list": [phone.openid], "tagid": tag}

    assert api.code("/cgi-bin/tags/create", {"tag": {"name": "金卡"}}) == 45157
    assert api.code("/cgi-bin/tags/create", {"tag": {"name": "金" * 11}}) == 45158
    assert api.code("/cgi-bin/tags/members/batchtagging", tagged) == 0
    assert api.post("/cgi-bin/tags/getidlist", {"openid": phone.openid})["tagid_list"] == [tag]
    assert api.get("/cgi-bin/tags/get")["tags"][-1] == {"id": tag, "name": "金卡", "count": 1}
    assert api.code("/cgi-bin/tags/members/batchuntagging", tagged) == 0
    assert api.code("/cgi-bin/tags/delete", {"tag": {"id": tag}}) == 0
    assert api.code("/cgi-bin/tags/members/batchtagging", tagged) == 45159


def test_a_code_is_made_shown_and_scanned(
    running: Running, api: Api, phone: Phone, bot: Bot
) -> None:
    made = api.post(
        "/cgi-bin/qrcode/create",
        {
            "expire_seconds": 600,
            "action_name": "QR_STR_SCENE",
            "action_info": {"scene": {"scene_str": "table-7"}},
        },
    )
    address = api.url("/cgi-bin/showqrcode")
    picture = requests.get(address, params={"ticket": made["ticket"]}, timeout=patience.SECONDS)

    assert picture.headers["Content-Type"].startswith("image/svg+xml")
    phone.scan("table-7")
    assert made["ticket"] in bot.deliveries[-1].xml
    running.platform.clock.advance(601)
    gone = requests.get(address, params={"ticket": made["ticket"]}, timeout=patience.SECONDS)
    assert gone.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"action_name": "QR_NEVER", "action_info": {"scene": {"scene_id": 1}}},
        {"action_name": "QR_SCENE", "action_info": {"scene": {"scene_id": 0}}},
        {"action_name": "QR_LIMIT_SCENE", "action_info": {"scene": {"scene_id": 100_001}}},
        {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "x" * 65}}},
        {
            "action_name": "QR_SCENE",
            "expire_seconds": 2_592_001,
            "action_info": {"scene": {"scene_id": 1}},
        },
    ],
)
def test_a_malformed_code_is_refused(api: Api, body: dict[str, Any]) -> None:
    assert api.code("/cgi-bin/qrcode/create", body) == 40053


def test_the_drawn_code_is_the_one_another_library_draws() -> None:
    text = "http://weixin.qq.com/q/02AbCdEfGhIjKlMnOpQr"
    other = qrcode.QRCode(3, ERROR_CORRECT_L, border=0, mask_pattern=0)
    other.add_data(text.encode(), optimize=0)
    other.make(fit=False)

    assert qr_matrix(text) == [[bool(cell) for cell in row] for row in other.get_matrix()]


def test_media_lives_three_days(running: Running, api: Api, phone: Phone) -> None:
    token = api.stable()["access_token"]
    sent = requests.post(
        api.url("/cgi-bin/media/upload"),
        params={"access_token": token, "type": "image"},
        files={"media": ("a.png", b"picture", "image/png")},
        timeout=patience.SECONDS,
    ).json()
    body = {"touser": phone.openid, "msgtype": "image", "image": {"media_id": sent["media_id"]}}

    assert api.raw("/cgi-bin/media/get", media_id=sent["media_id"]).content == b"picture"
    assert api.code("/cgi-bin/message/custom/send", body) == 0
    running.platform.clock.advance(3 * 86_400)
    api.token = ""
    assert api.code("/cgi-bin/media/get", media_id=sent["media_id"]) == 40007
    phone.says("在吗")
    assert api.code("/cgi-bin/message/custom/send", body) == 40007


def test_a_picture_of_a_customer_can_be_fetched(api: Api, phone: Phone) -> None:
    phone.sends_image(b"\x89PNG photo")
    media_id = phone.messages[-1].content["media_id"]

    assert api.raw("/cgi-bin/media/get", media_id=media_id).content == b"\x89PNG photo"


def test_quotas_by_the_minute_and_by_the_day(running: Running, api: Api) -> None:
    path = "/cgi-bin/user/get"
    running.platform.official.quotas.set(path, day=3, minute=2)

    assert [api.code(path) for _ in range(3)] == [0, 0, 45011]
    running.platform.clock.advance(60)
    assert [api.code(path) for _ in range(2)] == [0, 45009]
    assert api.code("/cgi-bin/clear_quota", {"appid": running.settings.app_id}) == 0
    assert api.code(path) == 0
    running.platform.clock.advance(86_400)
    api.token = ""
    assert api.code(path) == 0


def test_clearing_quotas_is_allowed_ten_times_a_month(running: Running, api: Api) -> None:
    body = {"appid": running.settings.app_id}

    assert [api.code("/cgi-bin/clear_quota", body) for _ in range(11)] == [0] * 10 + [48006]


def test_paths_and_methods_that_are_not_there(api: Api) -> None:
    assert api.code("/cgi-bin/never/heard") == 40066
    assert api.code("/cgi-bin/message/custom/send") == 43002
    assert api.code("/cgi-bin/user/get", {"x": 1}) == 43001
    assert "127.0.0.1" in api.get("/cgi-bin/get_api_domain_ip")["ip_list"]


@pytest.mark.parametrize("bound", [False, True])
def test_unionids_need_an_open_platform_account(start_platform: Start, bound: bool) -> None:
    running = start_platform(mode="plain", open_platform=bound)
    phone = running.platform.customer("陈晨", following=True)
    api = Api(running)

    info = api.get("/cgi-bin/user/info", openid=phone.openid)
    api.close()

    assert ("unionid" in info) == bound
