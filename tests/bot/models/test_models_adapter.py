"""Adapters: converted exactly, and refused when they are not what their manifest says."""

import hashlib
import json
import struct

import gguf
import numpy as np
import pytest
from ruamel.yaml import YAML

from bot.errors import AdapterError, ModelError
from bot.models.adapter_manifest import check_bundle, check_fit, load_manifest
from bot.models.gguf_adapter import convert
from bot.models.gguf_meta import read_gguf, template_sha256
from bot.models.tensors import read_tensors
from locales.read import PackError

HEADS, KV_HEADS, WIDTH, HIDDEN, RANK = 4, 2, 32, 48, 2
LINEAR = {"q_proj": (32, 32), "k_proj": (16, 32), "v_proj": (16, 32), "o_proj": (32, 32)}
GGUF = {"q_proj": "attn_q", "k_proj": "attn_k", "v_proj": "attn_v", "o_proj": "attn_output"}
TYPES = {np.dtype("<f4"): "F32", np.dtype("<f2"): "F16", np.dtype("<u2"): "BF16", np.dtype("<i4"): "I32"}


def write_tensors(path, tensors, header=None):
    blob, entries = b"", {}
    for name, array in tensors.items():
        data = array.tobytes()
        entries[name] = {"dtype": TYPES[array.dtype], "shape": list(array.shape),
                         "data_offsets": [len(blob), len(blob) + len(data)]}  # fmt: skip
        blob += data
    text = header if header is not None else json.dumps({"__metadata__": {"format": "pt"}, **entries}).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + blob)


def lora(layers=2, rank=RANK, seed=0, dtype="<f4"):
    draw = np.random.default_rng(seed)
    tensors = {}
    for layer in range(layers):
        for name, (rows, columns) in LINEAR.items():
            key = f"base_model.model.model.layers.{layer}.self_attn.{name}"
            tensors[f"{key}.lora_A.weight"] = draw.standard_normal((rank, columns)).astype(dtype)
            tensors[f"{key}.lora_B.weight"] = draw.standard_normal((rows, rank)).astype(dtype)
    return tensors


def write_adapter(folder, tensors=None, **config):
    folder.mkdir(parents=True, exist_ok=True)
    write_tensors(folder / "adapter_model.safetensors", tensors or lora())
    plain = {"peft_type": "LORA", "r": RANK, "lora_alpha": 4, "bias": "none", "use_dora": False, **config}
    (folder / "adapter_config.json").write_text(json.dumps(plain))
    return folder


