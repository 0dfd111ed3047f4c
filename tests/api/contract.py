"""Whether an answer of the API is one that its OpenAPI document tells of."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
}


def holds(document: Mapping[str, Any], method: str, path: str, status: int, answer: Any) -> None:
    """Fail unless the document gives this status for the address, with a schema that fits.

    An address or method that the document does not know must be refused with its `Error`.
    """
    operation = _operation(document, method, path)
    if operation is None:
        assert status in {404, 405}, f"{method} {path} is not in the document"
        schema: Mapping[str, Any] = {"$ref": "#/components/schemas/Error"}
    else:
        assert str(status) in operation["responses"], f"{method} {path} may not say {status}"
        schema = operation["responses"][str(status)]["content"]["application/json"]["schema"]
    _check(document, schema, answer, f"{method} {path} {status}")


def _operation(document: Mapping[str, Any], method: str, path: str) -> Any:
    for template, operations in document["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            return operations.get(method.lower())
    return None


def _check(document: Mapping[str, Any], schema: Mapping[str, Any], value: Any, at: str) -> None:
    if "$ref" in schema:
        for part in schema["$ref"].removeprefix("#/").split("/"):
            document = document[part]
        schema = document
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(_is(name, value) for name in names), f"{at}: {value!r} is no {names}"
    if "enum" in schema:
        assert value in schema["enum"], f"{at}: {value!r}"
    if schema.get("format") == "date-time" and value is not None:
        assert datetime.fromisoformat(value).tzinfo is not None, f"{at}: {value!r}"
    if isinstance(value, dict):
        _check_object(document, schema, value, at)
    for place, one in enumerate(value if isinstance(value, list) else ()):
        _check(document, schema["items"], one, f"{at}[{place}]")


def _check_object(
    document: Mapping[str, Any], schema: Mapping[str, Any], value: dict[str, Any], at: str
) -> None:
    properties = schema.get("properties", {})
    assert set(schema.get("required", ())) <= value.keys(), f"{at}: {value}"
    if schema.get("additionalProperties", True) is False:
        assert value.keys() <= properties.keys(), f"{at}: {value}"
    for name in value.keys() & properties.keys():
        _check(document, properties[name], value[name], f"{at}.{name}")


def _is(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name])
