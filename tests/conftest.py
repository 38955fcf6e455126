"""Shared by all tests: the packs, one trained intent head, the real actions, a scripted model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.actions.answer import ActionAnswer, read_answer
from bot.actions.request import Said, request_body
from bot.models.scripted import ScriptedModel
from bot.open_parts import load_packs
from bot.parts import Parts
from bot.settings import Settings
from bot.shop.demo import find_product
from bot.understanding.intents import Head, load_head
from bot.understanding.languages import Languages
from locales import Pack, list_locales, list_tags, load_contract, load_pack
from locales.pack import parent_of
from politeness_eval.encoders import open_encoder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--locale", help="only this locale pack")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "pack_tag" in metafunc.fixturenames:
        only = metafunc.config.getoption("--locale")
        tags = [tag for tag in list_tags() if not only or only in (tag, parent_of(tag))]
        assert tags, f"no pack {only!r}"
        metafunc.parametrize("pack_tag", tags)


@pytest.fixture(scope="session")
def packs() -> dict[str, Pack]:
    return load_packs(Settings())


@pytest.fixture(scope="session")
def all_packs() -> dict[str, Pack]:
    """Every pack that answers customers."""
    return {tag: load_pack(tag) for tag in list_locales()}


@pytest.fixture(scope="session")
def japanese() -> Pack:
    return load_pack("ja-JP")


@pytest.fixture(scope="session")
def head(all_packs: dict[str, Pack]) -> Head:
    """One head of all packs serves every test, whatever locales its shop has."""
    return load_head(tuple(all_packs.values()), open_encoder(), Settings().cache)


class SameProcessActions:
    """The demo shop's real actions in rasa-sdk's real executor, without the socket: a fresh shop in no time."""

    def __init__(self, data: Path) -> None:
        from rasa_sdk.executor import ActionExecutor

        from bot.actions.actions import ACTIONS
        from bot.shop.demo import DemoShop

        self.executor = ActionExecutor()
        for action in ACTIONS:
            self.executor.register_action(action(DemoShop.open(data)))

    async def run(
        self, action: str, slots: dict, metadata: dict, sender: str, text: str, intent: str, confidence: float
    ) -> ActionAnswer:
        said = Said(slots, metadata, sender, text, intent, confidence)
        result = await self.executor.run(json.loads(request_body(action, said, load_contract())))
        return read_answer(result.model_dump() if result else None, load_contract(), intent)

    async def ready(self) -> bool:
        return True


def says_approved(approved_label: dict[str, str]) -> ScriptedModel:
    """A model that answers with the approved text of its prompt."""

    def answer(messages: list) -> str:
        first = messages[-1]["content"].splitlines()[0]
        return next(
            (first.removeprefix(f"{label}: ") for label in approved_label.values() if first.startswith(label)), first
        )

    return ScriptedModel(answer)


def scripted_parts(data: Path, packs: dict[str, Pack], head: Head) -> Parts:
    """Everything real but the model, which says the approved text."""
    labels = {tag: pack.locale.prompt.approved for tag, pack in packs.items() if pack.locale.prompt}
    languages = Languages(tuple(pack.language for pack in packs.values()))
    return Parts(
        Settings(data=data), packs, languages, head, says_approved(labels), SameProcessActions(data), find_product
    )
