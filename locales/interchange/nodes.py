"""A YAML file as nodes that know their lines: `read_nodes(path)`; every scalar is the text that stands there.

So `- 0123` is the message "0123" and `- no` is "no", whatever YAML's types make of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from locales.read import PackError, shown

Node = Any  # ruamel's own are not typed


def read_text(path: Path, advice: str | None = None) -> str:
    """The file with its line ends as they are. Raises PackError when it is missing or not UTF-8, with the advice."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise PackError([f"{shown(path)}:1: there is no such file"]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise PackError(
            [f"{shown(path)}:{line}: not UTF-8{f'; {advice}' if advice else f' ({error.reason})'}"]
        ) from None


def compose(text: str, path: Path) -> Node | None:
    """The root node, None for an empty file. Raises PackError with the line where it is no YAML."""
    try:
        return YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PackError([f"{shown(path)}:{line}: not valid YAML: {' '.join(str(error.problem).split())}"]) from None
    except (YAMLError, RecursionError) as error:
        raise PackError([f"{shown(path)}:1: not valid YAML: {' '.join(str(error).split())}"]) from None


def entries(node: Node) -> Iterator[tuple[str, Node]]:
    """The keys of a mapping with their nodes; nothing for anything else."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                yield str(key.value), value


def items(node: Node) -> list[Node]:
    """The items of a sequence; nothing for anything else."""
    return list(node.value) if isinstance(node, SequenceNode) else []


def scalar(node: Node) -> str | None:
    """The text of a scalar, None for anything else."""
    return str(node.value) if isinstance(node, ScalarNode) else None


def line(node: Node) -> int:
    """The line that a node begins on, from 1."""
    return int(node.start_mark.line) + 1
