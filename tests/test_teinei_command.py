"""The one command: help without heavy imports, clear refusals, every subcommand answers."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = ("torch", "transformers", "peft", "fastapi", "rasa_sdk", "sklearn", "sudachipy", "xllamacpp", "sqlalchemy")


def teinei(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    code = "from bot.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **environment},
        check=False,
    )


def modules_after(code: str) -> set[str]:
    probe = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    return set(subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.split())


def test_help_lists_every_command_and_imports_nothing_heavy() -> None:
    answer = teinei("--help")
    assert answer.returncode == 0
    assert all(name in answer.stdout for name in ("ask", "trace", "up", "models", "locale", "tone", "train", "bench"))
    loaded = modules_after("import sys; sys.argv = ['teinei', '--help']; from bot.cli import main; main()")
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize(
    "module", ["politeness_eval.cli", "bot.models.cli", "finetune.cli", "bot.commands", "bot.bench.cli", "bot.web.cli"]
)
def test_no_subcommand_loads_torch_before_it_runs(module: str) -> None:
    assert modules_after(f"import {module}").isdisjoint(("torch", "transformers", "peft", "rasa_sdk", "fastapi"))


def test_an_unknown_command_names_the_known_ones() -> None:
    answer = teinei("trian")
    assert answer.returncode == 2
    assert "'trian' is no command" in answer.stderr and "train" in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("locale", "check", "xx-XX"), "xx-XX"),
        (("models", "verify", "no-such-base"), "no-such-base"),
        (("bench", "intent"), "--packs"),
        (("train", "plan", "no-such-recipe"), "no-such-recipe"),
    ],
)
def test_a_users_mistake_is_a_line_not_a_traceback(arguments: tuple[str, ...], says: str) -> None:
    answer = teinei(*arguments)
    assert answer.returncode != 0
    assert says in answer.stderr + answer.stdout
    assert "Traceback" not in answer.stderr


def test_a_wrong_setting_is_named() -> None:
    answer = teinei("ask", "hello", TEINEI_WEB_PORT="99999")
    assert answer.returncode != 0
    assert "web_port" in answer.stderr and "Traceback" not in answer.stderr
