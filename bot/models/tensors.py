"""The tensors of a safetensors file as numpy arrays, with the checks that loaders leave out.

>>> read_tensors(Path("adapter_model.safetensors"))["…q_proj.lora_A.weight"].shape     # doctest: +SKIP
(16, 896)

Neither torch nor the safetensors package is needed: serving stays light. The format's own checks (a header
of bounded size, no holes, no overlaps) are done here, and what it does not promise: every value is finite,
no key appears twice. Source: the format's description in the huggingface/safetensors repository.
"""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.errors import AdapterError

Array = NDArray[Any]
_TYPES: dict[str, Any] = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}
_MAX_HEADER = 10_000_000  # an adapter's header has some 40 kB


def read_tensors(path: Path) -> dict[str, Array]:
    """Name to array; bf16 comes as float32. Raises AdapterError with the reason."""
    try:
        data = path.read_bytes()
        header, body = _header(data)
        arrays = {name: _array(name, entry, body) for name, entry in header.items()}
        _check_layout(header, len(body))
    except OSError as error:
        raise AdapterError(f"{path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, struct.error) as error:
        raise AdapterError(f"{path}: not a sound safetensors file: {error}") from None
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise AdapterError(f"{path}: {name} holds NaN or infinite values; train it again")
    return arrays


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise ValueError("a key appears twice in the header")
    return dict(pairs)


def _header(data: bytes) -> tuple[dict[str, Any], memoryview]:
    size = struct.unpack("<Q", data[:8])[0]
    if size > min(_MAX_HEADER, len(data) - 8):
        raise ValueError(f"a header of {size} bytes in a file of {len(data)}")
    header = json.loads(data[8 : 8 + size], object_pairs_hook=_no_twins)
    header.pop("__metadata__", None)
    if not header:
        raise ValueError("no tensors in it")
    return header, memoryview(data)[8 + size :]


def _array(name: str, entry: dict[str, Any], body: memoryview) -> Array:
    kind, shape, (start, end) = entry["dtype"], entry["shape"], entry["data_offsets"]
    if kind not in _TYPES:
        raise ValueError(f"{name} is {kind}, expected one of {sorted(_TYPES)}")
    item = np.dtype(_TYPES[kind]).itemsize
    if not 0 <= start <= end <= len(body) or end - start != math.prod(shape) * item:
        raise ValueError(f"{name} of shape {shape} does not fit its bytes {start}..{end}")
    array: Array = np.frombuffer(body[start:end], dtype=_TYPES[kind]).reshape(shape)
    if kind == "BF16":  # the upper half of a float32
        array = (array.astype(np.uint32) << 16).view(np.float32)
    return array


def _check_layout(header: dict[str, Any], size: int) -> None:
    spans = sorted(tuple(entry["data_offsets"]) for entry in header.values())
    ends = [0, *(end for _, end in spans)]
    if [start for start, _ in spans] != ends[:-1] or ends[-1] != size:
        raise ValueError("holes, overlaps or bytes left over between the tensors")
