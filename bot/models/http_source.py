"""One file over HTTP into a partial file, resumed where an earlier try stopped: `fetch(url, partial, size, report)`.

A host that does not answer within five seconds (refused, lost or silent) is given up, so that the next
source has its turn: in many company networks the hubs are not refused but swallowed.
"""

from __future__ import annotations

import os
import queue
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import ModelError
from bot.models.progress import Report

FIRST_ANSWER = 5.0  # seconds for name lookup, connection and headers together
SILENCE = 30.0  # seconds without a byte in the middle of a file


class SourceError(ModelError):
    """One source of a base failed, and why; `pull` goes on with the next."""


class BrokeOff(SourceError):
    """The connection ended in the middle of the file."""


def fetch(url: str, partial: Path, size: int | None, report: Report) -> str | None:
    """Fills `partial` and returns the commit that the server names, if it does. Raises SourceError.

    A connection that breaks off is taken up again as long as every try brings something.
    """
    while True:
        before = _length(partial)
        try:
            return _fetch_on(url, partial, size, report)
        except BrokeOff as problem:
            if _length(partial) <= before:
                raise
            report.say(f"{problem}; going on at {_length(partial) / 1e6:.1f} MB")


def _length(partial: Path) -> int:
    return partial.stat().st_size if partial.exists() else 0


def _fetch_on(url: str, partial: Path, size: int | None, report: Report) -> str | None:
    import httpx

    start = _length(partial)
    if size is not None and start >= size:
        start = 0
    headers = {**_auth(url), "Accept-Encoding": "identity", **({"Range": f"bytes={start}-"} if start else {})}
    timeout = httpx.Timeout(SILENCE, connect=FIRST_ANSWER)
    with httpx.Client(follow_redirects=True, timeout=timeout, verify=_tls()) as client:
        answer = first_answer(client, url, headers)
        try:
            if answer.status_code not in (200, 206):
                raise SourceError(f"HTTP {answer.status_code}")
            _append(answer, partial, start if answer.status_code == 206 else 0, report)
        except httpx.HTTPError as error:
            raise BrokeOff(f"broke off: {error or type(error).__name__}") from None
        finally:
            answer.close()
        commits = [hop.headers.get("x-repo-commit") for hop in (*answer.history, answer)]
    return next((commit for commit in commits if commit), None)


def first_answer(client: Any, url: str, headers: dict[str, str]) -> Any:
    """The response with its body unread. In a thread of its own: a name lookup cannot be timed out."""
    import httpx

    box: queue.Queue[Any] = queue.Queue()

    def ask() -> None:
        try:
            box.put(client.send(client.build_request("GET", url, headers=headers), stream=True))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, RuntimeError) as error:
            box.put(SourceError(_plain(str(error) or type(error).__name__)))

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = box.get(timeout=FIRST_ANSWER)
    except queue.Empty:
        raise SourceError(f"no answer within {FIRST_ANSWER:.0f} s") from None
    if isinstance(found, SourceError):
        raise found
    return found


def _plain(error: str) -> str:
    """`[Errno 111] Connection refused` → `Connection refused`."""
    if "Name or service not known" in error or "name resolution" in error:
        return "host not found"
    return error.rpartition("] ")[2]


def _append(answer: Any, partial: Path, start: int, report: Report) -> None:
    with partial.open("r+b" if start else "wb") as file:
        file.seek(start)
        done = start
        for chunk in answer.iter_bytes():
            file.write(chunk)
            done += len(chunk)
            report.at(done)
        file.truncate()


def _auth(url: str) -> dict[str, str]:
    """The user's own token, sent to the hub that the user named and to no other host."""
    token = os.environ.get("HF_TOKEN")
    hub = urlsplit(os.environ.get("HF_ENDPOINT", "https://huggingface.co")).netloc
    return {"Authorization": f"Bearer {token}"} if token and urlsplit(url).netloc == hub else {}


def _tls() -> Any:
    """The system's certificates: company networks add their own there."""
    import ssl

    return ssl.create_default_context()
