"""Any repository of a hub works as a base; its code and pickles are never taken."""

import hashlib
import json

import pytest

from bot.errors import ModelError
from bot.models.bases import find_base
from bot.models.pull import pull
from bot.models.verify import verify_base

COMMIT = "ab" * 20
FILES = {"config.json": b"{}", "model.safetensors": b"w" * 5000, "modeling_evil.py": b"boom", "pytorch_model.bin": b"x"}


def git_hash(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


@pytest.fixture
def repo(server, monkeypatch, cache):
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    siblings = []
    for name, data in FILES.items():
        large = {"lfs": {"sha256": hashlib.sha256(data).hexdigest()}} if name.endswith("safetensors") else {}
        siblings.append({"rfilename": name, "size": len(data), "blobId": git_hash(data), **large})
        server.file(f"/owner/big/resolve/{COMMIT}/{name}", data)
    siblings.append({"rfilename": "../../escape.json", "size": 2, "blobId": git_hash(b"{}")})
    server.json("/api/models/owner/big/revision/main", {"sha": COMMIT, "siblings": siblings})
    return server


def test_weights_and_configuration_come_at_the_resolved_commit_and_code_does_not(repo, cache, capsys):
    folder = pull("owner/big", cache=cache)
    names = {path.name for path in folder.iterdir()}
    assert {"config.json", "model.safetensors"} <= names and not names & {"modeling_evil.py", "pytorch_model.bin"}
    assert json.loads((folder / "base.json").read_text())["revision"] == COMMIT
    assert COMMIT in capsys.readouterr().err and not list(cache.rglob("escape.json"))
    assert find_base("owner/big", cache) == folder


def test_a_catalog_name_of_a_hub_base_leads_to_its_repository(repo, cache, make_catalog):
    make_catalog([])
    assert pull("big", cache=cache) == find_base("big", cache) == find_base("owner/big", cache)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
def test_a_file_that_is_not_what_the_hub_states_is_refused(name, repo, cache):
    repo.file(f"/owner/big/resolve/{COMMIT}/{name}", b"?" * len(FILES[name]))
    with pytest.raises(ModelError, match=f"{name}: refused and removed"):
        pull("owner/big", cache=cache)
    assert not (cache / "bases" / "owner--big" / name).exists()


def test_an_unfinished_repository_goes_on_with_what_is_missing(repo, cache):
    whole = repo.routes.pop(f"/owner/big/resolve/{COMMIT}/model.safetensors")
    with pytest.raises(ModelError, match="HTTP 404"):
        pull("owner/big", cache=cache)
    repo.routes[f"/owner/big/resolve/{COMMIT}/model.safetensors"] = whole
    pull("owner/big", cache=cache)
    asked = [path for _, path, _, _ in repo.requests]
    assert asked.count(f"/owner/big/resolve/{COMMIT}/config.json") == 1
    assert asked.count(f"/owner/big/resolve/{COMMIT}/model.safetensors") == 2


def test_a_later_change_of_a_file_is_found(repo, cache):
    folder = pull("owner/big", cache=cache)
    assert COMMIT in verify_base("owner/big", cache)
    (folder / "config.json").write_text('{"auto_map": {}}')
    with pytest.raises(ModelError, match="changed since the pull: config.json"):
        verify_base("owner/big", cache)


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (404, {}, "HTTP 404"),
        (401, {}, "terms are to be accepted on the hub first"),
        (200, {"siblings": []}, "is HF_ENDPOINT a hub"),
        (200, [], "is HF_ENDPOINT a hub"),
    ],
)
def test_a_hub_that_refuses_is_told_in_one_line(status, body, says, server, cache, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    server.json("/api/models/owner/big/revision/main", body, status)
    with pytest.raises(ModelError, match=says):
        pull("owner/big", cache=cache)


def test_the_token_goes_to_the_hub_and_to_no_other_host(repo, cache, monkeypatch, tmp_path):
    monkeypatch.setenv("HF_TOKEN", "secret")
    pull("owner/big", cache=cache)
    assert all(headers["Authorization"] == "Bearer secret" for _, _, headers, _ in repo.requests)
    from bot.models.http_source import _auth

    assert _auth("https://cdn.example.com/x") == {}


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: None, "no such file or folder"),
        (lambda folder: folder.mkdir(), "expected one .gguf file, or config.json"),
        (lambda folder: _fill(folder, "a.gguf", "b.gguf"), r"holds several bases \(a.gguf, b.gguf\)"),
    ],
)
def test_a_path_that_is_no_base_is_told(make, says, cache, tmp_path):
    make(tmp_path / "mine")
    with pytest.raises(ModelError, match=says):
        find_base(str(tmp_path / "mine"), cache)


@pytest.mark.parametrize(("files", "found"), [(["a.gguf"], "mine/a.gguf"), (["config.json", "m.safetensors"], "mine")])
def test_a_local_folder_or_file_is_a_base(files, found, cache, tmp_path):
    _fill(tmp_path / "mine", *files)
    assert find_base(str(tmp_path / "mine"), cache) == tmp_path / found
    assert find_base(str(tmp_path / found), cache) == tmp_path / found


def _fill(folder, *names):
    folder.mkdir()
    for name in names:
        (folder / name).write_text("{}")
