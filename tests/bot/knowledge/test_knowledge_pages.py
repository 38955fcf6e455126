from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.page import LONGEST, Passage
from bot.knowledge.pages import BIGGEST, Pages, read_pages
from locales.read import PackError


def read(folder: Path, name: str, text: str, tag: str = "en-US") -> Pages:
    path = folder / tag / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_pages(folder)


def test_the_shops_own_pages_lose_nothing(shop_pages: Pages):
    assert len(shop_pages.passages) > 500 and shop_pages.dropped == ()


def test_markdown_is_cut_at_its_headings(tmp_path: Path):
    text = "---\nurl: https://shop.example/r\n---\n# Returns\n\nGladly.\n\n"
    text += "## Time\n\n30 days,\nnot more.\n\n### Shoes\n\nUnworn."
    assert read(tmp_path, "a/returns.md", text).passages == (
        Passage("en-US/a/returns.md#1", "en-US", "a/returns.md", "Returns", "Returns", "Gladly.", "https://shop.example/r"),
        Passage(
            "en-US/a/returns.md#2", "en-US", "a/returns.md", "Returns", "Time", "30 days, not more.",
            "https://shop.example/r",
        ),
        Passage(
            "en-US/a/returns.md#3", "en-US", "a/returns.md", "Returns", "Time › Shoes", "Unworn.",
            "https://shop.example/r",
        ),
    )  # fmt: skip


def test_wrapped_japanese_lines_are_joined_without_a_space(tmp_path: Path):
    assert (
        read(tmp_path, "a.md", "# 返品\n\nタグは付けた\nままお送りください。", "ja-JP").passages[0].text
        == "タグは付けたままお送りください。"
    )


@pytest.mark.parametrize(
    "part",
    [
        "<nav>GONE</nav>", "<body><header>GONE</header>", "<footer>GONE</footer>", "<script>GONE</script>",
        "<style>.GONE {}</style>", "<!-- GONE -->", "<p hidden>GONE</p>", "<p aria-hidden='true'>GONE</p>",
        "<p style='display : none'>GONE</p>", "<p style='font-size:0'>GONE</p>", "<img alt='GONE'>",
        "<p title='GONE'>a</p>",
        "<style>.x { display: none }</style><p class='x'>GONE</p>", "<div hidden><p hidden>GONE</p></div>",
        "<template>GONE</template>", "<p style='visibility:hidden'>GONE</p>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["page.html", "page.md"])
def test_what_a_visitor_does_not_see_is_no_passage(tmp_path: Path, name: str, part: str):
    kept = read(tmp_path, name, f"<h1>T</h1>\n\n<p>Kept.</p>\n\n{part}\n\n<p>Kept too.</p>\n").passages
    text = " ".join(passage.text for passage in kept)
    assert "GONE" not in text and "Kept." in text and "Kept too." in text


def test_hidden_words_are_reported(tmp_path: Path):
    dropped = read(tmp_path, "p.html", "<h1>T</h1><p>a</p><p hidden>The folded answer.</p>").dropped
    assert [(one.words, one.reason) for one in dropped] == [("The folded answer.", "hidden on the page")]


def test_rules_for_print_hide_nothing(tmp_path: Path):
    page = "<style>@media print { p { display: none } }</style><h1>T</h1><p>Seen.</p>"
    assert read(tmp_path, "p.html", page).passages[0].text == "Seen."


def test_a_table_reads_as_rows_with_their_columns(tmp_path: Path):
    page = (
        "<h1>T</h1><table><tr><th>Size</th><th>Chest</th><th>Length</th></tr>"
        "<tr><td>M</td><td rowspan=2>92 cm</td><td>66 cm</td></tr><tr><td>L</td><td>69 cm</td></tr></table>"
    )
    assert read(tmp_path, "p.html", page).passages[0].text.split("\n") == [
        "Size: M; Chest: 92 cm; Length: 66 cm",
        "Size: L; Chest: 92 cm; Length: 69 cm",
    ]


def test_a_long_section_is_split_at_paragraphs_and_keeps_every_word(tmp_path: Path):
    paragraphs = [f"Paragraph {number}. " + "Some words follow here. " * 12 for number in range(9)]
    parts = read(tmp_path, "p.md", "# T\n\n" + "\n\n".join(paragraphs)).passages
    assert len(parts) > 2 and all(len(part.text) <= LONGEST for part in parts)
    assert " ".join(part.text for part in parts).split() == " ".join(paragraphs).split()


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://shop.example/a", "https://shop.example/a"),
        ("javascript:alert(1)", None),
        ("//shop.example", None),
        ("https://a@b.example/", None),
        ("https://shop.example/\" onclick='x", None),
    ],
)
def test_only_a_plain_web_address_is_a_source(tmp_path: Path, address: str, kept: str | None):
    escaped = address.replace('"', "&quot;")
    page = f'<head><link rel="canonical" href="{escaped}"></head><h1>T</h1><p>Text.</p>'
    assert read(tmp_path, "p.html", page).passages[0].url == kept


def test_ten_thousand_nested_elements_are_read(tmp_path: Path):
    assert "deep" in read(tmp_path, "p.html", "<h1>T</h1>" + "<div><b>" * 10_000 + "deep").passages[0].text


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("en-US/a.md", "Größe".encode("latin-1"), "not UTF-8"),
        ("en-US/a.md", b" \n", "empty"),
        ("en-US/a.md", b"# Only a heading\n", "no text below"),
        ("en-US/a.html", b"x" * 20_000_000, f"more than {BIGGEST:,}"),
        ("english/a.md", b"text", "'english' is no locale"),
        ("ja_JP/a.md", b"text", "rename it to ja-JP"),
        ("en-US/a.md", b"---\na: [\n---\ntext", "front matter"),
        ("en-US/a.md", b"---\nurl: ftp://x\n---\ntext", "no http(s) address"),
    ],
)
def test_bad_input_names_the_file_and_what_to_do(tmp_path: Path, name: str, body: bytes, says: str):
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_bytes(body)
    with pytest.raises(PackError) as error:
        read_pages(tmp_path)
    assert says in str(error.value) and name.split("/")[0] in str(error.value)


def test_links_out_of_the_folder_are_refused_all_at_once(tmp_path: Path):
    folder = tmp_path / "pages" / "en-US"
    folder.mkdir(parents=True)
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    (folder / "a.md").symlink_to(tmp_path / "secret.md")
    (folder / "up").symlink_to(tmp_path)
    with pytest.raises(PackError) as error:
        read_pages(tmp_path / "pages")
    assert len(error.value.problems) == 2


def test_files_of_other_kinds_are_reported(tmp_path: Path):
    (tmp_path / "en-US").mkdir()
    (tmp_path / "en-US" / "returns.pdf").write_bytes(b"%PDF")
    pages = read(tmp_path, "a.md", "# T\n\nText.")
    assert [one.path.name for one in pages.dropped] == ["returns.pdf"]
