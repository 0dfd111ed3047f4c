"""Acts by name, as the control API and the page ask for them."""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from simulator.official.acts import Acts
from simulator.official.customers import Customer
from simulator.official.dispatch import Act, ActRefusedError

Json = dict[str, Any]
Performer = Callable[[Acts, Customer, Json], Act]


def _image(acts: Acts, person: Customer, given: Json) -> Act:
    try:
        content = base64.b64decode(str(given.get("content", "")), validate=True)
    except binascii.Error as error:
        raise ActRefusedError("content is not base64") from error
    return acts.image(person, content, str(given.get("content_type", "image/png")))


def _location(acts: Acts, person: Customer, given: Json) -> Act:
    latitude = float(given.get("latitude", 31.2304))
    longitude = float(given.get("longitude", 121.4737))
    return acts.location(person, latitude, longitude, str(given.get("label", "上海市黄浦区")))


def _link(acts: Acts, person: Customer, given: Json) -> Act:
    return acts.link(
        person,
        str(given.get("title", "")),
        str(given.get("description", "")),
        str(given.get("url", "")),
    )


def _choose(acts: Acts, person: Customer, given: Json) -> Act:
    item, content = str(given["id"]), str(given.get("content", ""))
    return acts.choose_line(person, item, content) if content else acts.choose(person, item)


def _subscription(acts: Acts, person: Customer, given: Json) -> Act:
    ids = [str(one) for one in given.get("template_ids", [])]
    return acts.answer_subscription(person, ids, accept=given.get("accept") is True)


PERFORMERS: dict[str, Performer] = {
    "text": lambda acts, person, given: acts.text(person, str(given.get("text", ""))),
    "image": _image,
    "voice": lambda acts, person, given: acts.voice(
        person, str(given.get("recognition", "")), int(given.get("seconds", 3))
    ),
    "video": lambda acts, person, given: acts.video(person, short=given.get("short") is True),
    "location": _location,
    "link": _link,
    "file": lambda acts, person, given: acts.file(person, str(given.get("name", "文件.pdf"))),
    "menu": lambda acts, person, given: acts.tap_menu(person, str(given["key"])),
    "choose": _choose,
    "follow": lambda acts, person, given: acts.follow(person, str(given.get("scene", ""))),
    "unfollow": lambda acts, person, _given: acts.unfollow(person),
    "scan": lambda acts, person, given: acts.scan(person, str(given["scene"])),
    "report_location": lambda acts, person, given: acts.report_location(
        person, float(given.get("latitude", 31.2304)), float(given.get("longitude", 121.4737))
    ),
    "subscription": _subscription,
    "raw": lambda acts, person, given: acts.raw(person, str(given["xml"])),
}


def perform(acts: Acts, person: Customer, given: Json) -> Act:
    """ActRefusedError when there is no such act, it lacks something, or it is not possible now."""
    name = str(given.get("act", ""))
    performer = PERFORMERS.get(name)
    if performer is None:
        raise ActRefusedError(f"no such act: {name}")
    try:
        return performer(acts, person, given)
    except KeyError as error:
        raise ActRefusedError(f"{name} needs {error.args[0]}") from error
    except (TypeError, ValueError) as error:
        raise ActRefusedError(f"{name}: {error}") from error
