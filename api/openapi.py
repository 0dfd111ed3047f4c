"""The OpenAPI document, made of the table of endpoints."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from api.endpoints import Endpoint

VERSION = "1.0.0"
WITH_BODY = {"POST", "PUT", "PATCH"}
ERROR = {"$ref": "#/components/schemas/Error"}
ERRORS = {
    "400": "The body is no JSON object",
    "401": "No valid key",
    "404": "There is no such thing",
    "409": "It collides with what is there",
    "422": "A field is wrong; `field` names it",
}


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
            "2XX": {"description": "Done", "content": {"application/json": {}}},
            **{
                status: {
                    "description": about,
                    "content": {"application/json": {"schema": ERROR}},
                }
                for status, about in ERRORS.items()
            },
        },
    }
    if endpoint.method in WITH_BODY:
        operation["requestBody"] = _body(endpoint)
    return operation


def _body(endpoint: Endpoint) -> dict[str, Any]:
    properties = {
        name: {**_type(kind, nullable=endpoint.method == "PATCH"), "description": about}
        for name, (kind, about) in endpoint.fields.items()
    }
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if endpoint.required:
        schema["required"] = list(endpoint.required)
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _type(kind: str, *, nullable: bool) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": [kind, "null"] if nullable else kind}
    if kind == "array":
        schema["items"] = {}
    return schema
