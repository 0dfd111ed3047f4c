"""Each library stays where the design keeps it, so that it can be replaced there alone."""

import re

import pytest

from tests.architecture.sources import product_sources

HOMES = {
    "wechatpy": r"channels/",
    "flask": r"(bootstrap|console|api|simulator)/|bot/webhook|wsgi\.py$",
    "flask_login": r"console/|bootstrap/",
    "flask_wtf": r"console/|bootstrap/",
    "apscheduler": r"scheduler/(clock|times)\.py$",
    "celery": r"scheduler/engine\.py$",
    "redis": r"store/",
    "jieba": r"bot/understanding/",
    "rjieba": r"bot/understanding/",
    "sklearn": r"bot/understanding/train",
    "requests": r"channels/",
    "openai": r"bot/",
}


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_imported_only_at_home(library: str) -> None:
    home = re.compile(HOMES[library])

    strays = [
        f"{source.path}:{line}"
        for source in product_sources()
        if not home.match(source.path)
        for line, module in source.imports
        if module.split(".")[0] == library
    ]

    assert strays == []
