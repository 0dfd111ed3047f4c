"""Compiled templates and addresses that outlive a test: each test builds its own application.

Jinja compiles a template for each application, and Werkzeug a function for each of its hundreds of
addresses, which took a page's test more than twice as long as all it was about.
"""

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class Templates(BytecodeCache):
    """The code of each template, by its place and its text."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


class Address(Rule):
    """An address whose function is that of each other one that is written the same."""

    builders: dict[Any, Builder]

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        written = self.rule, tuple(self._trace), repr(self.defaults), append_unknown
        if written not in self.builders:
            self.builders[written] = super()._compile_builder(append_unknown)
        return self.builders[written]


def share() -> None:
    """From now on, let the applications of this process share what they compile."""
    Flask.jinja_options = {"bytecode_cache": Templates()}
    Address.builders = {}
    Flask.url_rule_class = Address
