"""A pack's messages survive the way to Rasa and to a spreadsheet and back, and a linguist's file its changes."""

import shutil
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from locales import PackError, load_pack
from locales.interchange import (
    Line,
    lines_of,
    plan,
    read_csv,
    read_rasa,
    show_diff,
    to_csv,
    to_intents,
    to_rasa,
    write_merge,
)
from locales.interchange.lines import KINDS
from locales.interchange.quoted import item, quoted
from locales.interchange.rasa import without_entities
from locales.interchange.table import defused, fused
from locales.pack import HOME

PACK = load_pack("ja-JP")
TAGS = [PACK.tag, *(dialect.tag for dialect in PACK.dialects)]
WRITE = {"rasa": to_rasa, "csv": to_csv}
READ = {"rasa": read_rasa, "csv": read_csv}
NASTY = [
    "=1+1", "+49 170", "-は？", "@x", "'=1", "''+", "'tis", "\t=1", " =1", "＝1", "＠あ", "|", "| x", ">", "% x",
    "no", "No", "on", "y", "1e3", "0x1F", "007", "0123", "1_000", "1:30", "~", "null", "true", ".inf", "2026-11-22",
    "- a", "? a", ": a", "a: b", "a #b", "#a", "a:", "{a: b}", "[a]", "[A-1003](order_id)です", '[x]{"entity": "y"}',
    "&a", "*a", "!a", "!!str a", "a,b", 'say "hi"', "it's", "a;b", "a\tb", " a", "a ", "   ", "\\n", "\\", "---", "...",
    "Ａ－１００３", "荷物　まだ", "👩🏽‍💻❤️", "\u200fשלום\u200e", "مرحبا\u202e",
    "\ufeffa", "a\u00a0b", "e\u0301", "\ufffd", "<b>", "%TAG",
    "text: no, kind: hint",
]  # fmt: skip
GONE = ("Cc", "Cs", "Zl", "Zp")
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=GONE), min_size=1, max_size=30),
    st.text(st.sampled_from("=+-@'\"#:,;[](){}!&*?|>%~ \tAaあＡ1０\u200f\u0301😥"), min_size=1, max_size=20),
)
LINES = st.lists(
    st.builds(Line, st.sampled_from(TAGS), st.sampled_from([*PACK.contract.intents]), st.sampled_from(KINDS), TEXTS),
    min_size=1, max_size=12, unique_by=lambda line: (line.tag, line.text),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("interchange")


@pytest.mark.parametrize("format_", ["rasa", "csv"])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES)
@example(lines=[Line("ja-JP", "greet", "plain", text) for text in NASTY])
def test_export_and_import_give_equal_intents(format_, lines, folder):
    path = folder / f"file.{format_}"
    path.write_bytes(WRITE[format_](lines).encode("utf-8"))
    assert to_intents(READ[format_](path, PACK)) == to_intents(lines)


@pytest.mark.parametrize("format_", ["rasa", "csv"])
@pytest.mark.parametrize("tag", ["ja-JP", "en-SG", "ar-SA"])
def test_a_real_pack_comes_back_with_its_varieties(format_, tag, tmp_path):
    pack = load_pack(tag)
    path = tmp_path / "file"
    path.write_bytes(b"\xef\xbb\xbf" + WRITE[format_](lines_of(pack)).encode("utf-8"))  # as Excel saves it
    want = {one.tag: one.intents for one in (pack, *pack.dialects)}
    assert sum(map(len, want[tag].values())) > 100
    assert to_intents(READ[format_](path, pack)) == want
    assert [merge.before == merge.after for merge in plan(pack, READ[format_](path, pack), remove=True)] == [
        True
    ] * len(want)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from(KINDS))
def test_a_line_of_intents_yaml_is_read_back_by_both_parsers(text, kind):
    for pure in (True, False):
        if not pure and "\ufeff" in text:
            continue
        got = YAML(typ="safe", pure=pure).load(f"a:\n  - {item(text, kind)}\n")["a"]
        assert got == [text if kind == "plain" else {"text": text, "kind": kind}]


