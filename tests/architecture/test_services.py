"""What a service may not do by itself: read the clock, chance or the environment."""

import re

from tests.architecture.sources import product_sources

DOMAIN = (
    "messaging/",
    "membership/",
    "knowledge/",
    "tickets/",
    "surveys/",
    "campaigns/",
    "announcements/",
    "handlers/",
    "bot/",
)
READS_THE_WORLD = re.compile(
    r"(datetime\.)?(datetime|date)\.(now|utcnow|today)$"
    r"|time\.(time|time_ns)$"
    r"|random\.(random|randint|choice|choices|shuffle|sample|randrange|uniform)$"
    r"|os\.(environ|getenv)(\.|$)"
)
SETTINGS_READERS = re.compile(
    r"(bootstrap|console|api|scheduler)/|wsgi\.py$|config\.py$|migrations/env\.py$"
)
ENVIRONMENT_READERS = re.compile(
    r"(bootstrap|scheduler|simulator)/|wsgi\.py$|config\.py$|migrations/env\.py$"
)


def test_time_chance_and_environment_are_handed_to_services() -> None:
    strays = [
        f"{source.path}:{line} {name}"
        for source in product_sources()
        if source.path.startswith(DOMAIN)
        for line, name in source.names
        if READS_THE_WORLD.match(name)
    ]

    assert strays == []


def test_settings_are_read_at_the_edge_only() -> None:
    strays = [
        f"{source.path}:{line}"
        for source in product_sources()
        if not SETTINGS_READERS.match(source.path)
        for line, module in source.imports
        if module == "config"
    ]

    assert strays == []


def test_the_environment_is_read_at_the_edge_only() -> None:
    strays = [
        f"{source.path}:{line}"
        for source in product_sources()
        if not ENVIRONMENT_READERS.match(source.path)
        for line, name in source.names
        if name in {"os.environ", "os.getenv"}
    ]

    assert strays == []
