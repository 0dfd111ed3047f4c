"""The JSON schemas of which the OpenAPI document is made: what is sent, and what is answered."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
YUAN: Schema = {"type": "string", "examples": ["68.00"]}
TEXTS: Schema = {"type": "array", "items": TEXT}
ANYTHING: Schema = {"type": "object"}


def about(schema: Schema, meaning: str) -> Schema:
    """The schema of a field, with what the field means."""
    return {**schema, "description": meaning}


def text(meaning: str) -> Schema:
    return about(TEXT, meaning)


def choice(*options: str) -> Schema:
    return {"type": "string", "enum": list(options)}


def instant(meaning: str) -> Schema:
    return about(INSTANT, f"{meaning}ISO 8601 with an offset")


def money(meaning: str) -> Schema:
    """Yuan as they may be sent: "68.00", 68 or 68.5."""
    return {"type": ["string", "number"], "description": meaning}


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def whole_object(properties: Mapping[str, Schema]) -> Schema:
    """An object that has all of these and nothing else."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }
