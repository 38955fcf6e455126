import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from web_scripted import settings

from bot.errors import PortTaken, TeineiError
from bot.web.server import listen, serve_web

SCRIPT = Path(__file__).with_name("web_scripted.py")
ROOT = SCRIPT.parents[2]


def start(delay):
    server = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(delay)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )
    return server, f"http://127.0.0.1:{int(server.stdout.readline())}"


def wait_for(url):
    for _ in range(100):
        try:
            return urllib.request.urlopen(f"{url}/healthz", timeout=2).status
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def post(url, accept):
    request = urllib.request.Request(
        f"{url}/chat",
        b'{"conversation": "c1", "message": "hi"}',
        {"Content-Type": "application/json", "Accept": accept},
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.read().decode()


@pytest.mark.parametrize("accept, last", [("application/json", '"settled"'), ("text/event-stream", "event: done")])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_reply_under_way_is_sent_before_the_server_ends(number, accept, last):
    server, url = start(delay=1.0)
    try:
        wait_for(url)
        with ThreadPoolExecutor() as pool:
            reply = pool.submit(post, url, accept)
            time.sleep(0.4)
            server.send_signal(number)
            assert last in reply.result()
        assert server.wait(10) == 0
        assert server.stderr.read() == ""
    finally:
        server.kill()
        server.communicate()


def test_a_taken_port_is_said_before_anything_is_opened():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} on 127.0.0.1 is taken"):
            serve_web(settings(web_port=port))


@pytest.mark.parametrize("host", ["203.0.113.1", "no such host"])
def test_an_address_that_is_not_ours_is_one_clear_line(host):
    with pytest.raises(TeineiError, match="TEINEI_HOST"):
        listen(host, 0)
