"""What a customer can do, and what the webhook is told about it."""

from concurrent.futures import Future
from typing import Any

from simulator.official import limits, xml
from simulator.official.account import OfficialAccount
from simulator.official.courier import Outcome, Parcel
from simulator.official.customers import Bubble, Customer
from simulator.official.media import Media, sample_picture


class ActRefusedError(Exception):
    """WeChat would not let this customer do that now; `reason` in a few words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Act:
    """One act under way: `wait` returns the passive reply's bubble, if there was one."""

    def __init__(self, future: "Future[Outcome]", shown: "Future[Bubble | None]") -> None:
        self._future = future
        self._shown = shown

    def outcome(self, timeout: float | None = None) -> Outcome:
        return self._future.result(timeout)

    def wait(self, timeout: float | None = None) -> Bubble | None:
        return self._shown.result(timeout)


class Acts:
    """The acts of the customers of one account."""

    def __init__(self, account: OfficialAccount) -> None:
        self._account = account

    def text(self, person: Customer, words: str) -> Act:
        return self._message(person, "text", {"Content": words}, {"text": words})

    def image(
        self, person: Customer, content: bytes = b"", content_type: str = "image/png"
    ) -> Act:
        picture = content or sample_picture(person.number + len(person.bubbles))
        media = self._keep("image", picture, content_type, "picture.png")
        address = f"{self._account.base_url}/sim/media/{media.id}"
        fields = {"PicUrl": address, "MediaId": media.id}
        return self._message(person, "image", fields, {"media_id": media.id})

    def voice(self, person: Customer, recognition: str = "", seconds: int = 3) -> Act:
        media = self._keep("voice", b"#!AMR\n" + bytes(600), "audio/amr", "voice.amr")
        fields = {"MediaId": media.id, "Format": "amr", "MediaId16K": media.id}
        if recognition:
            fields["Recognition"] = recognition
        shown = {"media_id": media.id, "seconds": seconds, "recognition": recognition}
        return self._message(person, "voice", fields, shown)

    def video(self, person: Customer, *, short: bool = False) -> Act:
        media = self._keep("video", bytes(2_000), "video/mp4", "video.mp4")
        thumb = self._keep("thumb", sample_picture(5, 60, 80), "image/png", "thumb.png")
        kind = "shortvideo" if short else "video"
        fields = {"MediaId": media.id, "ThumbMediaId": thumb.id}
        return self._message(person, kind, fields, {"media_id": media.id, "thumb": thumb.id})

    def location(
        self, person: Customer, latitude: float, longitude: float, label: str, scale: int = 16
    ) -> Act:
        fields = {
            "Location_X": latitude,
            "Location_Y": longitude,
            "Scale": scale,
            "Label": label,
        }
        shown = {"latitude": latitude, "longitude": longitude, "title": label}
        return self._message(person, "location", fields, shown)

    def link(self, person: Customer, title: str, description: str, url: str) -> Act:
        fields = {"Title": title, "Description": description, "Url": url}
        shown = {"title": title, "description": description, "url": url}
        return self._message(person, "link", fields, shown)

    def file(self, person: Customer, name: str, size: int = 20_480) -> Act:
        fields = {
            "Title": name,
            "Description": "",
            "FileKey": f"key{self._account.next_job_id()}",
            "FileMd5": f"{self._account.next_job_id():032x}",
            "FileTotalLen": size,
        }
        return self._message(person, "file", fields, {"title": name, "size": size})

    def choose(self, person: Customer, item_id: str) -> Act:
        """Tap a line of the newest msgmenu that has it: text that carries its number."""
        content = next(
            (
                item["content"]
                for bubble in reversed(person.bubbles)
                if bubble.kind == "msgmenu"
                for item in bubble.content["items"]
                if str(item["id"]) == item_id
            ),
            None,
        )
        if content is None:
            raise ActRefusedError("no such line in a menu message")
        return self.choose_line(person, item_id, content)

    def choose_line(self, person: Customer, item_id: str, content: str) -> Act:
        fields = {"Content": content}
        # Users report that only numeric ids come back to the bot.
        if item_id.isdigit():
            fields["bizmsgmenuid"] = item_id
        return self._message(person, "text", fields, {"text": content}, opens="menu")

    def raw(self, person: Customer, document: str) -> Act:
        """Post any document, well-formed or not, as if it came from the platform."""
        return self._deliver(person, document, "raw", replyable=True)

    def follow(self, person: Customer, scene: str = "") -> Act:
        if person.following:
            raise ActRefusedError("already following")
        fields: dict[str, Any] = {"EventKey": ""}
        if scene:
            code = self._account.qrcodes.of_scene(scene)
            fields = {"EventKey": f"qrscene_{scene}", "Ticket": code.ticket}
        with self._account.lock:
            person.following = True
            person.followed_at = self._account.clock.now()
            person.subscribe_scene = "ADD_SCENE_QR_CODE" if scene else "ADD_SCENE_SEARCH"
            person.qr_scene = scene
        name = self._account.settings.account_name
        self._system(person, f"你已关注 {name}，现在可以开始聊天了")
        return self._event(person, "subscribe", fields, opens="follow")

    def unfollow(self, person: Customer) -> Act:
        if not person.following:
            raise ActRefusedError("not following")
        with self._account.lock:
            person.following = False
            person.window.close()
            person.consents.clear()
            person.tags.clear()
        self._system(person, "你已取消关注该公众号")
        return self._event(person, "unsubscribe", {"EventKey": ""}, replyable=False)

    def scan(self, person: Customer, scene: str) -> Act:
        """Scan a code of the account: SCAN from a follower, otherwise a follow with the scene."""
        if not person.following:
            return self.follow(person, scene)
        ticket = self._account.qrcodes.of_scene(scene).ticket
        fields = {"EventKey": scene, "Ticket": ticket}
        return self._event(person, "SCAN", fields, opens="scan")

    def report_location(self, person: Customer, latitude: float, longitude: float) -> Act:
        fields = {"Latitude": latitude, "Longitude": longitude, "Precision": 65.0}
        return self._event(person, "LOCATION", fields, replyable=False)

    def tap_menu(self, person: Customer, key_or_name: str) -> Act:
        """Tap a button by key, address or name; an unknown one is taken for a click key."""
        button = self._account.menu.find(key_or_name) or {"type": "click", "key": key_or_name}
        kind, key = str(button.get("type", "click")), str(button.get("key", ""))
        if kind == "view":
            fields = {"EventKey": str(button.get("url", "")), "MenuId": 400_000_000}
            return self._event(person, "VIEW", fields, replyable=False)
        if kind == "miniprogram":
            fields = {"EventKey": str(button.get("pagepath", "")), "MenuId": 400_000_000}
            return self._event(person, "view_miniprogram", fields, replyable=False)
        if kind.startswith("scancode"):
            scanned = {"ScanType": "qrcode", "ScanResult": "1"}
            extra = {"EventKey": key, "ScanCodeInfo": scanned}
            return self._event(person, kind, extra, opens="menu")
        if kind != "click":
            return self._event(person, kind, {"EventKey": key}, replyable=False)
        return self._event(person, "CLICK", {"EventKey": key}, opens="menu")

    def answer_subscription(self, person: Customer, template_ids: list[str], accept: bool) -> Act:
        """Answer the pop-up that asks for consent: one tap is one message of each template."""
        known = [self._account.notices.require(one).id for one in template_ids]
        word = "accept" if accept else "reject"
        with self._account.lock:
            for template_id in known if accept else ():
                person.consents[template_id] = person.consents.get(template_id, 0) + 1
        entries = [
            {"TemplateId": one, "SubscribeStatusString": word, "PopupScene": "2"} for one in known
        ]
        fields = {"SubscribeMsgPopupEvent": {"List": entries}}
        return self._event(person, "subscribe_msg_popup_event", fields, replyable=False)

    def _keep(self, kind: str, content: bytes, content_type: str, name: str) -> Media:
        with self._account.lock:
            return self._account.media.keep(kind, content, content_type, name)

    def _system(self, person: Customer, words: str) -> None:
        self._account.show(person, "system", {"text": words}, sender="system", origin="platform")

    def _message(
        self,
        person: Customer,
        kind: str,
        fields: dict[str, Any],
        shown: dict[str, Any],
        *,
        opens: limits.Act = "message",
    ) -> Act:
        if not person.following:
            raise ActRefusedError("not following")
        account = self._account
        inner = {
            "ToUserName": account.settings.original_id,
            "FromUserName": person.openid,
            "CreateTime": int(account.clock.now()),
            "MsgType": kind,
            **fields,
            "MsgId": account.next_message_id(),
        }
        self._opened(person, opens)
        account.show(person, kind, shown, sender="customer", origin="act")
        return self._deliver(person, xml.write(inner), kind, replyable=True)

    def _event(
        self,
        person: Customer,
        name: str,
        fields: dict[str, Any],
        *,
        opens: limits.Act | None = None,
        replyable: bool = True,
    ) -> Act:
        if not person.following and name != "unsubscribe":
            raise ActRefusedError("not following")
        if opens is not None:
            self._opened(person, opens)
        self._account.changed(person)
        inner = xml.write(self._account.event(person, name, fields))
        return self._deliver(person, inner, name, replyable=replyable)

    def _opened(self, person: Customer, act: limits.Act) -> None:
        with self._account.lock:
            person.window.open(act, self._account.clock.now())
            self._account.exchanged(person)

    def _deliver(self, person: Customer, inner: str, label: str, *, replyable: bool) -> Act:
        shown: Future[Bubble | None] = Future()
        if person.blacklisted:
            silent: Future[Outcome] = Future()
            silent.set_result(Outcome(ok=True, reason="blacklisted", attempts=0))
            shown.set_result(None)
            return Act(silent, shown)
        future = self._account.courier.deliver(
            Parcel(inner, person.openid, label),
            lambda outcome: shown.set_result(self._arrived(person, outcome, replyable)),
        )
        return Act(future, shown)

    def _arrived(self, person: Customer, outcome: Outcome, replyable: bool) -> Bubble | None:
        if not replyable:
            return None
        if not outcome.ok:
            self._system(person, limits.UNAVAILABLE)
            return None
        if outcome.reply is None:
            return None
        if outcome.reply.kind == "transfer_customer_service":
            self._system(person, "已转接人工客服")
            return None
        return self._account.show(
            person, outcome.reply.kind, outcome.reply.content, sender="account", origin="reply"
        )
