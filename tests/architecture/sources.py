"""Our own source files and what they import, read without running them."""

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".venv", "var", "tests", "bench", "docs", "node_modules"}


@dataclass(frozen=True)
class Source:
    """One file: its path from the root (`messaging/models.py`) and its syntax tree."""

    path: str
    tree: ast.Module

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @cached_property
    def imports(self) -> tuple[tuple[int, str], ...]:
        """Every imported module with its line, inside functions too."""
        found = []
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found += [(node.lineno, name.name) for name in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.append((node.lineno, node.module))
        return tuple(found)

    @cached_property
    def names(self) -> tuple[tuple[int, str], ...]:
        """Every dotted name that is read or called: `datetime.now`, `os.environ`."""
        dotted = [node for node in self.nodes if isinstance(node, ast.Attribute)]
        return tuple((node.lineno, ast.unparse(node)) for node in dotted)


@cache
def product_sources() -> tuple[Source, ...]:
    """Every Python file of the product, tests and benchmarks left out."""
    folders = (path for path in ROOT.iterdir() if path.is_dir() and path.name not in NOT_OURS)
    files = sorted(
        path
        for path in (*ROOT.glob("*.py"), *(path for one in folders for path in one.rglob("*.py")))
        if not NOT_OURS & set(path.relative_to(ROOT).parts) and not _hidden(path)
    )
    return tuple(
        Source(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in files
    )


def packages() -> set[str]:
    """The names of the product's top-level packages."""
    return {path.parent.name for path in ROOT.glob("*/__init__.py")} - NOT_OURS


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(ROOT).parts)
