"""Documents that stay true: links lead somewhere, settings and commands exist."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
OF_WSGI = {"PATH_INFO", "QUERY_STRING", "REQUEST_METHOD", "CONTENT_LENGTH"}
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_our_files_lead_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))

    dead = [link for link in links if "://" not in link and not (document.parent / link).exists()]

    assert dead == []


def test_every_setting_is_documented() -> None:
    readers = [ROOT / "config.py", *ROOT.glob("channels/**/*.py"), *ROOT.glob("bootstrap/*.py")]
    source = "".join(path.read_text(encoding="utf-8") for path in readers)
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    settings = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', source)) | {"TIMEZONE", "DEMO"}
    settings -= OF_WSGI

    unknown = [name for name in settings if not re.search(rf"`(WECOM_)?{name}`", manual)]
    assert sorted(unknown) == []


def test_every_make_target_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    for readme in ("README.md", "README.zh-CN.md"):
        named = re.findall(r"^make (\w+)", (ROOT / readme).read_text("utf-8"), re.MULTILINE)
        assert named
        assert set(named) <= targets
