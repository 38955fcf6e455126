"""A fake web server whose answers are functions, and the content of the base `tiny`."""

import hashlib
import json
from dataclasses import dataclass, field

CONTENT = bytes(range(256)) * 2000
SHA = hashlib.sha256(CONTENT).hexdigest()


@dataclass
class FakeServer:
    """Answers GET and POST by functions (handler) -> None; `requests` holds (method, path, headers, body)."""

    routes: dict = field(default_factory=dict)
    requests: list = field(default_factory=list)
    url: str = ""

    def file(self, path, data, cut=None, headers=None, ranges=True):
        """Serves `data` with byte ranges; `cut` breaks the first answer off after so many bytes."""
        state = {"cut": cut}

        def serve(handler):
            start = 0
            if ranges and (wanted := handler.headers.get("Range")):
                start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            body, breaks = data[start:], state.pop("cut", None)
            handler.send_response(206 if start else 200)
            handler.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(body[:breaks])
            if breaks is not None:
                handler.close_connection = True

        self.routes[path] = serve

    def json(self, path, value, status=200):
        """Serves a JSON body."""

        def serve(handler):
            body = json.dumps(value).encode()
            handler.send_response(status)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.routes[path] = serve
