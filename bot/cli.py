"""`teinei`: the one command. Each package contributes its subcommands by the entry point group `teinei.commands`.

Only the subcommand that is asked for is imported, so that `teinei --help` answers at once.
"""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from typing import Any

ABOUT = {
    "ask": "one message, the reply (--locale TAG, --conversation ID)",
    "understand": "what the bot hears in a message: locale, intents, values (--locale TAG, --json)",
    "knowledge": "a shop's pages: index, ask, bench",
    "trace": "one message, every field of its turn with times",
    "up": "everything for the demo: actions, model, web; Ctrl-C stops all",
    "web": "the web app and its model process",
    "actions": "the demo shop's rasa-sdk action server",
    "bench": "measure: turn, intent, implicit, language, the judge",
    "models": "base models: list, pull, verify, info",
    "locale": "locale packs: check, new, confusions, suggest, export, import",
    "tone": "the judge: check a text, explain a rule",
    "vote": "an LLM as a second judge: qualify it, check a text",
    "train": "adapters: plan, run, resume, evaluate, publish, rollback",
}


def _commands() -> dict[str, str]:
    """Subcommand → `module:object`. Explicit for this wheel; third parties add theirs by entry point."""
    return {point.name: point.value for point in entry_points(group="teinei.commands")}


def _help() -> str:
    width = max(map(len, ABOUT))
    lines = [f"  {name:<{width}}  {about}" for name, about in ABOUT.items()]
    extra = [f"  {name:<{width}}  (added by a third party)" for name in _commands() if name not in ABOUT]
    return "\n".join(
        ["usage: teinei COMMAND [ARGS]", "", *lines, *extra, "", "teinei COMMAND --help says more; teinei --version"]
    )


def main() -> None:
    """Runs the subcommand in sys.argv; errors that users cause are one line each, exit code 1 or 2."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        sys.stdout.write(_help() + "\n")
        return
    if arguments[0] == "--version":
        from bot import __version__

        sys.stdout.write(f"teinei {__version__}\n")
        return
    name, commands = arguments[0], _commands()
    if name not in commands:
        sys.stderr.write(f"teinei: {name!r} is no command; there are {', '.join(sorted(commands))}\n")
        raise SystemExit(2)
    sys.exit(_run(name, commands[name], arguments[1:]))


def _run(name: str, target: str, arguments: list[str]) -> int:
    from importlib import import_module

    module, attribute = target.split(":")
    try:
        command = getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        extra = "train" if name == "train" else "serve"
        sys.stderr.write(f"teinei {name}: {error.name!r} is not installed; pip install 'teinei[{extra}]'\n")
        return 1
    return run_typer(command, name, arguments)


def run_typer(command: Any, name: str, arguments: list[str]) -> int:
    """Runs a Typer app or a function; PackError and OSError become one line a problem."""
    import typer

    from bot.errors import TeineiError
    from locales.read import PackError

    app = command if isinstance(command, typer.Typer) else typer.Typer(add_completion=False)
    if app is not command:
        app.command(name)(command)
    app.pretty_exceptions_enable = False
    try:
        result = app(arguments, prog_name=f"teinei {name}", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except typer.Exit as stop:
        return int(stop.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except (PackError, TeineiError) as error:
        sys.stderr.write(f"{error}\n")
    except OSError as error:
        sys.stderr.write(f"teinei {name}: {error.strerror or error}: {error.filename or ''}\n")
    except Exception as error:
        return _mistake(name, error)
    return 1


def _mistake(name: str, error: Exception) -> int:
    """A wrong option or setting as lines; anything else is a fault of ours and keeps its traceback."""
    if hasattr(error, "format_message"):
        sys.stderr.write(f"teinei {name}: {error.format_message()}; teinei {name} --help says more\n")
        return 2
    if hasattr(error, "errors") and type(error).__name__ == "ValidationError":
        for problem in error.errors():
            where = ".".join(str(part) for part in problem["loc"])
            sys.stderr.write(f"setting {where}: {problem['msg']}, got {problem.get('input')!r}; see bot/settings.py\n")
        return 2
    raise error
