"""`teinei up`: the demo shop with everything it needs, in one terminal; Ctrl-C stops all of it.

Three processes: the rasa-sdk action server, the web app, and below the web app llama.cpp. Each child dies
with its parent (PR_SET_PDEATHSIG), so that no process is left behind however this one ends.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from bot.errors import PortTaken, TeineiError
from bot.settings import Settings

READY_SECONDS = 180.0  # the first start trains three intent heads and converts the adapter
STOP_SECONDS = 10.0
Say = Callable[[str], None]


def check_port(what: str, host: str, port: int) -> None:
    """Raises PortTaken where another process listens; asked before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortTaken(what, host, port) from None


def start_child(module: str, arguments: list[str], log: Path) -> subprocess.Popen[bytes]:
    """`python -m module` in a session of its own (Ctrl-C reaches only us), its output in `log`."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )


def stop_child(child: subprocess.Popen[bytes]) -> None:
    """Asks it to end, then ends it with everything in its session."""
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def readiness(url: str) -> dict[str, bool]:
    """What `/readyz` says of each part; empty while the web app does not answer."""
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
            body = json.load(answer)
    except urllib.error.HTTPError as error:
        body = json.loads(error.read() or b"{}")
    except (OSError, ValueError):
        return {}
    parts = body.get("parts", {})
    return {str(name): bool(ok) for name, ok in parts.items()}


def wait_ready(url: str, children: dict[str, subprocess.Popen[bytes]], log: Path) -> None:
    """Returns when every part answers. Raises TeineiError with the end of the log when a child dies."""
    deadline = time.monotonic() + READY_SECONDS
    parts: dict[str, bool] = {}
    while time.monotonic() < deadline:
        for name, child in children.items():
            if child.poll() is not None:
                tail = "\n".join((log / f"{name}.log").read_text(errors="replace").splitlines()[-5:])
                raise TeineiError(f"{name} stopped with code {child.returncode}; the end of {log / name}.log:\n{tail}")
        parts = readiness(url)
        if parts and all(parts.values()):
            return
        time.sleep(0.2)
    missing = [name for name, ok in parts.items() if not ok] or ["web"]
    raise TeineiError(f"not ready after {READY_SECONDS:.0f} s: {', '.join(missing)}; the logs are in {log}")


def _stop_on_signal() -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, stop)  # a shell script's background job starts with it ignored
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)


def run_up(settings: Settings, say: Say) -> int:
    """Starts all, says where, waits; 0 after Ctrl-C, 1 when a part ended by itself."""
    for what, port in (("actions", settings.action_port), ("web", settings.web_port), ("model", settings.model_port)):
        check_port(what, settings.host, port)
    log = settings.data / "logs"
    log.mkdir(parents=True, exist_ok=True)
    url = f"http://{settings.host}:{settings.web_port}"
    children: dict[str, subprocess.Popen[bytes]] = {}
    _stop_on_signal()
    begun = time.monotonic()
    try:
        shop = ["--port", str(settings.action_port), "--data", str(settings.data)]
        children["actions"] = start_child("bot.actions.server", shop, log / "actions.log")
        children["web"] = start_child("bot.web.server", [], log / "web.log")
        say("starting the action server, the model and the web app …")
        wait_ready(url, children, log)
        say(f"ready in {time.monotonic() - begun:.1f} s\n{_how_to(url)}")
        return _watch(children, log, say)
    except KeyboardInterrupt:
        say("\nstopping …")
        return 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for child in reversed(children.values()):
            stop_child(child)
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _watch(children: dict[str, subprocess.Popen[bytes]], log: Path, say: Say) -> int:
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                say(f"{name} ended with code {child.returncode}; its log is {log / name}.log")
                return 1
        time.sleep(0.5)


def _how_to(url: str) -> str:
    message = json.dumps({"conversation": "try-1", "message": "荷物がまだ届かへんねんけど"}, ensure_ascii=False)
    return (
        f"\n  page   {url}/\n"
        f"  try    curl -s {url}/chat -H 'Content-Type: application/json' -d '{message}'\n"
        f"  stop   Ctrl-C\n"
    )
