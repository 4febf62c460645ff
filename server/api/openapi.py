"""`/api/openapi.json`: the wire protocol described, made from the one table of actions."""

import json
from functools import cache
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from server import forms, web
from server.api.described import TICKET_STATUS
from server.api.table import ACTIONS
from server.settings import Settings

Schema = dict[str, Any]

_SECONDS = 300
_TEXT: Schema = {"type": "string"}
_REFUSALS = {
    "400": "A parameter is missing or wrong; `field` names it",
    "403": "The token or the API key is not one for this",
    "404": "There is no such account or kiosk",
    "405": "Not with this method; the Allow header says which",
    "409": "The interaction id is that of another kind of call",
    "413": "The body is too long and is not looked into: a token in it stays good",
    "415": "The body is not form-encoded and is not looked into: a token in it stays good",
    "429": "Too many calls; the Retry-After header says when to try again",
}
_ERROR: Schema = {
    "type": "object",
    "properties": {
        "status": {"type": "string", "enum": ["fail", "error"]},
        "msg": {"type": "string", "description": "What would be right"},
        "field": {"type": "string", "description": "The parameter to blame, where one is"},
    },
    "required": ["status", "msg"],
    "additionalProperties": False,
}


@get("/api/openapi.json")
async def openapi(
    request: Request[Any, Any, Any], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Serve the description, as OpenAPI 3.1."""
    described = document() | {"servers": [{"url": web.origin(request, settings)}]}
    return web.cacheable(request, json.dumps(described).encode(), "application/json", _SECONDS)


@cache
def document() -> Schema:
    """Describe the wire protocol.

    Returns:
        An OpenAPI 3.1 document without `servers`; not to be changed.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lucep on Python",
            "version": "1",
            "description": "Callbacks and lead qualification; see docs/qualification-api.md.",
        },
        "paths": {
            "/api/": {"post": _actions()},
            "/api/kiosks/{account_key}/{kiosk_id}": {
                "get": _read("Describe a kiosk", _json({"type": "object"}), _KIOSK_PATH)
            },
            "/api/kiosks/{account_key}/{kiosk_id}/shell": {
                "get": _read(
                    "Draw a kiosk's launcher and form",
                    {"text/html": {"schema": _TEXT}},
                    _KIOSK_PATH,
                )
            },
            "/api/tickets/{token}": {
                "get": _read(
                    "Say what has become of a lead",
                    _json(_answer({"ticket-status": TICKET_STATUS})),
                    [_path("token", _TEXT)],
                )
            },
            "/api/tickets/{token}/events": {"get": _events()},
            "/api/geo": {
                "get": _read("Say where the caller is", _json(_answer({"country": _TEXT})), [])
            },
        },
        "components": {"schemas": {"Error": _ERROR}},
    }


def _actions() -> Schema:
    return {
        "operationId": "api",
        "summary": "Do one action",
        "requestBody": {
            "required": True,
            "content": {
                forms.FORM_TYPE: {
                    "schema": {"oneOf": [_action(name) for name in ACTIONS]},
                }
            },
        },
        "responses": {
            "200": {
                "description": "It is done",
                "content": _json({"anyOf": [_answered(name) for name in ACTIONS]}),
            },
            **_refused(*_REFUSALS),
        },
    }


def _action(name: str) -> Schema:
    action = ACTIONS[name]
    account: Schema = {**_TEXT, "description": "the public name of an account"}
    properties: Schema = {"action": {"const": name}, "account_key": account}
    required = ["action"]
    if action.metered:
        properties["auth"] = {
            "type": "string",
            "description": "a token of token_create; it is used up whatever comes of the call "
            "(but for 413 and 415), and names the account where account_key is missing",
        }
    else:
        required.append("account_key")
    for parameter in action.described.parameters:
        properties[parameter.name] = {**parameter.schema, "description": parameter.about}
        if parameter.required:
            required.append(parameter.name)
    return {
        "title": name,
        "description": action.described.about,
        "type": "object",
        "properties": properties,
        "required": required,
    }


def _answered(name: str) -> Schema:
    described = ACTIONS[name].described
    return {"title": name, **_answer(described.answer, described.optional)}


def _answer(properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "properties": {"status": {"const": "ok"}, **properties},
        "required": ["status", *(name for name in properties if name not in optional)],
        "additionalProperties": False,
    }


def _read(summary: str, content: Schema, parameters: list[Schema]) -> Schema:
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": "Here it is", "content": content},
            **_refused("400", "404", "405"),
        },
    }


def _events() -> Schema:
    read = _read(
        "Stream what becomes of a lead, as server-sent events",
        {"text/event-stream": {"schema": _TEXT}},
        [_path("token", _TEXT), {"name": "Last-Event-ID", "in": "header", "schema": _TEXT}],
    )
    finished = {"204": {"description": "It is finished, and the caller has seen that"}}
    return {**read, "responses": {**read["responses"], **finished, **_refused("429")}}


def _refused(*codes: str) -> Schema:
    content = _json({"$ref": "#/components/schemas/Error"})
    refused: Schema = {code: {"description": _REFUSALS[code], "content": content} for code in codes}
    if "429" in refused:
        seconds = {"schema": {"type": "integer", "minimum": 1}, "required": True}
        refused["429"] = {**refused["429"], "headers": {"Retry-After": seconds}}
    return refused


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _path(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": schema}


_KIOSK_PATH = [
    _path("account_key", _TEXT),
    _path("kiosk_id", {"type": "integer", "minimum": 1}),
    {"name": "lang", "in": "query", "schema": _TEXT},
]

ROUTES = [openapi]
