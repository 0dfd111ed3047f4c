"""Finds what is added by adding a file."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from types import ModuleType

import channels
import handlers
from bot.router import Router


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """The modules directly in a package, by name."""
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        yield importlib.import_module(f"{package.__name__}.{found.name}")


def routers() -> list[Router]:
    """The `router` of every file in handlers/."""
    return [
        module.router
        for module in modules(handlers)
        if isinstance(getattr(module, "router", None), Router)
    ]


def connections() -> Mapping[str, ModuleType]:
    """The `connection` of every folder in channels/ that has one, by the folder's name."""
    folders = [found.name for found in pkgutil.iter_modules(channels.__path__) if found.ispkg]
    return {
        name: importlib.import_module(f"channels.{name}.connection")
        for name in sorted(folders)
        if find_spec(f"channels.{name}.connection")
    }