def write_base(path, arch):
    writer = gguf.GGUFWriter(path, arch)
    writer.add_block_count(2)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_token_list(["a", "bb", "ccc"])
    writer.add_token_scores([0.5, 0.25, 0.125])
    writer.add_chat_template("{{ messages }}")
    for layer in range(2):
        for name, shape in LINEAR.items():
            writer.add_tensor(f"blk.{layer}.{GGUF[name]}.weight", np.zeros(shape, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


@pytest.fixture
def base(tmp_path):
    return write_base(tmp_path / "base.gguf", "qwen2")


def converted(tmp_path, base, tensors=None, **config):
    out = convert(write_adapter(tmp_path / "peft", tensors, **config), base, tmp_path / "out" / "adapter.gguf")
    reader = gguf.GGUFReader(out)
    fields = {key: field.contents() for key, field in reader.fields.items()}
    return fields, {tensor.name: np.array(tensor.data, dtype=np.float32) for tensor in reader.tensors}


def test_the_metadata_reader_steps_over_vocabularies_and_finds_shapes(base):
    found = read_gguf(base)
    assert (found.architecture, found.number("block_count"), found.chat_template) == ("qwen2", 2, "{{ messages }}")
    assert found.shapes["blk.1.attn_k.weight"] == (16, 32)
    assert template_sha256("{{ messages }}") == hashlib.sha256(b"{{ messages }}").hexdigest()


@pytest.mark.parametrize("cut", [3, 20, 60, 200])
def test_a_cut_off_gguf_file_is_told_in_one_line(cut, base):
    base.write_bytes(base.read_bytes()[:cut])
    with pytest.raises(ModelError, match="not a whole GGUF file"):
        read_gguf(base)


def test_every_matrix_of_a_qwen2_adapter_arrives_as_it_was(tmp_path, base):
    fields, tensors = converted(tmp_path, base)
    assert (fields["general.type"], fields["adapter.type"], fields["adapter.lora.alpha"]) == ("adapter", "lora", 4.0)
    given = lora()
    assert len(tensors) == len(given) == 16
    for key, array in given.items():
        _, _, _, _, layer, _, name, half, _ = key.split(".")
        arrived = tensors[f"blk.{layer}.{GGUF[name]}.weight.lora_{half[-1].lower()}"]
        np.testing.assert_array_equal(arrived, array.astype(np.float16).astype(np.float32))


@pytest.mark.parametrize(("name", "heads"), [("q_proj", HEADS), ("k_proj", KV_HEADS)])
def test_the_llama_architecture_gets_the_rows_of_q_and_k_in_its_own_order(name, heads, tmp_path):
    _, tensors = converted(tmp_path, write_base(tmp_path / "base.gguf", "llama"))
    given = lora()[f"base_model.model.model.layers.0.self_attn.{name}.lora_B.weight"].astype(np.float16)
    half = LINEAR[name][0] // heads // 2
    # Rotary pairs lie `half` rows apart in transformers, beside each other in llama.cpp.
    order = [head * 2 * half + pair + part * half for head in range(heads) for pair in range(half) for part in (0, 1)]
    np.testing.assert_array_equal(tensors[f"blk.0.{GGUF[name]}.weight.lora_b"], given[order].astype(np.float32))


def test_v_and_o_keep_their_order_in_the_llama_architecture(tmp_path):
    _, tensors = converted(tmp_path, write_base(tmp_path / "base.gguf", "llama"))
    given = lora()["base_model.model.model.layers.0.self_attn.v_proj.lora_B.weight"].astype(np.float16)
    np.testing.assert_array_equal(tensors["blk.0.attn_v.weight.lora_b"], given.astype(np.float32))


def test_rank_stabilised_scaling_is_written_as_the_alpha_that_gives_the_same_scale(tmp_path, base):
    fields, _ = converted(tmp_path, base, use_rslora=True)
    assert fields["adapter.lora.alpha"] / RANK == pytest.approx(4 / np.sqrt(RANK))


def test_bfloat16_is_read_exactly(tmp_path):
    values = np.array([[1.0, -2.5], [0.15625, 3.0]], np.float32)
    write_tensors(tmp_path / "a.safetensors", {"x": (values.view(np.uint32) >> 16).astype("<u2")})
    np.testing.assert_array_equal(read_tensors(tmp_path / "a.safetensors")["x"], values)


def changed(name, change):
    tensors = lora()
    key = f"base_model.model.model.layers.1.self_attn.{name}"
    change(tensors, key)
    return tensors


def put(end, *shape):
    """A change that adds ones of `shape` below the layer's name and `end`."""
    return lambda tensors, key: tensors.__setitem__(key + end, np.ones(shape, "<f4"))


POISON = [
    ("NaN", changed("q_proj", lambda t, k: t[f"{k}.lora_A.weight"].__setitem__((0, 0), np.nan)), "NaN or infinite"),
    ("inf", changed("q_proj", lambda t, k: t[f"{k}.lora_B.weight"].__setitem__((0, 0), np.inf)), "NaN or infinite"),
    ("another rank", lora(rank=3), "expected rank 2 around"),
    ("another base", changed("k_proj", put(".lora_B.weight", 8, 2)), "another base"),
    ("more layers", lora(layers=3), "belongs to no linear layer"),
    ("half a pair", changed("v_proj", lambda t, k: t.pop(f"{k}.lora_A.weight")), "only one of lora_A and lora_B"),
    ("full weights", changed("v_proj", put(".weight", 16, 32)), "no linear layer"),
    ("DoRA", changed("v_proj", put(".lora_magnitude_vector", 16)), "no linear layer"),
    ("integers", {"x": np.ones((2, 2), "<i4")}, "is I32, expected one of"),
]  # fmt: skip


@pytest.mark.parametrize(("tensors", "says"), [row[1:] for row in POISON], ids=[row[0] for row in POISON])
def test_tensors_that_do_not_fit_are_refused_and_nothing_is_written(tensors, says, tmp_path, base):
    with pytest.raises(AdapterError, match=says):
        converted(tmp_path, base, tensors)
    assert not (tmp_path / "out" / "adapter.gguf").exists()


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"use_dora": True}, "use_dora"),
        ({"modules_to_save": ["lm_head"]}, "modules_to_save"),
        ({"rank_pattern": {"q_proj": 8}}, "rank_pattern"),
        ({"bias": "all"}, "bias is not supported"),
        ({"peft_type": "IA3"}, "expected a LORA"),
        ({"r": "16"}, "expected a LORA"),
    ],
)
def test_other_kinds_of_adapter_are_refused_by_name(config, says, tmp_path, base):
    with pytest.raises(AdapterError, match=says):
        converted(tmp_path, base, **config)


def test_a_base_of_another_architecture_is_refused(tmp_path):
    with pytest.raises(AdapterError, match="architecture 'mamba' take no adapter"):
        converted(tmp_path, write_base(tmp_path / "base.gguf", "mamba"))


ENTRY = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
BEYOND = json.dumps({"x": {**ENTRY, "shape": [9], "data_offsets": [0, 36]}}).encode()
HEADERS = [
    ("huge header", b"", struct.pack("<Q", 1 << 40), "a header of"),
    ("no JSON", b"{", None, "not a sound safetensors file"),
    ("twin keys", b'{"x": %b, "x": %b}' % ((json.dumps(ENTRY).encode(),) * 2), None, "appears twice"),
    ("beyond the end", BEYOND, None, "does not fit"),
    ("wrong length", json.dumps({"x": {**ENTRY, "shape": [3]}}).encode(), None, "does not fit"),
    ("hole", json.dumps({"x": {**ENTRY, "data_offsets": [4, 12]}}).encode(), None, "holes, overlaps"),
    ("overlap", json.dumps({"x": ENTRY, "y": ENTRY}).encode(), None, "holes, overlaps"),
    ("rest", json.dumps({"x": {**ENTRY, "shape": [1], "data_offsets": [0, 4]}}).encode(), None, "holes, overlaps"),
    ("empty", b"{}", None, "no tensors"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "size", "says"), [row[1:] for row in HEADERS], ids=[row[0] for row in HEADERS])
