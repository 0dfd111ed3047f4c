"""An account that had followers before Changke came: everybody is known, once."""

import pytest
from click.testing import Result

from bootstrap.app import assemble
from messaging import contacts
from messaging.errors import SendError
from messaging.values import Contact
from scheduler.jobs.followers import JOB
from simulator.official import limits
from tests.scenarios.town import Town


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FOLLOWERS_A_PAGE", 2)


def account_of(town: Town) -> str:
    settings = town.built.settings.wechat
    assert settings is not None
    return f"wechat:{settings.app_id}"


def known(town: Town, openid: str) -> Contact | None:
    with town.built.store.reading() as session:
        return contacts.find(session, account_of(town), openid)


def read(town: Town) -> dict[str, int]:
    return dict(JOB.run(town.worker, town.built.clock.now()))


def test_who_followed_before_is_a_contact_and_nobody_twice(town: Town) -> None:
    old = [town.platform.customer(f"老粉{n}", following=True) for n in range(5)]
    town.phone("新粉")
    assert read(town) == {"followers": 6, "new": 5, "again": 0}
    found = [known(town, phone.openid) for phone in old]
    assert all(one is not None and one.subscribed for one in found)
    assert read(town) == {"followers": 6, "new": 0, "again": 0}


def test_an_imported_openid_that_follows_is_a_follower(town: Town) -> None:
    phone = town.platform.customer("老会员", following=True)
    with town.built.store.session() as session:
        now = town.built.clock.now()
        contacts.ensure(session, account_of(town), phone.openid, now=now)
    assert read(town) == {"followers": 1, "new": 0, "again": 1}
    found = known(town, phone.openid)
    assert found is not None
    assert found.subscribed


def test_a_reading_that_broke_off_goes_on_where_others_are_known(town: Town) -> None:
    for number in range(3):
        town.platform.customer(f"老粉{number}", following=True)
    town.platform.faults.add("errcode", path="/cgi-bin/user/get", nth=2, code=45009)
    with pytest.raises(SendError):
        read(town)
    assert read(town) == {"followers": 3, "new": 1, "again": 0}


def test_an_account_that_may_not_ask_is_passed_over(town: Town) -> None:
    town.platform.faults.add("errcode", path="/cgi-bin/user/get", code=48001)
    assert read(town) == {"followers": 0, "new": 0, "again": 0, "refused": 1}


def command(town: Town) -> Result:
    app = assemble(town.built)
    with app.app_context():
        return app.test_cli_runner().invoke(args=["followers", "sync"])


def test_the_command_says_what_it_found(town: Town) -> None:
    town.platform.customer("老粉", following=True)
    said = command(town)
    assert said.exit_code == 0, said.output
    assert "1 followers, 1 new" in said.output
