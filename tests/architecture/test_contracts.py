"""The import contracts know every package of the house."""

import configparser

from tests.architecture.sources import ROOT, packages, product_sources


def test_every_package_is_under_contract() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")

    assert set(contracts["importlinter"]["root_packages"].split()) == packages()


def test_every_folder_of_code_is_a_package() -> None:
    folders = {
        (ROOT / source.path).parent
        for source in product_sources()
        if "/" in source.path and not source.path.startswith("migrations/")
    }

    assert [folder.name for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_simulator_stands_alone() -> None:
    ours = packages() - {"simulator"} | {"config", "wsgi"}

    strays = [
        f"{source.path}:{line} {module}"
        for source in product_sources()
        if source.path.startswith("simulator/")
        for line, module in source.imports
        if module.split(".")[0] in ours
    ]

    assert strays == []


def test_only_bootstrap_knows_the_simulator() -> None:
    strays = [
        f"{source.path}:{line}"
        for source in product_sources()
        if not source.path.startswith(("simulator/", "bootstrap/"))
        for line, module in source.imports
        if module.split(".")[0] == "simulator"
    ]

    assert strays == []
