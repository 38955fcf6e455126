"""The model process on the real default base: adapters act, slots are warm, and nothing is left behind.

The adapters are random ones of rank 4: what they say is nonsense, that they act is what is tested.
"""

import asyncio
import contextlib
import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from test_models_adapter import write_tensors

import bot
from bot.errors import AdapterError, ModelError, PortTaken
from bot.models import supervisor
from bot.models.bases import find_base
from bot.models.gguf_adapter import convert
from bot.models.gguf_meta import read_gguf
from bot.models.llama_process import LlamaConfig
from bot.models.open_model import open_llama, raw_server
from bot.models.supervisor import ModelProcess
from bot.models.warm import Lane
from bot.settings import Settings

pytestmark = pytest.mark.model
ASKED = [
    {"role": "system", "content": "You answer customers of a shop in one polite sentence."},
    {"role": "user", "content": "Approved: Your order A-1001 arrives on November 25.\nCustomer: where is my parcel?"},
]
LANES = [Lane("random-v1", ASKED[0]["content"]), Lane(None, ASKED[0]["content"])]
ROOT = Path(bot.__file__).parents[1]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def base():
    return find_base("qwen2.5-coder-0.5b-instruct", Settings().cache)


def random_adapter(folder, base, scale):
    """All linear layers, rank 4; `scale` 0 makes one that changes nothing."""
    draw, shapes, tensors = np.random.default_rng(0), read_gguf(base).shapes, {}
    names = {"attn_q": "self_attn.q_proj", "attn_v": "self_attn.v_proj", "ffn_down": "mlp.down_proj"}
    for layer in range(24):
        for ours, theirs in names.items():
            rows, columns = shapes[f"blk.{layer}.{ours}.weight"]
            key = f"base_model.model.model.layers.{layer}.{theirs}"
            tensors[f"{key}.lora_A.weight"] = draw.standard_normal((4, columns)).astype("<f2")
            tensors[f"{key}.lora_B.weight"] = (draw.standard_normal((rows, 4)) * scale).astype("<f2")
    folder.mkdir()
    write_tensors(folder / "adapter_model.safetensors", tensors)
    (folder / "adapter_config.json").write_text(json.dumps({"peft_type": "LORA", "r": 4, "lora_alpha": 4}))
    return convert(folder, base, folder / "adapter.gguf")


@pytest.fixture(scope="session")
def adapter(tmp_path_factory, base):
    return random_adapter(tmp_path_factory.mktemp("adapters") / "random", base, 0.02)


@pytest.fixture
def settings(tmp_path):
    real = Settings()
    return real.model_copy(
        update={
            "cache": tmp_path / "cache",
            "data": tmp_path / "var",
            "model_port": free_port(),
            "model_timeout": 120.0,
        }
    )


async def complete(model, adapter=None, messages=ASKED):
    return await model.complete(messages, adapter=adapter, max_tokens=40, temperature=0.0)


def alive(pid):
    with contextlib.suppress(OSError):
        return "llama_process" in Path(f"/proc/{pid}/cmdline").read_text()
    return False


async def test_one_process_answers_with_and_without_the_adapter_and_comes_back_when_killed(
    settings, base, adapter, monkeypatch
):
    async with open_llama(settings, base, {"random-v1": adapter}, LANES) as model:
        plain, adapted = await complete(model), await complete(model, "random-v1")
        assert plain.text and plain.tokens > 3 and 0 < plain.first_token_ms < plain.seconds * 1000
        assert (adapted.text or adapted.problem) != plain.text
        assert (await complete(model)).text == plain.text  # the adapter's turn left nothing behind
        assert (await complete(model, "other-v1")).problem == "adapter_unknown: 'other-v1' is not loaded"

        first = model.pid
        os.kill(first, signal.SIGKILL)
        begun = time.monotonic()
        lost = await complete(model)
        assert lost.text is None and lost.problem.startswith(("model_unreachable", "model_restarting"))
        assert time.monotonic() - begun < 1
        while not await model.ready():
            assert time.monotonic() - begun < 120
            await asyncio.sleep(0.1)
        assert model.pid != first and (await complete(model)).text == plain.text
        last = model.pid
    assert not alive(first) and not alive(last)
    log = (settings.data / "logs" / "model.log").read_text()
    assert "parcel" not in log and "A-1001" not in log  # customers' words are not logged