@pytest.mark.parametrize("word", ["no", "on", "1e3", "~", "007"])
def test_words_that_yaml_takes_for_values_are_quoted(word):
    assert quoted(word) == f'"{word}"'


@given(TEXTS)
def test_a_formula_is_defused_and_comes_back(text):
    assert fused(defused(text)) == text
    assert not defused(text).lstrip().startswith(("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\x0b", "\x85", "\u2028", "\x00"])
def test_a_line_break_inside_a_message_is_refused_in_both_formats(break_, tmp_path):
    text = f"まだ{break_}ですか"
    for format_, written in (("csv", f'locale,intent,kind,text\r\nja-JP,greet,plain,"{text}"\r\n'),
                             ("rasa", 'nlu:\n- intent: greet\n  examples:\n  - text: "まだ'
                              + "".join(f"\\u{ord(char):04X}" for char in break_) + 'ですか"\n')):  # fmt: skip
        path = tmp_path / format_
        path.write_bytes(written.encode())
        with pytest.raises(PackError, match="one line of text"):
            READ[format_](path, PACK)


RASA = """version: "3.1"
nlu:
- intent: greet
  metadata: {locale: ja-JP, kind: polite, other: [1]}
  examples: |
    - こんにちは
    - [A-1003](order_id)の件です

    - [赤い靴]{"entity": "product", "value": "shoes"}はどこ
- intent: track_order
  examples:
  - text: まいど
    metadata: {dialect: ja-JP-x-kansai}
  - 0123
  - text: no
    metadata: {kind: hint}
- synonym: 返品
  examples: |
    - 返す
- lookup: city
  examples: |
    - 横浜
"""


def test_rasas_own_forms_are_read_with_their_labels_and_without_entities(tmp_path):
    path = tmp_path / "nlu.yml"
    path.write_text(RASA, encoding="utf-8")
    found = read_rasa(path, PACK)
    assert found == (
        Line("ja-JP", "greet", "polite", "こんにちは"),
        Line("ja-JP", "greet", "polite", "A-1003の件です"),
        Line("ja-JP", "greet", "polite", "赤い靴はどこ"),
        Line("ja-JP-x-kansai", "track_order", "plain", "まいど"),
        Line("ja-JP", "track_order", "plain", "0123"),
        Line("ja-JP", "track_order", "hint", "no"),
    )
    assert [line.number for line in found] == [6, 7, 9, 12, 14, 15]


def test_the_export_is_rasas_format_with_labels_at_each_message():
    data = YAML(typ="safe").load(to_rasa([Line("ja-JP", "greet", "polite", "a"), Line(TAGS[1], "greet", "hint", "no")]))
    assert data["version"] == "3.1"
    assert data["nlu"][0] == {
        "intent": "greet",
        "examples": [{"text": "a", "metadata": {"locale": "ja-JP", "kind": "polite", "register": "polite"}}],
    }
    labels = data["nlu"][1]["examples"][0]["metadata"]
    assert labels == {"locale": "ja-JP", "dialect": TAGS[1], "kind": "hint", "register": "plain"}


def test_entities_marks_leave_only_their_words():
    assert without_entities('[a](b) [c](d:e) [f]{"entity": "g"}[{"entity": "h"}]') == "a c f"


