"""The platform's XML: written with CDATA as it does, read without trusting the writer."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.parsers import expat

MAX_DEPTH = 12

Field = str | int | float | Mapping[str, Any] | Sequence[Mapping[str, Any]]


class XmlError(Exception):
    """Not XML, or XML with a document type, or nested too deep."""


def cdata(text: str) -> str:
    """Text in CDATA; a `]]>` inside is split so that the document stays whole.

    Characters that XML forbids stay in, as they do in what the real platform sends.
    """
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def write(fields: Mapping[str, Field]) -> str:
    return "<xml>" + _inside(fields) + "</xml>"


def _inside(fields: Mapping[str, Field]) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Field) -> str:
    if isinstance(value, str):
        inner = cdata(value)
    elif isinstance(value, Mapping):
        inner = _inside(value)
    elif isinstance(value, int | float):
        inner = str(value)
    else:
        return "".join(_element(name, one) for one in value)
    return f"<{name}>{inner}</{name}>"


class _Reader:
    """Builds nested dicts; repeated names become lists."""

    def __init__(self) -> None:
        self.root: dict[str, Any] | str = {}
        self._stack: list[tuple[str, dict[str, Any], list[str]]] = []

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise XmlError("nested too deep")
        self._stack.append((name, {}, []))

    def text(self, piece: str) -> None:
        self._stack[-1][2].append(piece)

    def end(self, _name: str) -> None:
        name, children, pieces = self._stack.pop()
        value: dict[str, Any] | str = children or "".join(pieces)
        if not self._stack:
            self.root = value
            return
        parent = self._stack[-1][1]
        if name not in parent:
            parent[name] = value
        elif isinstance(parent[name], list):
            parent[name].append(value)
        else:
            parent[name] = [parent[name], value]

    def refuse(self, *_declaration: object) -> None:
        raise XmlError("document types are not allowed")


def read(document: str) -> dict[str, Any]:
    """The children of the root element."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    try:
        parser.Parse(document, True)
    except expat.ExpatError as error:
        raise XmlError(str(error)) from error
    if isinstance(reader.root, str):
        raise XmlError("no fields inside")
    return reader.root
