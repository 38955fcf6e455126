"""`teinei models`: the bases that can be served and trained, where they come from, what is on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

models = typer.Typer(help="Base models: list, pull, verify, info.", no_args_is_help=True, add_completion=False)
Name = Annotated[str, typer.Argument(help="A name that `list` prints, owner/name of a hub, or a path.")]


@models.command("list")
def list_bases() -> None:
    """Every base of the catalog, and whether it is here."""
    from rich.console import Console
    from rich.table import Table

    from bot.models.bases import base_folder
    from bot.models.catalog import load_catalog
    from bot.settings import Settings

    catalog, cache = load_catalog(), Settings().cache
    table = Table("name", "here", "size", "vendor", "country", "licence", box=None, pad_edge=False)
    for name, base in catalog.bases.items():
        here = (base_folder(cache, name) / base.file).exists()
        row = (f"{base.size / 1e6:.0f} MB", base.vendor, base.country, base.licence)
        table.add_row(name, "yes" if here else "-", *row)
    for name, other in catalog.hub_only.items():
        here = (base_folder(cache, other.repo) / "base.json").exists()
        table.add_row(name, "yes" if here else "-", f"({other.hardware})", other.vendor, other.country, other.licence)
    console = Console(width=None if Console().is_terminal else 160)
    console.print(table)
    console.print("Bases with hardware in brackets come from a hub only and were not measured here.", highlight=False)


@models.command()
def pull(
    name: Name,
    accept_licence: Annotated[bool, typer.Option("--accept-licence", help="I accept the base's terms of use.")] = False,
    origin: Annotated[Path | None, typer.Option("--from", help="Take it from this file or folder.")] = None,
) -> None:
    """Gets a base and checks it; goes on where an earlier pull stopped. Prints the path."""
    from bot.models.pull import pull as pull_base

    typer.echo(pull_base(name, accept_licence, origin=origin))


@models.command()
def verify(name: Name) -> None:
    """Reads the whole base again and compares its SHA-256."""
    from bot.models.verify import verify_base
    from bot.settings import Settings

    typer.echo(verify_base(name, Settings().cache))


@models.command()
def info(name: Name) -> None:
    """Vendor, licence, hash, chat template and sources of a base."""
    from bot.models.verify import describe_base
    from bot.settings import Settings

    for key, value in describe_base(name, Settings().cache).items():
        typer.echo(f"{key + ':':<16}{value}")
