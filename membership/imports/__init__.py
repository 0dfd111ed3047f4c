"""Import of customers and orders from files."""

from membership.imports.running import run_import
from membership.imports.values import FileRefusedError, ImportReport

__all__ = ["FileRefusedError", "ImportReport", "run_import"]