WRONG = [
    # what is wrong, the file, the problems
    ("csv", "locale,intent,kind,text\nja-JP,greeet,plain,a\nja-JP,greet,hnt,b\n"
     "fr-FR,greet,,c\nja-JP,greet,,d\n,greet,,d\n",
     [":2: intent 'greeet'", ":3: kind 'hnt'", ":4: locale 'fr-FR'", ":6: 'd' stands on line 5 too"]),
    ("csv", "locale,intent,text\nja-JP,greet,a\n", [":1: no column kind"]),
    ("csv", "", [":1: no column locale, intent, kind, text"]),
    ("csv", "locale,intent,kind,text\nja-JP,greet,plain\nja-JP,greet,plain,a,b\nja-JP,greet,plain,\n",
     [":2: 3 cells", ":3: 5 cells", ":4: the message is empty"]),
    ("csv", 'locale,intent,kind,text\nja-JP,greet,plain,"a" b\n', [":2: not CSV"]),
    ("rasa", "nlu:\n- intent: greeet\n  examples: |\n    - a\n    b\n- intent: greet\n  examples:\n  - {x: 1}\n",
     [":4: intent 'greeet'", ":5: 'b': expected a line", ":8: an example without text"]),
    ("rasa", "nlu:\n- intent: greet\n  examples: |\n    - a\n    - a\n", [":5: 'a' stands on line 4 too"]),
    ("rasa", "nlu:\n- intent: greet\n", [":2: intent 'greet' has no examples"]),
    ("rasa", "nlu: [\n", [":2: not valid YAML"]),
    ("rasa", "rules: []\n", [":1: no key nlu"]),
]  # fmt: skip


@pytest.mark.parametrize(("format_", "written", "problems"), WRONG)
def test_every_problem_is_named_once_with_its_line(format_, written, problems, tmp_path):
    path = tmp_path / "file"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        READ[format_](path, PACK)
    assert len(caught.value.problems) == len(problems)
    for said, wanted in zip(caught.value.problems, problems, strict=True):
        assert f"file{wanted}" in said


@pytest.mark.parametrize("format_", ["rasa", "csv"])
def test_a_file_that_is_no_utf8_is_named_with_the_line(format_, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"locale,intent\n" + "届".encode("shift_jis"))
    with pytest.raises(PackError, match=":2: not UTF-8"):
        READ[format_](path, PACK)
    with pytest.raises(PackError, match="no such file"):
        READ[format_](tmp_path / "none", PACK)


