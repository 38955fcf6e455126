"""`teinei models` as a person types it, and what the settings open."""

import pytest
from models_fakes import CONTENT, SHA
from test_models_adapter import sha, write_adapter, write_manifest
from typer.testing import CliRunner

from bot.cli import run_typer
from bot.errors import AdapterError, ModelError
from bot.models.adapter_manifest import Manifest, load_manifest, prompt_sha256
from bot.models.catalog import HubSource, load_catalog
from bot.models.cli import models
from bot.models.open_model import adapter_file, gguf_base, open_model
from bot.settings import Settings
from locales import load_pack

HUB = {"kind": "hub", "repo": "owner/tiny", "file": "tiny.gguf", "revision": None}


@pytest.fixture
def tiny(server, cache, make_catalog, monkeypatch):
    make_catalog([HUB])
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    server.file("/owner/tiny/resolve/main/tiny.gguf", CONTENT)
    return cache / "bases" / "tiny" / "tiny.gguf"


def run(*arguments):
    result = CliRunner().invoke(models, arguments)
    return result.output


def test_list_says_which_bases_are_here_and_which_were_not_measured(tiny):
    before = run("list")
    run("pull", "tiny")
    after = run("list")
    assert "not measured here" in before and "big" in before
    assert before.splitlines()[1].split()[:2] == ["tiny", "-"] and after.splitlines()[1].split()[:2] == ["tiny", "yes"]


def test_pull_prints_the_path_on_stdout_and_progress_elsewhere(tiny):
    result = CliRunner().invoke(models, ["pull", "tiny"])
    assert result.stdout.strip() == str(tiny) and "100 %" in result.stderr


def test_verify_reads_the_file_again(tiny):
    run("pull", "tiny")
    assert "SHA-256 is right" in run("verify", "tiny")
    tiny.write_bytes(CONTENT[::-1])
    with pytest.raises(ModelError, match="remove the file, then: teinei models pull tiny"):
        CliRunner().invoke(models, ["verify", "tiny"], catch_exceptions=False, standalone_mode=False)


def test_info_names_licence_hash_and_sources(tiny):
    said = run("info", "tiny")
    assert "https://example.com/terms" in said and SHA in said and "hub owner/tiny, --from FILE" in said


def test_an_error_is_one_line_and_exit_code_1(tiny, capsys):
    assert run_typer(models, "models", ["info", "tony"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_shipped_catalog_loads_and_every_base_has_a_source_without_a_hub():
    load_catalog.cache_clear()
    catalog = load_catalog()
    assert "qwen2.5-coder-0.5b-instruct" in catalog.bases and len(catalog.bases) == 4
    for name, base in catalog.bases.items():
        assert any(not isinstance(source, HubSource) for source in base.sources), name
        assert base.chat_template == "inside" or catalog.template(name)
    asks = {name for name, base in catalog.bases.items() if base.ask_first}
    assert asks == {name for name in catalog.bases if name.startswith("gemma")} and len(catalog.hub_only) >= 10


def test_gemmas_turns_are_rendered_with_the_system_prompt_in_the_first_question():
    import jinja2

    load_catalog.cache_clear()
    chat = [("system", "Be kind."), ("user", "Hi"), ("assistant", "Hello"), ("user", "Bye")]
    messages = [{"role": role, "content": content} for role, content in chat]
    template = jinja2.Environment().from_string(load_catalog().template("gemma-3-270m"))
    assert template.render(messages=messages, bos_token="<bos>", add_generation_prompt=True) == (
        "<bos><start_of_turn>user\nBe kind.\n\nHi<end_of_turn>\n<start_of_turn>model\nHello<end_of_turn>\n"
        "<start_of_turn>user\nBye<end_of_turn>\n<start_of_turn>model\n"
    )


@pytest.fixture
def settings(cache, tmp_path):
    return Settings(cache=cache, data=tmp_path, base="tiny", model_url="http://127.0.0.1:9/v1")


@pytest.fixture
def adapted(tmp_path):
    """The Japanese pack, in a folder that has an adapter for `tiny`."""
    from dataclasses import replace

    pack = replace(load_pack("ja-JP"), folder=tmp_path / "ja-JP")
    bundle = write_adapter(pack.folder / "adapter")
    files = {path.name: sha(path) for path in bundle.iterdir()}
    write_manifest(pack.folder, files, base={"name": "tiny", "sha256": SHA}, prompt_sha256=prompt_sha256(pack))
    return pack


async def test_any_openai_server_is_used_with_the_locales_adapter_by_name(settings, adapted):
    packs = {"ja-JP": adapted, "en-US": load_pack("en-US")}
    async with open_model(settings, packs) as (model, adapters):
        assert adapters == {"ja-JP": "ja-JP-retail-v1", "en-US": None}
        draft = await model.complete([], adapter="ja-JP-retail-v1", max_tokens=5, temperature=0.0)
        assert draft.problem == "model_unreachable"


async def test_a_shop_with_another_base_of_the_catalog_is_served_without_the_adapter(settings, adapted, tiny, caplog):
    other = settings.model_copy(update={"base": "big"})
    async with open_model(other, {"ja-JP": adapted}) as (_, adapters):
        assert adapters == {"ja-JP": None}
    assert "ja-JP-retail-v1 is for tiny, not for big: serving without it" in caplog.text


async def test_a_base_that_was_not_pulled_is_named_with_the_command(settings, adapted, tiny):
    local = settings.model_copy(update={"model_url": None})
    with pytest.raises(ModelError, match="teinei models pull tiny"):
        async with open_model(local, {"ja-JP": adapted}):
            pass


def test_weights_that_llama_cpp_cannot_read_are_told_with_the_way_out(settings, tmp_path):
    (tmp_path / "mine").mkdir()
    for name in ("config.json", "m.safetensors"):
        (tmp_path / "mine" / name).write_text("{}")
    with pytest.raises(ModelError, match="TEINEI_MODEL_URL"):
        gguf_base(settings.model_copy(update={"base": str(tmp_path / "mine")}))


def test_the_prompts_hash_changes_with_the_prompt_and_not_with_the_rewrite(adapted):
    from dataclasses import replace

    def with_prompt(**changes):
        prompt = adapted.locale.prompt.model_copy(update=changes)
        return prompt_sha256(replace(adapted, locale=adapted.locale.model_copy(update={"prompt": prompt})))

    same = prompt_sha256(adapted)
    assert with_prompt(rewrite="{draft}{findings}") == same
    assert len({same, with_prompt(system="x"), with_prompt(customer="x"), with_prompt(approved="x")}) == 4


def test_an_adapter_whose_base_has_another_template_is_refused(settings, adapted, tmp_path):
    from test_models_adapter import write_base

    base = write_base(tmp_path / "base.gguf", "qwen2")
    local = settings.model_copy(update={"base": str(base)})
    fields = {**load_manifest(adapted.folder).model_dump(), "base": {"name": "tiny", "sha256": sha(base)}}
    manifest = Manifest.model_validate(fields)
    with pytest.raises(AdapterError, match="chat template"):
        adapter_file(manifest, adapted, base, local)
