"""A bottom menu from the console's data to a customer's thumb, over the platform's own API."""

from click.testing import Result
from flask import Flask

from bootstrap.app import assemble
from bot.understanding import INTENTS
from knowledge.menus import publishing, saving
from knowledge.menus.default import DEFAULT
from knowledge.menus.publishing import Publish
from knowledge.menus.values import Column, Line, Menu
from scheduler.jobs.menu import JOB
from simulator import Phone
from tests.scenarios.town import Town

MENU: Menu = (
    Column(
        "会员",
        (
            Line("积分", "wish", "points_balance"),
            Line("门店", "say", "门店在哪里"),
            Line("官网", "link", "https://example.com/"),
        ),
    ),
)


def write(town: Town, menu: Menu = MENU) -> None:
    now = town.built.clock.now()
    with town.built.store.session() as session:
        saving.save(session, menu, seen=0, wishes=INTENTS, actor="staff:1", now=now)
        publishing.want(session, actor="staff:1", now=now)


def run(town: Town) -> dict[str, int]:
    return dict(JOB.run(town.worker, town.built.clock.now()))


def heard(town: Town, phone: Phone, replied: str | None) -> str:
    """What came of an act: in the reply, or sent after it."""
    said = [replied or ""]
    before = len(phone.received)
    town.deliver()
    said += [bubble.text for bubble in phone.received[before:]]
    return "\n".join(filter(None, said))


def command(town: Town) -> Result:
    app: Flask = assemble(town.built)
    with app.app_context():
        return app.test_cli_runner().invoke(args=["menu", "publish"])


def buttons(town: Town) -> list[str]:
    return [button["name"] for button in town.platform.official.menu.buttons]


def test_the_job_publishes_once_and_every_line_works(town: Town) -> None:
    phone = town.phone("小林")
    assert run(town) == {}
    write(town)
    assert (run(town), run(town)) == ({"published": 1}, {})
    assert "积分" in heard(town, phone, phone.tap_menu("积分"))
    assert heard(town, phone, phone.tap_menu("官网")) == ""
    other = town.phone("小王")
    asked = heard(town, other, other.says("门店在哪里"))
    assert asked
    assert heard(town, phone, phone.tap_menu("门店")) == asked


def test_what_the_platform_refuses_is_kept_with_its_code(town: Town) -> None:
    too_long = (Column("会员", (Line("长" * 21, "wish", "coupon"),)),)

    def lengthened(publish: Publish) -> Publish:
        return lambda _menu: publish(too_long)

    platforms = {name: lengthened(publish) for name, publish in town.worker.tools["menus"].items()}
    write(town)
    done = publishing.perform(town.built.store, platforms, now=town.built.clock.now())
    assert done is not None
    assert (done.state, done.code) == ("refused", 40018)
    assert buttons(town) == []


def test_the_command_publishes_ours_until_staff_save_theirs(town: Town) -> None:
    assert command(town).exit_code == 0
    assert buttons(town) == [column.name for column in DEFAULT]
    write(town)
    done = command(town)
    assert (done.exit_code, "version 1" in done.output) == (0, True)
    assert buttons(town) == ["会员"]
    assert run(town) == {}
