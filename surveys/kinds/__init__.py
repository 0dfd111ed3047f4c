"""The kinds of questions, one file each; adding one is adding a file."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from surveys.kind import Kind


@cache
def every() -> Mapping[str, Kind]:
    """The `KIND` of every file here, by name."""
    files = sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name)
    found = (importlib.import_module(f"{__name__}.{each.name}") for each in files)
    return {module.KIND.name: module.KIND for module in found}
