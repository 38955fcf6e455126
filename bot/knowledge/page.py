"""One page → its passages and what was left out: `read_page("30 days.", path, "en-US", "returns.md")`.

What a page says is data. Sentences that `suspicious` names are dropped here, before anything is indexed; the page's
other facts stay. A section longer than LONGEST is split at its paragraphs, a paragraph at its sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.knowledge.html import Block, Document, Section, read_html, safe_url
from bot.knowledge.markdown import to_html
from bot.knowledge.sentences import join_sentences, split_sentences, unwrap
from bot.knowledge.suspicious import Suspicion, suspect, visible
from locales.read import PackError, shown

LONGEST = 900  # characters: a reply quotes 320 of them, and an encoder's vector of more says little


@dataclass(frozen=True)
class Passage:
    """A section or a part of one. `text` holds its paragraphs, a line each; `url` is data, and is never opened."""

    id: str
    locale: str
    page: str
    title: str
    heading: str
    text: str
    url: str | None = None


@dataclass(frozen=True)
class Dropped:
    """Words of a page that no answer will hold, and why; `line` where the file has lines of its own."""

    path: Path
    line: int | None
    heading: str
    words: str
    reason: str

    def __str__(self) -> str:
        place = f":{self.line}" if self.line else f" ({self.heading})" if self.heading else ""
        short = self.words if len(self.words) <= 120 else self.words[:119] + "…"
        return f"{shown(self.path)}{place}: {self.reason}" + (f": {short!r}" if short else "")


def read_page(text: str, path: Path, tag: str, page: str) -> tuple[list[Passage], list[Dropped]]:
    """The passages in order. Raises PackError for a page without text and for a front matter that is no YAML."""
    document = _document(text, path)
    dropped = [Dropped(path, None, "", words, "hidden on the page") for words in document.hidden]
    host = (urlsplit(document.url).hostname if document.url else None) or None
    title = _heading(document.title or path.stem, path, None, host, dropped) or path.stem
    passages: list[Passage] = []
    for section, heading in _headed(document, title):
        heading = _heading(heading, path, section.line, host, dropped)
        kept = [text for block in section.blocks for text in _kept(block, path, tag, heading, host, dropped)]
        for part in _parts(kept, tag):
            number = len(passages) + 1
            passages.append(Passage(f"{tag}/{page}#{number}", tag, page, title, heading, part, document.url))
    if not passages and not dropped:
        raise PackError([f"{shown(path)}: no text below its headings; write some or remove the file"])
    return passages, dropped


def _document(text: str, path: Path) -> Document:
    if path.suffix == ".html":
        return read_html(text)
    matter = re.match(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|$)", text, re.DOTALL)
    head: object = None
    if matter:
        try:
            head = YAML(typ="safe", pure=True).load(matter[1] or "")
        except (YAMLError, ValueError) as error:
            problem = " ".join(str(getattr(error, "problem", None) or error).split())
            raise PackError([f"{shown(path)}:1: the front matter is no YAML: {problem}"]) from None
        text, first = text[matter.end() :], text[: matter.end()].count("\n") + 1
    read = read_html(to_html(text, first if matter else 1))
    values = head if isinstance(head, dict) else {}
    url = values.get("url")
    if url is not None and safe_url(str(url)) is None:
        raise PackError([f"{shown(path)}:1: url: {url!r} is no http(s) address; correct or remove it"])
    return Document(read.title or str(values.get("title") or ""), safe_url(str(url or "")), read.sections, read.hidden)


def _headed(document: Document, title: str) -> Iterator[tuple[Section, str]]:
    """(section, its heading with those above it): a section "Shoes" below "Sizes" is "Sizes › Shoes"."""
    above: list[Section] = []
    for section in document.sections:
        above = [*(one for one in above if one.level < section.level), section]
        names = [one.heading for one in above if one.level > 1 and one.heading]
        first = section.heading if section.level == 1 and section.heading != document.title else title
        if section.blocks:
            yield section, " › ".join(names) or first


def _heading(text: str, path: Path, line: int | None, host: str | None, dropped: list[Dropped]) -> str:
    """The words, or "" for a heading that must not be shown."""
    if found := suspect(text, host):
        dropped.append(Dropped(path, line, "", text, found.reason))
        return ""
    return visible(text)


def _kept(block: Block, path: Path, tag: str, heading: str, host: str | None, dropped: list[Dropped]) -> Iterator[str]:
    """The block without what is suspicious, which goes to `dropped`; a row of a table stays or goes as a whole."""
    pieces = (block.text,) if block.parts else split_sentences(unwrap(block.text), tag)
    kept: list[str] = []
    rest: Suspicion | None = None
    for piece in pieces:
        judged = block.parts or (piece,)
        found = rest or next((one for part in judged if (one := suspect(part, host))), None)
        if found:
            dropped.append(Dropped(path, block.line, heading, piece, found.reason))
            rest = found if found.paragraph else None
        else:
            kept.append(visible(piece))
    if text := join_sentences(kept):
        yield text


def _parts(blocks: Sequence[str], tag: str) -> Iterator[str]:
    """The blocks in parts of at most LONGEST characters, a sentence longer than that alone."""
    part: list[str] = []
    size = 0
    for piece in (piece for block in blocks for piece in _short(block, tag)):
        if part and size + len(piece) > LONGEST:
            yield "\n".join(part)
            part, size = [], 0
        part.append(piece)
        size += len(piece) + 1
    if part:
        yield "\n".join(part)


def _short(block: str, tag: str) -> Iterator[str]:
    """The paragraph, or its sentences in groups of at most LONGEST characters."""
    if len(block) <= LONGEST:
        yield block
        return
    group: list[str] = []
    for sentence in split_sentences(block, tag):
        if group and len(join_sentences([*group, sentence])) > LONGEST:
            yield join_sentences(group)
            group = []
        group.append(sentence)
    yield join_sentences(group)
