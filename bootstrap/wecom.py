"""The configured WeCom application, put together."""

from bootstrap.parts import Parts
from channels.wecom.client import WeComApi
from channels.wecom.robots import WeComRobots
from config import WECOM_API_URL


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
