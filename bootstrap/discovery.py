"""Finds what is added by adding a file."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

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
