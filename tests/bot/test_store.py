"""Real SQLite files; what a crash, a retry, two writers and an erasure leave behind."""

import asyncio
import json
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from bot.conversation import Conversation, Message, Pending
from bot.store import Store, StoreError
from bot.store.engine import migration_config, open_engine
from bot.store.tables import ID_LENGTH, metadata
from bot.turn import Turn

ROOT = Path(__file__).parents[2]
RECORD = {
    "locale": "ja-JP",
    "dialect": None,
    "intent": "track_order",
    "confidence": 0.91,
    "outcome": "lost",
    "kind": "outcome",
    "settled": "rewrite",
    "why": "ok",
    "rules": ["masu"],
    "times": {"locale": 0.2},
}


@pytest.fixture
def url(tmp_path):
    return f"sqlite+aiosqlite:///{tmp_path / 'sub' / 'teinei.db'}"


@pytest.fixture
async def store(url):
    opened = await Store.open(url)
    yield opened
    await opened.close()


async def test_state_and_lines_come_back_after_a_restart(url):
    first = await Store.open(url)
    pending = Pending("slot", "track_order", "order_id", choices=("a", "b"), tries=2)
    conversation = Conversation("c1", "ja-JP", "ja-JP-x-kansai", "track_order", {"order_id": "A-1003"}, pending)
    await first.save(conversation, "荷物届かへん", "お調べします。", RECORD)
    await first.close()
    second = await Store.open(url)
    loaded = await second.load("c1")
    await second.close()
    assert loaded == replace(conversation, messages=(Message(True, "荷物届かへん"), Message(False, "お調べします。")))


async def test_unknown_conversation_is_new(store):
    assert await store.load("nobody") == Conversation("nobody")
    assert await store.transcript("nobody") == []


async def test_later_state_replaces_the_earlier_one(store):
    await store.save(Conversation("c1", slots={"order_id": "A-1003"}), "a", "b")
    await store.save(Conversation("c1", intent="greet"), "c", "d")
    loaded = await store.load("c1")
    assert (loaded.intent, loaded.slots) == ("greet", {})
    assert [line.text for line in await store.transcript("c1")] == ["a", "b", "c", "d"]


async def test_a_turn_sees_the_last_twelve_lines_and_the_transcript_all(store):
    for number in range(10):
        await store.save(Conversation("c1"), f"m{number}", f"r{number}")
    assert [line.text for line in (await store.load("c1")).messages] == [
        f"{who}{number}" for number in range(4, 10) for who in "mr"
    ]
    assert len(await store.transcript("c1")) == 20


async def test_a_repeated_message_id_gets_the_first_answer_and_is_stored_once(store):
    first = await store.save(Conversation("c1", intent="cancel_order"), "cancel", "done", RECORD, "m-1")
    again = await store.save(Conversation("c1", intent="greet"), "cancel", "other words", {}, "m-1")
    assert again == first
    assert await store.find_answer("c1", "m-1") == first
    assert len(await store.transcript("c1")) == 2
    assert (await store.load("c1")).intent == "cancel_order"


async def test_message_ids_belong_to_their_conversation(store):
    await store.save(Conversation("c1"), "a", "for c1", {}, "m-1")
    await store.save(Conversation("c2"), "a", "for c2", {}, "m-1")
    assert (await store.find_answer("c2", "m-1")).reply == "for c2"
    assert await store.find_answer("c3", "m-1") is None
    assert await store.find_answer("c1", "m-2") is None


async def test_messages_without_an_id_are_all_stored(store):
    await store.save(Conversation("c1"), "hello", "hi")
    await store.save(Conversation("c1"), "hello", "hi")
    assert len(await store.transcript("c1")) == 4


async def test_twenty_retries_at_once_are_one_turn(url):
    stores = [await Store.open(url) for _ in range(2)]
    saves = [
        stores[number % 2].save(Conversation("c1"), "cancel", f"answer {number}", {}, "m-1") for number in range(20)
    ]
    answers = {answer.reply for answer in await asyncio.gather(*saves)}
    lines = await stores[0].transcript("c1")
    for each in stores:
        await each.close()
    assert len(answers) == 1
    assert [line.text for line in lines] == ["cancel", answers.pop()]


