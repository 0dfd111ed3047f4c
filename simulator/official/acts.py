"""What a customer can do, and what the webhook is told about it."""

from typing import Any

from simulator.official.account import OfficialAccount
from simulator.official.customers import Customer
from simulator.official.dispatch import Act, ActRefusedError, Dispatch
from simulator.official.media import Media, sample_picture

SAMPLES = 12


class Acts:
    """The acts of the customers of one account."""

    def __init__(self, account: OfficialAccount) -> None:
        self._account = account
        self._dispatch = Dispatch(account)

    def text(self, person: Customer, words: str) -> Act:
        return self._dispatch.message(person, "text", {"Content": words}, {"text": words})

    def image(
        self, person: Customer, content: bytes = b"", content_type: str = "image/png"
    ) -> Act:
        picture = content or sample_picture((person.number + len(person.bubbles)) % SAMPLES)
        media = self._keep("image", picture, content_type, "picture.png")
        address = f"{self._account.base_url}/sim/media/{media.id}"
        fields = {"PicUrl": address, "MediaId": media.id}
        return self._dispatch.message(person, "image", fields, {"media_id": media.id})

    def voice(self, person: Customer, recognition: str = "", seconds: int = 3) -> Act:
        media = self._keep("voice", b"#!AMR\n" + bytes(600), "audio/amr", "voice.amr")
        fields = {"MediaId": media.id, "Format": "amr", "MediaId16K": media.id}
        if recognition:
            fields["Recognition"] = recognition
        shown = {"media_id": media.id, "seconds": seconds, "recognition": recognition}
        return self._dispatch.message(person, "voice", fields, shown)

    def video(self, person: Customer, *, short: bool = False) -> Act:
        media = self._keep("video", bytes(2_000), "video/mp4", "video.mp4")
        thumb = self._keep("thumb", sample_picture(5, 60, 80), "image/png", "thumb.png")
        kind = "shortvideo" if short else "video"
        fields = {"MediaId": media.id, "ThumbMediaId": thumb.id}
        return self._dispatch.message(
            person, kind, fields, {"media_id": media.id, "thumb": thumb.id}
        )

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
        return self._dispatch.message(person, "location", fields, shown)

    def link(self, person: Customer, title: str, description: str, url: str) -> Act:
        fields = {"Title": title, "Description": description, "Url": url}
        shown = {"title": title, "description": description, "url": url}
        return self._dispatch.message(person, "link", fields, shown)

    def file(self, person: Customer, name: str, size: int = 20_480) -> Act:
        fields = {
            "Title": name,
            "Description": "",
            "FileKey": f"key{self._account.next_job_id()}",
            "FileMd5": f"{self._account.next_job_id():032x}",
            "FileTotalLen": size,
        }
        return self._dispatch.message(person, "file", fields, {"title": name, "size": size})

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
        return self._dispatch.message(person, "text", fields, {"text": content}, opens="menu")

    def raw(self, person: Customer, document: str) -> Act:
        """Post any document, well-formed or not, as if it came from the platform."""
        return self._dispatch.deliver(person, document, "raw", replyable=True)

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
        self._dispatch.system(person, f"你已关注 {name}，现在可以开始聊天了")
        return self._dispatch.event(person, "subscribe", fields, opens="follow")

    def unfollow(self, person: Customer) -> Act:
        if not person.following:
            raise ActRefusedError("not following")
        with self._account.lock:
            person.following = False
            person.window.close()
            person.consents.clear()
            person.tags.clear()
        self._dispatch.system(person, "你已取消关注该公众号")
        return self._dispatch.event(person, "unsubscribe", {"EventKey": ""}, replyable=False)

    def scan(self, person: Customer, scene: str) -> Act:
        """Scan a code of the account: SCAN from a follower, otherwise a follow with the scene."""
        if not person.following:
            return self.follow(person, scene)
        ticket = self._account.qrcodes.of_scene(scene).ticket
        fields = {"EventKey": scene, "Ticket": ticket}
        return self._dispatch.event(person, "SCAN", fields, opens="scan")

    def report_location(self, person: Customer, latitude: float, longitude: float) -> Act:
        fields = {"Latitude": latitude, "Longitude": longitude, "Precision": 65.0}
        return self._dispatch.event(person, "LOCATION", fields, replyable=False)

    def tap_menu(self, person: Customer, key_or_name: str) -> Act:
        """Tap a button by key, address or name; an unknown one is taken for a click key."""
        button = self._account.menu.find(key_or_name) or {"type": "click", "key": key_or_name}
        kind, key = str(button.get("type", "click")), str(button.get("key", ""))
        if kind == "view":
            fields = {"EventKey": str(button.get("url", "")), "MenuId": 400_000_000}
            return self._dispatch.event(person, "VIEW", fields, replyable=False)
        if kind == "miniprogram":
            fields = {"EventKey": str(button.get("pagepath", "")), "MenuId": 400_000_000}
            return self._dispatch.event(person, "view_miniprogram", fields, replyable=False)
        if kind.startswith("scancode"):
            scanned = {"ScanType": "qrcode", "ScanResult": "1"}
            extra = {"EventKey": key, "ScanCodeInfo": scanned}
            return self._dispatch.event(person, kind, extra, opens="menu")
        if kind != "click":
            return self._dispatch.event(person, kind, {"EventKey": key}, replyable=False)
        return self._dispatch.event(person, "CLICK", {"EventKey": key}, opens="menu")

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
        return self._dispatch.event(person, "subscribe_msg_popup_event", fields, replyable=False)

    def _keep(self, kind: str, content: bytes, content_type: str, name: str) -> Media:
        with self._account.lock:
            return self._account.media.keep(kind, content, content_type, name)
