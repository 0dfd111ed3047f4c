"""WeChat's XML, read from strangers and written for customers."""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser

DEPTH = 8
_ILLEGAL_BYTES = bytes((*range(9), 11, 12, *range(14, 32)))
_ILLEGAL_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,16})|([0-9]{1,20}));")
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_LAST_CHARACTER = 0x10FFFF


class XmlError(Exception):
    """The body is not an XML document of the platform's kind."""


def parse(body: bytes) -> dict[str, Any]:
    """The children of the root as a dictionary; repeated children become a list.

    It is read as UTF-8 whatever it claims to be. Characters that XML forbids are dropped, since
    real customers send them. Document types and entities are refused, and what lies deeper than
    `DEPTH` is left out.
    """
    value = _value(_root(body.translate(None, _ILLEGAL_BYTES)), DEPTH)
    if not isinstance(value, dict):
        raise XmlError("no fields")
    return value


def _root(body: bytes) -> Element:
    try:
        return _feed(body)
    except ParseError:
        pass
    text = _REFERENCE.sub(_legal_reference, body.decode("utf-8", "replace"))
    try:
        return _feed(_ILLEGAL_TEXT.sub("", text).encode())
    except ParseError as error:
        raise XmlError(str(error)) from None


def _legal_reference(match: re.Match[str]) -> str:
    """A character reference as it stands, or nothing for a character that XML forbids."""
    hexadecimal, decimal = match.groups()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code > _LAST_CHARACTER or _ILLEGAL_TEXT.match(chr(code)):
        return ""
    return match[0]


def _feed(body: bytes) -> Element:
    if b"<!DOCTYPE" in body and body.startswith(b"<!DOCTYPE", _PROLOG.match(body).end()):  # type: ignore[union-attr]
        raise XmlError("document types are refused")
    parser = XMLParser(encoding="utf-8")  # noqa: S314 - document types are refused above
    parser.feed(body)
    root: Element = parser.close()
    return root


def _value(element: Element, depth: int) -> Any:
    if not len(element):
        return element.text or ""
    if not depth:
        return ""
    fields: dict[str, Any] = {}
    for child in element:
        value = _value(child, depth - 1)
        if child.tag not in fields:
            fields[child.tag] = value
        elif isinstance(fields[child.tag], list):
            fields[child.tag].append(value)
        else:
            fields[child.tag] = [fields[child.tag], value]
    return fields


def cdata(text: str) -> str:
    """`text` as CDATA that cannot be broken out of, without characters that XML forbids."""
    if _ILLEGAL_TEXT.search(text):
        text = _ILLEGAL_TEXT.sub("", text)
    if "]]>" in text:
        text = text.replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{text}]]>"


def compose(fields: Mapping[str, Any]) -> str:
    """An `<xml>` document: integers plain, strings as CDATA, mappings nested, lists repeated."""
    return f"<xml>{_children(fields)}</xml>"


def _children(fields: Mapping[str, Any]) -> str:
    return "".join([_child(name, value) for name, value in fields.items()])


def _child(name: str, value: Any) -> str:
    if isinstance(value, str):
        return f"<{name}>{cdata(value)}</{name}>"
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    if isinstance(value, Mapping):
        return f"<{name}>{_children(value)}</{name}>"
    return "".join([_child(name, item) for item in value])