async def test_stored_answer_becomes_the_turn_of_a_retry(store):
    await store.save(Conversation("c1"), "荷物は", "お詫び申し上げます。", RECORD, "m-1")
    found = await store.find_answer("c1", "m-1")
    turn = found.as_turn(Turn("荷物は", Conversation("c1")))
    assert turn.reply.text == "お詫び申し上げます。"
    assert (turn.reply.settled, turn.locale.tag, turn.intent.intent, turn.facts.outcome) == (
        "rewrite",
        "ja-JP",
        "track_order",
        "lost",
    )


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "nul\0nul", "😀", "👨‍👩‍👧", "", "line\nbreak", "é"])
async def test_any_text_can_be_stored(store, text):
    saved = await store.save(Conversation("c1", slots={"product": text}), text, text, {"why": text}, "m")
    assert await store.find_answer("c1", "m") == replace(saved, record=(await store.find_answer("c1", "m")).record)
    assert [line.text for line in await store.transcript("c1")] == [saved.message] * 2
    assert "\ud800" not in saved.message and "\0" not in saved.message
    assert (await store.load("c1")).id == "c1"


async def test_ids_too_long_or_not_storable_are_kept_apart(store):
    long = "x" * ID_LENGTH
    for number, sender in enumerate([long + "a", long + "b", "s\ud800", "s\udfff", "s?"]):
        await store.save(Conversation(sender), "m", f"r{number}", {}, "1" * 300)
    replies = [(await store.find_answer(sender, "1" * 300)).reply for sender in [long + "a", long + "b", "s\ud800"]]
    assert replies == ["r0", "r1", "r2"]
    assert (await store.transcript("s?"))[-1].text == "r4"


async def test_a_save_that_fails_leaves_nothing(store):
    await store.save(Conversation("c1", intent="greet"), "a", "b")
    with pytest.raises(TypeError):
        await store.save(Conversation("c1", intent="thank"), "c", "d", {"when": object()})
    assert (await store.load("c1")).intent == "greet"
    assert len(await store.transcript("c1")) == 2


async def test_erase_removes_one_conversation_and_its_bytes_from_every_file(store, tmp_path):
    await store.save(Conversation("c1", slots={"new_address": "geheim-state"}), "geheim-4711", "geheim-reply", RECORD)
    await store.save(Conversation("c2"), "stays", "stays")
    assert await store.erase("c1") == 2
    assert await store.erase("c1") == 0
    assert await store.load("c1") == Conversation("c1")
    assert len(await store.transcript("c2")) == 2
    for file in (tmp_path / "sub").iterdir():
        assert b"geheim" not in file.read_bytes(), file.name


async def test_sqlite_is_set_up_for_two_processes_and_power_loss(store):
    async with store.engine.connect() as db:
        asked = {
            name: (await db.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "busy_timeout", "foreign_keys", "synchronous", "secure_delete")
        }
    assert asked == {
        "journal_mode": "wal",
        "busy_timeout": 5000,
        "foreign_keys": 1,
        "synchronous": 2,
        "secure_delete": 1,
    }


