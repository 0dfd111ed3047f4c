"""Queries live in repositories: elsewhere a transaction is only handed on."""

import ast
import re

from tests.architecture.sources import Source, product_sources

QUERIES = re.compile(
    r"(store|migrations)/|[a-z]+/(models|repository)/|[a-z_/]*(models|repository)\.py$"
)
HANDED_ON = {"Session", "Connection"}


def test_only_models_and_repositories_build_queries() -> None:
    strays = [
        f"{source.path}:{line} {name}"
        for source in product_sources()
        for line, name in _strays(source)
    ]

    assert strays == []


def _strays(source: Source) -> list[tuple[int, str]]:
    if QUERIES.match(source.path):
        return []
    taken = _taken_from_sqlalchemy(source)
    return [(line, name) for line, name in taken if name not in HANDED_ON]


def _taken_from_sqlalchemy(source: Source) -> list[tuple[int, str]]:
    taken = []
    for node in source.nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            taken += [(node.lineno, name) for name in names if name.startswith("sqlalchemy")]
        elif isinstance(node, ast.ImportFrom) and _builds_queries(node.module or ""):
            taken += [(node.lineno, alias.name) for alias in node.names]
    return taken


def _builds_queries(module: str) -> bool:
    """Whatever calls a repository may catch its errors."""
    return module.startswith("sqlalchemy") and module != "sqlalchemy.exc"
