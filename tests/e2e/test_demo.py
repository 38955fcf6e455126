"""The main job on real parts: base, adapter, action server, HTTP, and the page in a real browser."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.local import free_port
from locales import load_pack

pytestmark = [pytest.mark.model]


def processes_below(pid: int) -> set[int]:
    """The process and all that descend from it."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(path.parent.name)] = int(fields[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def alive(pids: set[int]) -> set[int]:
    """Those that still run (a zombie does not)."""
    running = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if state != "Z":
            running.add(pid)
    return running


class Demo:
    def __init__(self, data: Path) -> None:
        ports = {f"TEINEI_{name}_PORT": str(free_port()) for name in ("WEB", "ACTION", "MODEL")}
        self.url = f"http://127.0.0.1:{ports['TEINEI_WEB_PORT']}"
        self.env = {**os.environ, **ports, "TEINEI_DATA": str(data)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from bot.cli import main; main()", "up"],
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait(self) -> str:
        said = ""
        assert self.process.stdout
        for line in self.process.stdout:
            said += line
            if "Ctrl-C" in line:
                return said
        raise AssertionError(f"the demo ended: {said}")

    def chat(self, conversation: str, message: str, **more: str) -> dict:
        body = json.dumps({"conversation": conversation, "message": message, **more}).encode()
        request = urllib.request.Request(f"{self.url}/chat", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    started = Demo(tmp_path_factory.mktemp("demo"))
    started.said = started.wait()
    yield started
    if started.process.poll() is None:
        started.process.send_signal(signal.SIGINT)
        started.process.wait(60)
    assert started.process.stdout
    started.process.stdout.close()


def test_the_demo_says_where_the_page_is_and_how_to_stop(demo: Demo) -> None:
    assert demo.url in demo.said and "curl" in demo.said and "Ctrl-C" in demo.said


def test_a_kansai_customer_gets_a_courteous_and_right_answer(demo: Demo) -> None:
    first = demo.chat("kansai", "荷物がまだ届かへんねんけど", locale="ja-JP")
    assert first["intent"] == "track_order" and first["outcome"] == "ask_order_id"
    second = demo.chat("kansai", "A-1004です")
    assert second["outcome"] == "delayed"
    assert "A-1004" in second["text"]
    assert any(word in second["text"] for word in ("申し訳", "お詫び"))


def test_the_adapter_of_the_pack_wrote_drafts_that_passed(demo: Demo) -> None:
    asked = [
        "A-1002どこまで来てます？",
        "A-1003の配送状況を教えてください",
        "A-1006はもう届いてるはずやけど見当たらへん",
        "支払い方法は何がありますか",
    ]
    answers = [demo.chat(f"adapter-{place}", text, locale="ja-JP") for place, text in enumerate(asked)]
    assert sum(answer["settled"] == "draft" for answer in answers) >= 3, answers


@pytest.mark.parametrize(
    ("text", "tag"), [("Where is my order A-1002?", "en-US"), ("Wo ist meine Bestellung A-1002?", "de-DE")]
)
def test_english_and_german_customers_are_answered_in_their_language(demo: Demo, text: str, tag: str) -> None:
    answer = demo.chat(f"lang-{tag}", text, locale="ja-JP")
    assert (answer["locale"], answer["intent"], answer["outcome"]) == (tag, "track_order", "in_transit")
    assert "A-1002" in answer["text"]


def test_rasas_channel_answers_a_list(demo: Demo) -> None:
    body = json.dumps({"sender": "rasa-1", "message": "A-1003どこですか"}).encode()
    request = urllib.request.Request(f"{demo.url}/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        (message, *_) = json.load(answer)
    assert message["recipient_id"] == "rasa-1" and "A-1003" in message["text"]


@pytest.mark.browser
def test_the_page_answers_in_a_real_browser(demo: Demo, tmp_path: Path) -> None:
    from playwright.sync_api import expect, sync_playwright

    chromium = shutil.which("chromium")
    assert chromium, "no chromium on PATH; `make browser` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        page = browser.new_page()
        page.goto(f"{demo.url}/?locale=ja-JP")
        page.get_by_role("button", name=load_pack("ja-JP").locale.ui["open"]).first.click()
        box = page.get_by_role("textbox")
        box.fill("A-1004の荷物がまだ届かへんねんけど")
        box.press("Enter")
        expect(page.locator("teinei-chat")).to_contain_text("A-1004", timeout=60_000)
        expect(page.locator("teinei-chat")).to_contain_text("申し訳", timeout=60_000)
        browser.close()


def test_a_killed_model_is_started_again_and_turns_go_on_meanwhile(demo: Demo) -> None:
    children = processes_below(demo.process.pid)
    (model,) = [pid for pid in children if b"llama_process" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(model, signal.SIGKILL)
    answer = demo.chat("killed", "A-1003どこですか", locale="ja-JP")
    assert "A-1003" in answer["text"]


def test_ctrl_c_leaves_no_process_behind(demo: Demo) -> None:
    everything = processes_below(demo.process.pid)
    assert len(everything) >= 3
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(60) == 0
    assert alive(everything) == set()


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    import socket

    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        env = {**os.environ, "TEINEI_WEB_PORT": str(holder.getsockname()[1]), "TEINEI_DATA": str(tmp_path)}
        code = "from bot.cli import main; main()"
        answer = subprocess.run(
            [sys.executable, "-c", code, "up"], env=env, capture_output=True, text=True, timeout=120, check=False
        )
    assert answer.returncode == 1
    assert "is taken" in answer.stderr and len(answer.stderr.strip().splitlines()) == 1
