"""What a GGUF file says about itself, in a tenth of a second: scalars, texts and tensor shapes.

>>> read_gguf(Path("qwen.gguf")).architecture     # doctest: +SKIP
'qwen2'

The `gguf` package's reader turns every token of the vocabulary into Python objects (6.5 s for 151,936
tokens); this one steps over arrays. Layout: the GGUF specification in the ggml repository, version 3.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.errors import ModelError

Scalar = str | int | float | bool
_FORMATS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_STRING, _ARRAY = 8, 9
_LIMIT = 1 << 26  # no key, text or count in a sane header is larger; a broken file must not eat the memory


@dataclass(frozen=True)
class GgufInfo:
    """`meta` without arrays; `shapes` as numpy has them (rows first), that is reversed from the file."""

    meta: dict[str, Scalar]
    shapes: dict[str, tuple[int, ...]]

    @property
    def architecture(self) -> str:
        """Such as `qwen2`."""
        return str(self.meta["general.architecture"])

    def number(self, key: str) -> int:
        """An integer below the architecture's prefix: `number("block_count")`."""
        return int(self.meta[f"{self.architecture}.{key}"])

    @property
    def chat_template(self) -> str | None:
        """The Jinja text inside, if there is one."""
        text = self.meta.get("tokenizer.chat_template")
        return None if text is None else str(text)


def read_gguf(path: Path) -> GgufInfo:
    """Scalars and shapes. Raises ModelError for a file that is not GGUF, or is cut off."""
    try:
        with path.open("rb") as file:
            return _read(file)
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}; `teinei models list` shows what is pulled") from None
    except (struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: not a whole GGUF file ({error}); expected a pulled base or adapter") from None


def template_sha256(template: str) -> str:
    """The hash that manifests hold for a chat template."""
    return hashlib.sha256(template.encode()).hexdigest()


def _read(file: BinaryIO) -> GgufInfo:
    magic, version, tensors, pairs = struct.unpack("<4sIQQ", file.read(24))
    if magic != b"GGUF" or version not in (2, 3):
        raise ValueError(f"magic {magic!r}, version {version}")
    meta: dict[str, Scalar] = {}
    for _ in range(_sane(pairs)):
        key, value = _text(file), _value(file, _unpack(file, "<I"))
        if value is not None:
            meta[key] = value
    shapes = {}
    for _ in range(_sane(tensors)):
        name = _text(file)
        sizes = [_unpack(file, "<Q") for _ in range(_sane(_unpack(file, "<I")))]
        shapes[name] = tuple(reversed(sizes))
        file.read(12)  # type and offset
    if "general.architecture" not in meta:
        raise ValueError("no general.architecture")
    return GgufInfo(meta, shapes)


def _sane(count: int) -> int:
    if count > _LIMIT:
        raise ValueError(f"a count of {count}")
    return count


def _unpack(file: BinaryIO, form: str) -> int:
    value: int = struct.unpack(form, file.read(struct.calcsize(form)))[0]
    return value


def _text(file: BinaryIO) -> str:
    return file.read(_sane(_unpack(file, "<Q"))).decode()


def _value(file: BinaryIO, kind: int) -> Scalar | None:
    if kind == _STRING:
        return _text(file)
    if kind != _ARRAY:
        return _unpack(file, _FORMATS[kind])
    inner, count = _unpack(file, "<I"), _sane(_unpack(file, "<Q"))
    if inner == _STRING:
        for _ in range(count):
            file.seek(_sane(_unpack(file, "<Q")), 1)
    else:
        file.seek(count * struct.calcsize(_FORMATS[inner]), 1)
    return None
