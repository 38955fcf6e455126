from pathlib import Path

import pytest
from pydantic import TypeAdapter

from locales.read import PackError, read_yaml
from locales.rows import Dialogue
from locales.schema import Replies

ROWS = TypeAdapter(tuple[Dialogue, ...])
GOOD = """\
- id: x-1
  category: standard
  intent: track_order
  outcome: lost
  messages: [まだです]
  reply: お調べいたします。
"""


def problems(tmp_path: Path, text: str, into: TypeAdapter = ROWS) -> tuple[str, ...]:
    path = tmp_path / "rows.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as error:
        read_yaml(path, into)
    return error.value.problems


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("category: standard", "category: plain"), 2, "category"),  # not in the closed set
        (("reply:", "replay:"), 6, "unknown key"),  # a typing error in a key is never ignored
        (("[まだです]", "[まだです, はい]"), 1, "odd number"),  # the customer has the last word
        (("id: x-1", "id: X 1"), 1, "pattern"),  # ids go into file names
        (("intent: track_order", "intent: [a"), 4, "not valid YAML"),
    ],
)
def test_a_wrong_line_is_named_with_its_number(tmp_path: Path, change, line: int, says: str) -> None:
    found = problems(tmp_path, GOOD.replace(*change))
    assert any(f"rows.yaml:{line}: " in problem and says in problem for problem in found), found


def test_all_problems_of_a_file_come_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, GOOD + GOOD.replace("standard", "plain").replace("reply:", "replay:"))
    assert len(found) == 3


def test_norwegian_no_stays_a_word(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text("labels: {}\nask: {a: no}\nsystem: {}\noutcomes: {}\n", encoding="utf-8")
    assert read_yaml(path, TypeAdapter(Replies)).ask["a"] == "no"


def test_a_missing_file_says_what_makes_it(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="teinei locale new"):
        read_yaml(tmp_path / "none.yaml", ROWS)


def test_bytes_that_are_not_utf8_are_named(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_bytes(b"a: \xff")
    with pytest.raises(PackError, match="not UTF-8"):
        read_yaml(tmp_path / "b.yaml", ROWS)
