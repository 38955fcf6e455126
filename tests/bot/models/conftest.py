"""A hub and an OpenAI server on loopback, and a small catalog, for the tests of bot/models."""

import http.server
import json
import socket
import threading

import pytest
from models_fakes import CONTENT, SHA, FakeServer

from bot.models import catalog as catalog_module


@pytest.fixture
def server():
    fake = FakeServer()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            fake.requests.append((self.command, self.path, dict(self.headers), body))
            route = fake.routes.get(self.path.split("?")[0])
            if route is None:
                self.send_error(404)
                return
            try:
                route(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        do_GET = do_POST = _answer  # noqa: N815

        def log_message(self, *args):
            pass

    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    fake.url = f"http://127.0.0.1:{httpd.server_address[1]}"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield fake
    httpd.shutdown()
    httpd.server_close()
    thread.join()


@pytest.fixture
def silent_url():
    """A host that takes connections and never says a word, as in many company networks."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def make_catalog(tmp_path, monkeypatch):
    """Puts one base `tiny` with the given sources into the catalog."""

    def make(sources, **changes):
        base = {
            "vendor": "Nobody", "country": "AQ", "licence": "Test terms", "licence_url": "https://example.com/terms",
            "architecture": "qwen2", "file": "tiny.gguf", "size": len(CONTENT), "sha256": SHA,
            "chat_template": "inside", "note": "for tests", "sources": sources, **changes,
        }  # fmt: skip
        big = {"repo": "owner/big", "vendor": "Nobody", "country": "AQ", "licence": "Test terms",
               "hardware": "none", "revision": None}  # fmt: skip
        hosts = {"hub": "http://127.0.0.1:9", "modelscope": "http://127.0.0.1:9"}
        path = tmp_path / "catalog.yaml"
        path.write_text(
            json.dumps({"hosts": hosts, "bases": {"tiny": base}, "hub_only": {"big": big}, "templates": {}})
        )
        monkeypatch.setattr(catalog_module, "CATALOG", path)
        catalog_module.load_catalog.cache_clear()

    yield make
    monkeypatch.undo()
    catalog_module.load_catalog.cache_clear()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache, no token, and no proxy between us and loopback."""
    for name in ("HF_TOKEN", "HF_ENDPOINT", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TEINEI_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"