def test_semicolons_of_a_european_spreadsheet_part_cells_too(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text('Text;Notes;intent;kind;locale\n"a;b";x;greet;;\n;;;;\n', encoding="utf-8-sig")
    assert read_csv(path, PACK) == (Line("ja-JP", "greet", "plain", "a;b"),)


# ---- into the pack


BEFORE = """# the head

# ---- small talk
greet:   # first
  - hello   # short
  - {text: "good day", kind: polite}   # kept
  # between
  - text: yo
    kind: curt

# ---- thanks
thank:
  - 'thx'
goodbye:
  - bye
"""


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "locales"
    home.mkdir()
    shutil.copy(HOME / "intents.yaml", home)
    shutil.copytree(HOME / "en-US", home / "en-US", ignore=shutil.ignore_patterns("dialogues"))
    (home / "en-US" / "intents.yaml").write_text(BEFORE, encoding="utf-8")
    return home


def merged(home: Path, lines: list[tuple[str, str, str]], remove: bool = False) -> str:
    pack = load_pack("en-US", home)
    for merge in plan(pack, [Line("en-US", *line) for line in lines], remove):
        write_merge(merge)
    return (home / "en-US" / "intents.yaml").read_text(encoding="utf-8")


OURS = [
    ("greet", "plain", "hello"), ("greet", "polite", "good day"), ("greet", "curt", "yo"), ("thank", "plain", "thx"),
    ("goodbye", "plain", "bye"),
]  # fmt: skip


def test_new_lines_go_under_their_intent_and_nothing_else_moves(home):
    after = merged(home, [("goodbye", "hint", "off I go"), ("greet", "plain", "- no"), ("greet", "plain", "hi, you")])
    want = BEFORE.replace("    kind: curt\n", '    kind: curt\n  - "- no"\n  - hi, you\n')
    assert after == want.replace("  - bye\n", "  - bye\n  - {text: off I go, kind: hint}\n")


def test_a_new_intent_goes_to_the_end(home):
    after = merged(home, [("affirm", "plain", "yes"), ("deny", "plain", "nope")])
    assert after == BEFORE + 'affirm:\n  - "yes"\ndeny:\n  - nope\n'


def test_a_label_is_changed_in_its_place(home):
    after = merged(home, [("greet", "curt", "hello"), ("greet", "plain", "yo"), ("greet", "plain", "good day")])
    want = BEFORE.replace("- hello ", "- {text: hello, kind: curt} ").replace("text: yo\n    kind: curt", "yo")
    assert after == want.replace('{text: "good day", kind: polite}', "good day")


def test_a_message_of_another_intent_moves_there(home):
    after = merged(home, [("thank", "plain", "hello"), ("greet", "plain", "thx")])
    want = BEFORE.replace("  - hello   # short\n", "").replace("  - 'thx'\n", "  - hello\n")
    assert after == want.replace("    kind: curt\n", "    kind: curt\n  - thx\n")


def test_what_the_file_lacks_stays_unless_it_is_to_be_removed(home):
    assert merged(home, OURS[:1]) == BEFORE
    after = merged(home, [OURS[0], OURS[4]], remove=True)
    assert (
        after
        == """# the head

# ---- small talk
greet:   # first
  - hello   # short
  # between

# ---- thanks
goodbye:
  - bye
"""
    )


def test_the_diff_says_what_would_be_and_writes_nothing(home):
    merges = plan(load_pack("en-US", home), [Line("en-US", "greet", "hint", "anybody there")])
    text = "\n".join(show_diff(merges))
    assert "+  - {text: anybody there, kind: hint}" in text
    assert "1 added, 0 changed; 5 lines of the pack are not in the file and stay" in text
    assert (home / "en-US" / "intents.yaml").read_text(encoding="utf-8") == BEFORE


def test_line_ends_of_windows_stay(home):
    path = home / "en-US" / "intents.yaml"
    path.write_bytes(BEFORE.replace("\n", "\r\n").encode())
    merged(home, [("greet", "plain", "hi")])
    assert (
        path.read_bytes()
        == BEFORE.replace("    kind: curt\n", "    kind: curt\n  - hi\n").replace("\n", "\r\n").encode()
    )


def test_messages_in_brackets_are_refused_with_their_line(home):
    (home / "en-US" / "intents.yaml").write_text("greet: [hello]\n", encoding="utf-8")
    with pytest.raises(PackError, match="intents.yaml:1: greet: its messages stand in brackets"):
        merged(home, [("greet", "plain", "hi")])


def test_a_file_that_changed_meanwhile_is_not_written(home):
    (merge,) = plan(load_pack("en-US", home), [Line("en-US", "greet", "plain", "hi")])
    merge.path.write_text(BEFORE + "# more\n", encoding="utf-8")
    with pytest.raises(PackError, match="changed in the meantime"):
        write_merge(merge)
    assert list(merge.path.parent.glob("*.part")) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES)
def test_any_message_can_be_written_into_a_pack(lines, home):
    lines = [Line("en-US", line.intent, line.kind, line.text) for line in lines]
    lines = list({line.text: line for line in lines}.values())
    path = home / "en-US" / "intents.yaml"
    path.write_text(BEFORE, encoding="utf-8")
    load_pack.cache_clear()
    (merge,) = plan(load_pack("en-US", home), lines, remove=True)
    write_merge(merge)
    load_pack.cache_clear()
    got = load_pack("en-US", home).intents
    assert {one.text: (intent, one.kind) for intent, ones in got.items() for one in ones} == {
        line.text: (line.intent, line.kind) for line in lines
    }
    assert "# the head" in path.read_text(encoding="utf-8")


def test_the_nasty_texts_are_messages():
    assert not any(unicodedata.category(char) in GONE and char != "\t" for text in NASTY for char in text)
