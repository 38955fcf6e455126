"""The real rasa-sdk server as its own process, and the client that speaks to it over HTTP."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.actions.client import ActionClient
from bot.actions.request import VERSION, Said, request_body
from locales import load_contract

ROOT = Path(__file__).parents[2]
CONTRACT = load_contract()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer)


def wait_up(port, child):
    for _ in range(200):
        assert child.poll() is None, child.communicate()
        try:
            return get(f"http://127.0.0.1:{port}/health")
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the action server did not start in 10 s")


@contextmanager
def serving(data, port):
    command = [sys.executable, "-m", "bot.actions.server", "--port", str(port), "--data", str(data)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        wait_up(port, child)
        yield child
    finally:
        child.terminate()
        child.communicate(timeout=10)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    port = free_port()
    with serving(tmp_path_factory.mktemp("shop"), port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
async def client(server):
    opened = ActionClient(server, 5)
    yield opened
    await opened.close()


def track(client, order="A-1003", action="action_track_order", intent="track_order", **metadata):
    said = {"locale": "ja-JP", "currency": "JPY", "intent": intent, "idempotency_key": "k", "confirmed": True}
    return client.run(action, {"order_id": order} if order else {}, said | metadata, "c1", "荷物は？", intent, 0.9)


async def test_client_gets_facts_from_the_real_server(client):
    answer = await track(client, "ａ１００３")
    assert answer.problem is None and answer.outcome == "in_transit"
    assert answer.facts == {"order_id": "A-1003", "carrier": "そらいろ便", "eta": date.today() + timedelta(days=2)}
    assert answer.slots_set == {"order_id": "A-1003"}


async def test_url_may_end_in_webhook_as_in_rasas_endpoints_file(server):
    client = ActionClient(f"{server}/webhook", 5)
    assert await client.ready()
    assert (await track(client)).outcome == "in_transit"
    await client.close()


async def test_missing_slot_is_rejected_by_the_real_server(client):
    assert (await track(client, order=None)).problem == "rejected"


async def test_action_that_the_real_server_lacks_is_unknown(client):
    assert (await track(client, action="action_nowhere")).problem == "unknown_action"


async def test_real_server_asks_for_the_domain_and_gets_it(server):
    client = ActionClient(server, 5, CONTRACT, selective_domain=True)
    said = Said({"order_id": "A-1003"}, {"locale": "en-US"}, "c", "x", "track_order", 1.0)
    body = json.loads(request_body("action_track_order", said, CONTRACT, with_domain=False))
    body["domain_digest"] = "of another assistant"
    request = urllib.request.Request(
        f"{server}/webhook", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as wants:
        urllib.request.urlopen(request, timeout=5)
    assert wants.value.code == 449
    wants.value.close()
    assert (await track(client)).outcome == "in_transit"
    await client.close()


def test_all_actions_of_the_contract_are_listed(server):
    listed = {action["name"] for action in get(f"{server}/actions")}
    assert listed == {intent.action for intent in CONTRACT.intents.values() if intent.action}


def test_protocol_version_is_that_of_the_installed_sdk():
    from rasa_sdk import __version__

    assert VERSION.split(".")[:2] == __version__.split(".")[:2]


async def test_a_cancelled_order_stays_cancelled_when_the_server_was_killed(tmp_path):
    port = free_port()
    client = ActionClient(f"http://127.0.0.1:{port}", 5)
    cancel = {"action": "action_cancel_order", "intent": "cancel_order"}
    with serving(tmp_path, port) as child:
        first = await track(client, "A-1001", **cancel)
        assert first.outcome == "cancelled"
        child.kill()
        child.wait()
        assert (await track(client, "A-1001", **cancel)).problem == "down"
        assert not await client.ready()
    with serving(tmp_path, port):
        assert await track(client, "A-1001", **cancel) == first  # the retry with the same key
        assert (await track(client, "A-1001", **cancel, idempotency_key="k2")).outcome == "already_cancelled"
    await client.close()


def test_server_is_quiet_and_ends_on_sigterm(tmp_path):
    port = free_port()
    with serving(tmp_path, port) as child:
        get(f"http://127.0.0.1:{port}/actions")
        child.send_signal(signal.SIGTERM)
        out, err = child.communicate(timeout=10)
    assert (out, err) == ("", "")
    assert child.returncode == 0


def test_a_port_that_is_taken_is_one_clear_line(server, tmp_path):
    port = server.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "bot.actions.server", "--port", port, "--data", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert len(done.stderr.splitlines()) == 1
    assert port in done.stderr and "TEINEI_ACTION_PORT" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_server_dies_with_a_parent_that_is_killed(tmp_path):
    port = free_port()
    script = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-m', 'bot.actions.server', '--port', '{port}',"
        f" '--data', {str(tmp_path)!r}])\n"
        "print(child.pid, flush=True)\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    wait_up(port, parent)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text():
            return
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    raise AssertionError("the server outlived its parent by 5 s")


def test_command_line_is_light_until_it_serves():
    heavy = {"rasa_sdk", "sanic", "httpx", "pydantic_settings"}
    script = f"import sys, bot.actions.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert done.stdout.strip() == "[]"