async def test_the_second_start_restores_what_the_first_one_read(settings, base):
    lanes = [Lane(None, ASKED[0]["content"])]
    read = []
    for _ in range(2):
        async with open_llama(settings, base, {}, lanes) as model:
            timings = await model._model.post(
                "chat/completions", {**model._model.body(ASKED, None, 2), "max_tokens": 1}
            )
            read.append(timings["usage"]["prompt_tokens_details"]["cached_tokens"])
    system = 15  # tokens of the system prompt, at least
    assert read[0] == read[1] >= system
    assert len(list((settings.cache / "states").glob("*.state"))) == 1


async def test_an_adapter_that_changes_nothing_is_refused_at_the_start(settings, base, tmp_path):
    idle = random_adapter(tmp_path / "idle", base, 0.0)
    with pytest.raises(AdapterError, match="'idle-v1' changes nothing"):
        async with open_llama(settings, base, {"idle-v1": idle}, ()):
            pass


@pytest.mark.parametrize("case", ["missing base", "not a base", "adapter of another base", "port taken"])
async def test_what_cannot_start_says_why_in_one_line(case, settings, base, adapter, tmp_path):
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(base.read_bytes()[:2000])
    other = tmp_path / "other.gguf"
    other.write_bytes(adapter.read_bytes().replace(b"qwen2", b"llama", 1))
    wanted = {
        "missing base": (tmp_path / "none.gguf", {}, ModelError, "none.gguf: no such file"),
        "not a base": (broken, {}, ModelError, "cannot read the base .*broken.gguf"),
        "adapter of another base": (base, {"o-v1": other}, AdapterError, "other.gguf does not fit the base"),
        "port taken": (base, {}, PortTaken, "TEINEI_MODEL_PORT"),
    }
    file, adapters, error, says = wanted[case]
    with contextlib.ExitStack() as stack:
        if case == "port taken":
            stack.enter_context(socket.create_server(("127.0.0.1", settings.model_port)))
        with pytest.raises(error, match=says) as caught:
            async with open_llama(settings, file, adapters, ()):
                pass
    assert "\n" not in str(caught.value)


async def test_a_process_that_hangs_is_replaced(settings, base, monkeypatch):
    monkeypatch.setattr(supervisor, "HEARTBEAT", 0.2)
    async with open_llama(settings, base, {}, ()) as model:
        hung = model.pid
        os.kill(hung, signal.SIGSTOP)
        deadline = time.monotonic() + 90
        while model.pid in (hung, None) or not await model.ready():
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)
    assert not alive(hung)


def test_the_process_ends_when_its_parent_is_killed(base, tmp_path):
    config = LlamaConfig(base=str(base), port=free_port())
    script = f"""
import asyncio, pathlib
from bot.models.llama_process import LlamaConfig
from bot.models.supervisor import ModelProcess
async def main():
    model = ModelProcess(LlamaConfig.from_json({config.to_json()!r}), {{}}, (), pathlib.Path({str(tmp_path / "log")!r}))
    await model.start()
    print(model.pid, flush=True)
    await asyncio.sleep(300)
asyncio.run(main())
"""
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    with parent:
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.kill()
    deadline = time.monotonic() + 5
    while alive(child):
        assert time.monotonic() < deadline, "the model process outlived its parent"
        time.sleep(0.05)


async def test_a_start_that_is_given_up_leaves_no_process(settings, base):
    config = LlamaConfig(base=str(base), port=settings.model_port)
    model = ModelProcess(config, {}, (), settings.data / "model.log")
    task = asyncio.create_task(model.start())
    while model.pid is None:
        await asyncio.sleep(0.01)
    pid = model.pid
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not alive(pid)


async def test_the_raw_server_answers_the_same_questions(settings, base):
    async with raw_server(settings.model_copy(update={"base": str(base)})) as raw:
        assert (await complete(raw)).text


def test_the_configuration_survives_the_way_to_the_process():
    config = LlamaConfig(base="b.gguf", port=8081, adapters=("a.gguf",), template="{{ x }}", key="k")
    assert LlamaConfig.from_json(config.to_json()) == config
    assert {field.name for field in dataclasses.fields(config)} == set(json.loads(config.to_json()))
