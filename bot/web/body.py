r"""A request's JSON body as a checked model: `await read_body(request, ChatRequest)`.

Read by hand, not by FastAPI, so that the size is limited while it arrives and every refusal says the field,
the value and what was expected. Text is cleaned here once: `clean_text("a\x07b\r\n")` → `"ab\n"`.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from bot.web.problems import Problem, invalid, shorten

MAX_BODY = 64 * 1024
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NEWLINE = re.compile("\r\n?|[\u2028\u2029]")
M = TypeVar("M", bound=BaseModel)


async def read_body(request: Request, model: type[M], any_content_type: bool = False) -> M:
    """The body as `model`. Raises Problem 400, 413, 415 or 422."""
    content_type = request.headers.get("content-type", "")
    if not any_content_type and not _is_json(content_type):
        raise Problem(
            415,
            "not-declared-json",
            "The body is not declared as JSON",
            f"Content-Type is {shorten(content_type)!r}; send application/json.",
            field="Content-Type",
            value=shorten(content_type),
            expected="application/json",
        )
    data = _parse(await _read_limited(request))
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise invalid(error.errors(include_url=False)) from None


def clean_text(text: str, field: str) -> str:
    """The text without control characters but newline and tab. Raises Problem for NUL and lone surrogates."""
    if "\0" in text:
        raise _unusable(field, text, "contains U+0000, which no keyboard sends", "text without U+0000")
    if found := _SURROGATE.search(text):
        half = f"U+{ord(found[0]):04X}"
        raise _unusable(field, text, f"contains {half}, half of a character (a lone surrogate)", "whole characters")
    return _CONTROL.sub("", _NEWLINE.sub("\n", text))


def json_body(model: type[BaseModel]) -> dict[str, Any]:
    """The `openapi_extra` of a route that calls `read_body`."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": model.model_json_schema()}}}}


def _is_json(content_type: str) -> bool:
    kind = content_type.split(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


async def _read_limited(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise Problem(
                413,
                "body-too-large",
                "The body is too large",
                f"The body is larger than {MAX_BODY} bytes. Send a shorter message.",
                field="body",
                expected=f"at most {MAX_BODY} bytes",
            )
    return bytes(body)


def _parse(body: bytes) -> Any:
    if not body.strip():
        _not_json("it is empty", "")
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        _not_json(f"byte {error.start} is not UTF-8", body[:40].decode("latin-1"))
    except json.JSONDecodeError as error:
        _not_json(f"line {error.lineno}, column {error.colno}: {error.msg}", error.doc[error.pos :])
    except (ValueError, RecursionError):
        _not_json("it is nested too deeply or has a number that JSON does not know", body[:40].decode("latin-1"))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _not_json(why: str, near: str) -> NoReturn:
    raise Problem(
        400,
        "not-json",
        "The body is not JSON",
        f"The body is not JSON: {why}.",
        field="body",
        value=shorten(near),
        expected='a JSON object such as {"message": "…"}',
    )


def _unusable(field: str, value: Any, why: str, expected: str) -> Problem:
    return Problem(
        422,
        "unusable-field",
        "A field of the request cannot be used",
        f"{field} {why}.",
        field=field,
        value=shorten(value),
        expected=expected,
    )
