"""The kinds of campaigns, one file each; adding one is adding a file."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from campaigns.document import Grammar
from campaigns.kind import Kind


@cache
def every() -> Mapping[str, Kind]:
    """The `KIND` of every file here, by name."""
    found = (importlib.import_module(f"{__name__}.{each.name}") for each in _files())
    return {module.KIND.name: module.KIND for module in found}


@cache
def grammars() -> Mapping[str, Grammar]:
    """How the documents of each kind read."""
    return {name: kind.grammar for name, kind in every().items()}


def _files() -> list[pkgutil.ModuleInfo]:
    return sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name)