async def test_a_kill_while_saving_loses_no_answered_turn_and_leaves_no_half_turn(tmp_path):
    path = tmp_path / "teinei.db"
    script = (
        "import asyncio, sys\n"
        "from bot.store import Store\nfrom bot.conversation import Conversation\n"
        "async def main():\n"
        f"    store = await Store.open('sqlite+aiosqlite:///{path}')\n"
        "    for n in range(10**6):\n"
        "        await store.save(Conversation('c1', intent=str(n)), f'm{n}', f'r{n}', {}, str(n))\n"
        "        print(n, flush=True)\n"
        "asyncio.run(main())\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    acknowledged = [int(child.stdout.readline()) for _ in range(15)]
    child.kill()
    acknowledged += [int(line) for line in child.stdout.read().split()]
    child.wait()
    child.stdout.close()
    store = await Store.open(f"sqlite:///{path}")
    lines = [line.text for line in await store.transcript("c1")]
    state = await store.load("c1")
    await store.close()
    assert len(lines) >= 2 * len(acknowledged) and len(lines) % 2 == 0
    assert lines == [f"{who}{number}" for number in range(len(lines) // 2) for who in "mr"]
    assert state.intent == str(len(lines) // 2 - 1)


async def test_migrations_make_exactly_the_tables_of_the_code(url):
    engine = await open_engine(url)
    async with engine.connect() as db:
        differences = await db.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata)
        )
    await engine.dispose()
    assert differences == []


async def test_downgrade_and_upgrade_again_end_at_the_same_schema(url, tmp_path):
    def schema():
        with sqlite3.connect(tmp_path / "sub" / "teinei.db") as db:
            found = db.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
            rows = found.fetchall()
        db.close()
        return rows

    await (await Store.open(url)).close()
    before = schema()
    engine = await open_engine(url)
    async with engine.execution_options(write=True).begin() as db:
        await db.run_sync(lambda sync: command.downgrade(migration_config(sync), "base"))
    await engine.dispose()
    assert "messages" not in dict(schema())
    await (await Store.open(url)).close()
    assert schema() == before and "messages" in dict(before)


async def test_two_processes_may_open_a_new_database_at_once(url):
    opened = await asyncio.gather(*(Store.open(url) for _ in range(4)))
    assert all([await store.ready() for store in opened])
    for store in opened:
        await store.close()


async def test_a_database_that_is_gone_is_not_ready(store, tmp_path):
    assert await store.ready()
    await store.close()
    shutil.rmtree(tmp_path / "sub")
    assert not await store.ready()
    await asyncio.sleep(0.2)  # aiosqlite's thread still reports to this loop that it stopped


def test_tables_can_be_made_on_postgresql():
    made = [str(CreateTable(table).compile(dialect=postgresql.dialect())) for table in metadata.sorted_tables]
    assert any("TIMESTAMP WITH TIME ZONE" in sql and "SERIAL" in sql for sql in made)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("nonsense", "is no SQLAlchemy URL"),
        ("sqlite:////proc/nowhere/teinei.db", "TEINEI_DATA"),
        ("sqlite:////proc/version", "cannot be opened"),
    ],
)
async def test_a_store_that_cannot_be_opened_says_why_in_one_line(bad, says):
    with pytest.raises(StoreError) as problem:
        await Store.open(bad)
    assert says in str(problem.value) and "\n" not in str(problem.value)


async def test_a_missing_driver_is_named_and_the_password_is_not():
    with pytest.raises(StoreError) as problem:
        await Store.open("mysql+asyncmy://shop:hunter2@localhost/x")
    assert "asyncmy" in str(problem.value) and "hunter2" not in str(problem.value)


async def test_a_file_that_is_no_database_is_left_alone(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("dear diary " * 100)
    with pytest.raises(StoreError, match="not a database"):
        await Store.open(f"sqlite:///{path}")
    assert path.read_text() == "dear diary " * 100


async def test_a_database_of_a_newer_version_is_refused(url, tmp_path):
    await (await Store.open(url)).close()
    db = sqlite3.connect(tmp_path / "sub" / "teinei.db")
    db.execute("UPDATE alembic_version SET version_num = '9999'")
    db.commit()
    db.close()
    with pytest.raises(StoreError, match="newer teinei"):
        await Store.open(url)


async def test_the_record_is_json_and_readable(store, tmp_path):
    await store.save(Conversation("c1"), "m", "r", RECORD)
    db = sqlite3.connect(tmp_path / "sub" / "teinei.db")
    rows = db.execute("SELECT customer, turn FROM messages ORDER BY id").fetchall()
    db.close()
    assert rows[0] == (1, None) and json.loads(rows[1][1]) == RECORD


def test_migrations_are_part_of_the_package():
    folder = Path(__import__("bot.store").store.__file__).parent / "migrations"
    assert {path.name for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"} >= {
        "env.py",
        "script.py.mako",
        "r0001_conversations.py",
    }
