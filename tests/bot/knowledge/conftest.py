"""The shop's pages with their index, opened once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.knowledge.file import load_index
from bot.knowledge.index import Index
from bot.knowledge.pages import Pages, read_pages
from bot.settings import Settings
from politeness_eval.encoders import Encoder, open_encoder

SHOP = Path("bot/shop/knowledge")
DATA = Path("tests/data")


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return open_encoder()


@pytest.fixture(scope="session")
def shop_pages() -> Pages:
    return read_pages(SHOP)


@pytest.fixture(scope="session")
def shop_index(shop_pages: Pages, encoder: Encoder) -> Index:
    return load_index(shop_pages.passages, encoder, Settings().cache)


@pytest.fixture(scope="session")
def injected() -> list[dict]:
    rows = YAML(typ="safe").load(DATA / "knowledge_injected.yaml")
    assert len(rows) >= 8
    return rows


@pytest.fixture(scope="session")
def injected_pages(injected: list[dict], tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """The injected pages beside the shop's own."""
    folder = tmp_path_factory.mktemp("pages")
    for row in injected:
        shutil.copytree(SHOP / row["locale"], folder / row["locale"], dirs_exist_ok=True)
        shutil.copy(DATA / "knowledge_injected" / row["page"], folder / row["locale"])
    return read_pages(folder)
