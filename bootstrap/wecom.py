"""The configured WeCom application, put together: its callback, its puller, its senders."""

from collections.abc import Callable
from functools import partial

from bootstrap.parts import Parts
from bootstrap.pictures import company_upload
from bootstrap.wecom_door import Reception
from bot.pipeline import Pipeline
from channels.connection import Connection
from channels.wecom import repository
from channels.wecom.callback import WeComChannel, customers_of, employees_of
from channels.wecom.client import WeComApi
from channels.wecom.customer_sends import WeComCustomerSends
from channels.wecom.outgoing import KfSender, PushSender, StaffSender, WelcomeSender
from channels.wecom.puller import KfPuller
from channels.wecom.robots import WeComRobots
from config import WECOM_API_URL
from knowledge.pictures.lending import Upload
from messaging.reach.values import WECOM
from store.transactions import Store

WELCOME = "welcome"


def api(built: Parts) -> WeComApi | None:
    """The application's API, if one is configured."""
    company = built.settings.wecom
    if company is None:
        return None
    return WeComApi(company.corp_id, company.secret, company.api_url, built.ephemeral, built.clock)


def robots(built: Parts, company: WeComApi | None) -> WeComRobots:
    """Group robots, which need no application: each has a key of its own."""
    keyless = WeComApi("", "", WECOM_API_URL, built.ephemeral, built.clock)
    return WeComRobots(company or keyless)


def channel(built: Parts) -> WeComChannel | None:
    """The callback of the configured application."""
    company = built.settings.wecom
    if company is None:
        return None
    return WeComChannel(company.corp_id, company.token, company.aes_key)


def connection(built: Parts, company: WeComApi | None) -> Connection:
    """Who sends to customers and to employees, and where their pictures and recordings are."""
    settings = built.settings.wecom
    if settings is None or company is None:
        return Connection()
    customers, employees = customers_of(settings.corp_id), employees_of(settings.corp_id)
    return Connection(
        senders={
            customers: KfSender(company, partial(_kf_of, built.store, customers)),
            employees: StaffSender(company, settings.agent_id),
        },
        ways={
            (customers, WECOM): PushSender(WeComCustomerSends(company)),
            (customers, WELCOME): WelcomeSender(company),
        },
        files={customers: company, employees: company},
    )


def uploads(built: Parts, company: WeComApi | None) -> dict[str, Upload]:
    """What takes the pictures of answers, by account."""
    settings = built.settings.wecom
    if settings is None or company is None:
        return {}
    return {customers_of(settings.corp_id): company_upload(company)}


def puller(
    built: Parts, company: WeComApi | None, conversation: Callable[[], Pipeline], name: str
) -> KfPuller | None:
    """What fetches customers' messages and hands them to the conversation, which is only made when
    the first one comes."""
    settings = built.settings.wecom
    if settings is None or company is None:
        return None
    return KfPuller(
        company,
        built.store,
        customers_of(settings.corp_id),
        Reception(built.store, conversation).receive,
        built.clock,
        name=name,
    )


def _kf_of(store: Store, account: str, external_userid: str) -> str:
    with store.reading() as session:
        return repository.kf_of(session, account, external_userid)
