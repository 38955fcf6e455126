"""A bad request as the answer it gets: `application/problem+json` (RFC 9457) that says what was wrong.

    {"type": "urn:teinei:problem:message-too-long", "title": "The message is too long", "status": 413,
     "detail": "message has 20000 characters; this shop reads up to 4000. Shorten it.",
     "field": "message", "value": "ああああ…", "expected": "at most 4000 characters"}

Does not: show a traceback, a path or a library's message; those go to the log with the same `reference`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_SHOWN = 60


class ProblemBody(BaseModel):
    """What a refused request gets (RFC 9457)."""

    model_config = ConfigDict(extra="allow")
    type: str = Field(examples=["urn:teinei:problem:message-too-long"])
    title: str = Field(examples=["The message is too long"])
    status: int = Field(examples=[413])
    detail: str = Field(examples=["message has 20000 characters; this shop reads up to 4000. Shorten it."])
    field: str | None = Field(default=None, examples=["message"])
    value: str | None = Field(default=None, examples=["ああああ…"], description="shortened")
    expected: str | None = Field(default=None, examples=["at most 4000 characters"])


class Problem(Exception):
    """Raised where a request cannot be served; `more` is added to the body as it is."""

    def __init__(self, status: int, kind: str, title: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.body = {"type": f"urn:teinei:problem:{kind}", "title": title, "status": status, "detail": detail, **more}


def shorten(value: Any) -> str:
    r"""The value on one printable line of at most 60 characters: `"a\x00b"` → `a\x00b`."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    cut = text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), cut)


def to_response(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """The problem as an HTTP response."""
    body = json.dumps(problem.body, ensure_ascii=False).encode("utf-8", errors="replace")
    return Response(body, problem.status, headers, media_type=MEDIA_TYPE)


_EXPECTED = {
    "string_type": "a string",
    "int_type": "an integer",
    "string_unicode": "whole characters, no lone surrogates",
    "missing": "this field is required",
    "extra_forbidden": "no such field; check the spelling",
    "dict_type": "an object",
    "model_type": "a JSON object",
    "model_attributes_type": "a JSON object",
}


def invalid(errors: Sequence[Any]) -> Problem:
    """Pydantic's errors as one problem: the first in its fields, all of them in `errors`."""
    found: dict[str, dict[str, Any]] = {}
    for one in errors:
        # Only the field's own name: what follows in `loc` are the branches of a union, which say nothing to a client.
        field = str(next((part for part in one["loc"] if part not in ("path", "query")), "body"))
        pattern = one.get("ctx", {}).get("pattern")
        expected = f"text that matches {pattern}" if pattern else _EXPECTED.get(one["type"], one["msg"])
        value = None if one["type"] == "missing" else shorten(one["input"])
        if field in found:
            expected = f"{found[field]['expected']} or {expected}"
        found[field] = {"field": field, "value": value, "expected": expected}
    fields = list(found.values())
    said = (
        f"{one['field']}: expected {one['expected']}" + (f", got {one['value']!r}" if one["value"] else "")
        for one in fields
    )
    return Problem(422, "unusable-field", _TITLES[422], "; ".join(said) + ".", **fields[0], errors=fields)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route for OpenAPI."""
    return {
        status: {"model": ProblemBody, "content": {MEDIA_TYPE: {}}, "description": _TITLES[status]}
        for status in statuses
    }


_TITLES = {
    400: "The body is not JSON",
    404: "There is nothing here",
    405: "This address does not take that method",
    413: "The message or the body is too long",
    415: "The body is not declared as JSON",
    422: "A field of the request cannot be used",
    500: "The server failed",
    503: "A part that the bot needs does not answer",
}


def _plain(error: HTTPException) -> Problem:
    title = _TITLES.get(error.status_code, "The request cannot be served")
    kind = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "http")
    return Problem(error.status_code, kind, title, f"{title}. GET /openapi.json lists what there is.")


def add_problem_handlers(app: FastAPI) -> None:
    """Every refusal of the app, routing errors included, becomes problem JSON."""

    async def on_problem(_request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return to_response(error)

    async def on_http(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return to_response(_plain(error), dict(error.headers or {}))

    async def on_invalid(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return to_response(invalid(error.errors()))

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
