"""The OpenAPI document, made of the table of endpoints."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from api.shapes import Schema

if TYPE_CHECKING:
    from api.endpoints import Endpoint

VERSION = "1.0.0"
ERROR: Schema = {"$ref": "#/components/schemas/Error"}
ERRORS = {
    400: "The body is no JSON object",
    401: "No valid key",
    404: "There is no such thing",
    409: "It collides with what is there",
    413: "The body is longer than a megabyte",
    415: "The body is not sent as application/json",
    422: "A field is wrong, and `field` names it; or this is not possible now",
}
ALWAYS = (401, 422)
OF_BODIES = (400, 413, 415)
DONE = {200: "Done, or known already", 201: "Made"}


def document(public_url: str, endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """An OpenAPI 3.1 document."""
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Changke 常客", "version": VERSION},
        "servers": [{"url": f"{public_url}/api/v1"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Error": {
                    "type": "object",
                    "required": ["error"],
                    "properties": {"error": {"type": "string"}, "field": {"type": "string"}},
                }
            },
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.about,
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in re.findall(r"\{(\w+)\}", endpoint.path)
        ],
        "responses": {
            **{str(done): _response(DONE[done], endpoint.answer) for done in endpoint.statuses},
            **{str(code): _response(ERRORS[code], ERROR) for code in _errors(endpoint)},
        },
    }
    if endpoint.has_body:
        operation["requestBody"] = _body(endpoint)
    return operation


def _errors(endpoint: Endpoint) -> list[int]:
    return sorted({*ALWAYS, *endpoint.errors, *(OF_BODIES if endpoint.has_body else ())})


def _response(meaning: str, schema: Schema) -> dict[str, Any]:
    return {"description": meaning, "content": {"application/json": {"schema": schema}}}


def _body(endpoint: Endpoint) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": dict(endpoint.fields),
        "additionalProperties": False,
    }
    if endpoint.required:
        schema["required"] = list(endpoint.required)
    needed = bool(endpoint.fields)
    return {"required": needed, "content": {"application/json": {"schema": schema}}}
