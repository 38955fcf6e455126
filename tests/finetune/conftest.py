"""A tiny random Qwen2 with a byte-level tokenizer of its own, and a tiny pack: the whole pipeline in seconds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tiny_rows import as_yaml, dialogue

import locales
from locales.pack import Pack, load_pack

TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as transformers saves one: 2 layers, grouped heads, 300 tokens, seeded."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    folder = tmp_path_factory.mktemp("base") / "tiny-qwen2"
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({char: at for at, char in enumerate(alphabet)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|pad|>")
    fast.add_special_tokens({"additional_special_tokens": ["<|im_start|>"]})
    fast.chat_template = TEMPLATE
    fast.save_pretrained(folder)
    torch.manual_seed(0)
    config = Qwen2Config(
        vocab_size=300,
        hidden_size=64,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=8192,
        initializer_range=0.2,
        eos_token_id=fast.eos_token_id,
    )
    Qwen2ForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A packs' folder with the real ja-JP pack but 24 dialogues of its own."""
    home = tmp_path_factory.mktemp("locales")
    real = Path(locales.__file__).parent
    shutil.copy(real / "intents.yaml", home)
    for path in real.glob("*.yaml"):
        shutil.copy(path, home)
    for tag in ("ja-JP", "ja-JP-x-kansai"):
        shutil.copytree(
            real / tag, home / tag, ignore=shutil.ignore_patterns("dialogues", "*-retail-v*", "adapter*.yaml")
        )
    folder = home / "ja-JP" / "dialogues"
    folder.mkdir()
    categories = ("standard", "dialect", "anger", "hint", "typo", "multi_turn")
    rows = [dialogue(number, categories[number % 6]) for number in range(24)]
    held = [dialogue(number, categories[number % 2]) for number in range(100, 106)]
    (folder / "order.yaml").write_text(as_yaml(rows), encoding="utf-8")
    (folder / "heldout.yaml").write_text(as_yaml(held), encoding="utf-8")
    return home


@pytest.fixture()
def tiny_pack(tiny_home: Path) -> Pack:
    """The pack of `tiny_home`."""
    return load_pack("ja-JP", tiny_home)
