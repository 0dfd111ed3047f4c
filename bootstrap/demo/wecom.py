"""The demo shop on WeCom: two customers, their members' group with a robot, and staff."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from announcements import robots
from bootstrap.demo import people
from bootstrap.demo.people import Person
from channels.wecom.callback import customers_of
from config import Settings
from membership import customers
from membership.privacy import Privacy
from messaging import contacts
from simulator.wecom.people import robot_key
from simulator.wecom.settings import EMPLOYEES

FRIENDS = 2
GROUP, ROBOT = "会员福利一群", "小常"
STAFF = EMPLOYEES[0][0]


def company(now: datetime) -> dict[str, Any]:
    """Whom the simulated WeCom shows."""
    chatting = [person for person in people.everybody(now) if person.number < FRIENDS]
    return {
        "friends": [
            {
                "name": person.customer.name,
                "external_userid": _external_userid(person),
                "friends": [STAFF],
            }
            for person in chatting
        ],
        "groups": [{"name": GROUP, "owner": STAFF, "robots": [ROBOT]}],
    }


def fill(
    session: Session,
    everybody: Sequence[Person],
    members: Mapping[int, int],
    settings: Settings,
    *,
    now: datetime,
) -> None:
    """The same customers as members, and the robot among those that announcements may use."""
    if settings.wecom is None:
        return
    account = customers_of(settings.wecom.corp_id)
    for person in everybody[:FRIENDS]:
        contact = contacts.ensure(session, account, _external_userid(person), now=person.joined)
        contacts.follow(session, contact.id, scene="", now=person.joined)
        customers.attach(session, members[person.number], contact.id, now=now, actor="demo")
    key = robot_key(settings.wecom.corp_id, GROUP, ROBOT)
    robots.add(session, f"{GROUP} · {ROBOT}", key, seal=Privacy.from_key(settings.data_key).seal)


def _external_userid(person: Person) -> str:
    return f"wmDemo{person.number:04}changke"
