"""Reads one YAML file into a pydantic model, or says on which line it is wrong.

>>> read_yaml(Path("locales/intents.yaml"), TypeAdapter(Contract))     # doctest: +SKIP

YAML 1.2 (ruamel.yaml): the Norwegian `no` stays a string. Raises `PackError`, which holds every
problem of the file as `path:line: message`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

T = TypeVar("T")


class PackError(ValueError):
    """A pack that cannot be used: every problem found, each as `path:line: message`."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def shown(path: Path) -> str:
    """The path as a person types it: relative to the working directory where it lies below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _load(path: Path, typ: str) -> Any:
    try:
        return _parse(path.read_text(encoding="utf-8"), typ)
    except FileNotFoundError:
        hint = "the file is missing; `teinei locale new` makes it"
        raise PackError([f"{shown(path)}:1: {hint}"]) from None
    except UnicodeDecodeError as error:
        raise PackError([f"{shown(path)}:1: not UTF-8 ({error.reason} at byte {error.start})"]) from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = " ".join(str(error.problem or error).split())
        raise PackError([f"{shown(path)}:{line}: not valid YAML: {problem}"]) from None
    except YAMLError as error:
        raise PackError([f"{shown(path)}:1: not valid YAML: {error}"]) from None


def _parse(text: str, typ: str) -> Any:
    """The document. The C parser is five times as fast, but refuses some YAML 1.2 (`{text: why?}`): then the other."""
    if typ == "safe":
        try:
            return YAML(typ="safe").load(text)
        except YAMLError:
            return YAML(typ="safe", pure=True).load(text)
    return YAML(typ=typ).load(text)


def line_of(node: Any, keys: Iterable[Any]) -> int:
    """The 1-based line of the deepest of `keys` that exists below `node`."""
    line = node.lc.line + 1 if hasattr(node, "lc") else 1
    for key in keys:
        try:
            lines: Any = node.lc
            here = lines.key(key) if isinstance(node, dict) else lines.item(key)
            line, node = here[0] + 1, node[key]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line


def _message(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"]) or "file"
    text = error["msg"].removeprefix("Value error, ")
    got = error.get("input")
    if error["type"] == "extra_forbidden":
        return f"{where}: unknown key (value {got!r}); check the spelling"
    if error["type"] == "missing":
        return f"{where}: this key is required"
    return f"{where}: {text}" if isinstance(got, dict) else f"{where}: {text}, got {got!r}"


def read_yaml(path: Path, into: TypeAdapter[T]) -> T:
    """The file as the model `into`. Raises PackError with all problems and their lines."""
    data = _load(path, "safe")
    try:
        return into.validate_python(data)
    except ValidationError as error:
        lined = _load(path, "rt")
        raise PackError(
            f"{shown(path)}:{line_of(lined, problem['loc'])}: {_message(problem)}" for problem in error.errors()
        ) from None


def line_finder(path: Path) -> Any:
    """The file with its line numbers, for `line_of`; slower than `read_yaml`, for error paths only."""
    return _load(path, "rt")