def test_a_broken_safetensors_file_is_refused(header, size, says, tmp_path):
    path = tmp_path / "a.safetensors"
    path.write_bytes((size or struct.pack("<Q", len(header))) + header + b"\0" * 12)
    with pytest.raises(AdapterError, match=says):
        read_tensors(path)


def sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def pack_folder(tmp_path):
    """A locale's folder with an adapter and its manifest."""
    bundle = write_adapter(tmp_path / "ja-JP" / "adapter")
    write_manifest(tmp_path / "ja-JP", {path.name: sha(path) for path in bundle.iterdir()})
    return tmp_path / "ja-JP"


def write_manifest(where, files, **changes):
    manifest = {
        "name": "ja-JP-retail-v1", "base": {"name": "tiny", "sha256": "a" * 64}, "chat_template_sha256": "b" * 64,
        "prompt_sha256": "c" * 64, "data_sha256": "d" * 64, "recipe": "finetune/recipes/ja-JP.yaml",
        "folder": "adapter", "files": files, "scores": {"adapter": {"passed": 0.97}}, **changes,
    }  # fmt: skip
    with (where / "adapter.yaml").open("w") as file:
        YAML(typ="safe").dump(manifest, file)


def test_a_locale_without_an_adapter_has_no_manifest(tmp_path):
    assert load_manifest(tmp_path) is None


def test_a_whole_bundle_is_taken(pack_folder):
    manifest = load_manifest(pack_folder)
    assert manifest and manifest.scores["adapter"]["passed"] == 0.97
    assert check_bundle(pack_folder, manifest) == pack_folder / "adapter"
    check_fit(manifest, "a" * 64, "b" * 64, "c" * 64)


def swap_for_link(path):
    path.replace(path.parents[1] / "elsewhere")
    path.symlink_to(path.parents[1] / "elsewhere")


MALICE = [
    ("pickle", lambda b: (b / "adapter_model.bin").write_bytes(b"\x80"), r"\['adapter_model.bin'\] do not belong"),
    ("checkpoint", lambda b: (b / "optimizer.pt").write_bytes(b"\x80"), "do not belong"),
    ("code", lambda b: (b / "modeling.py").write_text("boom"), "do not belong"),
    ("template", lambda b: (b / "chat_template.jinja").write_text("{{ evil }}"), "do not belong"),
    ("tokenizer", lambda b: (b / "tokenizer.json").write_text("{}"), "do not belong"),
    ("folder", lambda b: (b / "runs").mkdir(), "do not belong"),
    ("unlisted card", lambda b: (b / "README.md").write_text("# x"), "the manifest lists"),
    ("missing file", lambda b: (b / "adapter_config.json").unlink(), "the manifest lists"),
    ("changed weights", lambda b: write_adapter(b, lora(seed=1)), "SHA-256 is not the manifest's"),
    ("link to elsewhere", lambda b: swap_for_link(b / "adapter_model.safetensors"), "expected a plain file"),
    ("linked folder", lambda b: swap_for_link(b), "expected the folder of adapter"),
]


@pytest.mark.parametrize(("harm", "says"), [row[1:] for row in MALICE], ids=[row[0] for row in MALICE])
def test_a_bundle_that_is_not_what_was_published_is_refused(harm, says, pack_folder):
    manifest = load_manifest(pack_folder)
    harm(pack_folder / "adapter")
    with pytest.raises(AdapterError, match=says):
        check_bundle(pack_folder, manifest)


@pytest.mark.parametrize(
    ("hashes", "says"),
    [
        (("0" * 64, "b" * 64, "c" * 64), "was trained on tiny"),
        (("a" * 64, "0" * 64, "c" * 64), "was trained with chat template bbbb"),
        (("a" * 64, None, "c" * 64), "renders with none"),
        (("a" * 64, "b" * 64, "0" * 64), "the prompt in locale.yaml is not the one"),
    ],
)
def test_what_differs_between_training_and_serving_is_refused(hashes, says, pack_folder):
    with pytest.raises(AdapterError, match=says):
        check_fit(load_manifest(pack_folder), *hashes)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": "ja-JP:v1"}, "adapter.yaml:.*name"),
        ({"name": "ja-JP-retail"}, "adapter.yaml:.*name"),
        ({"folder": "../../other"}, "adapter.yaml:.*folder"),
        ({"folder": ".."}, "adapter.yaml:.*folder"),
        ({"trust_remote_code": True}, "unknown key"),
    ],
)
def test_a_manifest_that_breaks_the_rules_does_not_load(change, says, pack_folder):
    write_manifest(pack_folder, {}, **change)
    with pytest.raises(PackError, match=says):
        load_manifest(pack_folder)
