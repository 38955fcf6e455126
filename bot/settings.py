"""All settings of the serving side: flag > environment (`TEINEI_…`) > `teinei.yaml` > the default here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0)]


class Settings(BaseSettings):
    """What a shop may change. Every default says what it trades."""

    model_config = SettingsConfigDict(env_prefix="TEINEI_", extra="forbid", yaml_file="teinei.yaml")

    locales: tuple[str, ...] = ("ja-JP", "en-US", "de-DE")
    """The shop's locales; detection chooses among these only: fewer is surer."""
    default_locale: str = "ja-JP"
    """Answers when nothing tells the language (an order number alone, first message)."""
    base: str = "qwen2.5-coder-0.5b-instruct"
    """A name of bot/models/catalog.yaml; a larger one writes better and takes longer."""
    encoder: str = "e5+use"
    """Understands messages: names of politeness_eval/encoders joined by +; one alone is faster and errs more."""
    encoder_key: str | None = None
    """Bearer token for an encoder that is an endpoint."""
    cache: Path = Path.home() / ".cache" / "teinei"
    """Weights and trained intent heads; may be removed at any time, costs a download."""
    data: Path = Path("var")
    """The conversations' database and logs of the demo."""
    store_url: str | None = None
    """SQLAlchemy URL; None is SQLite in `data`."""
    host: str = "127.0.0.1"
    """Loopback: a proxy in front decides who gets in."""
    web_port: Port = 8000
    action_port: Port = 5055
    model_port: Port = 8081
    action_url: str | None = None
    """A retailer's own rasa-sdk action server; None is the demo shop's on action_port."""
    model_url: str | None = None
    """Any OpenAI-compatible server (ends in /v1); None is llama.cpp, started and watched by teinei."""
    model_key: str | None = None
    """Bearer token for model_url."""
    knowledge: Path | None = None
    """The shop's pages, a folder a locale (`teinei knowledge index`); None is the demo's, where its actions serve."""
    action_timeout: Seconds = 5.0
    """Longer waits for slow shops; shorter admits sooner that they do not answer."""
    model_timeout: Seconds = 20.0
    """After this the approved text is sent."""
    max_message: Annotated[int, Field(ge=100)] = 4000
    """Characters; longer messages are answered with a request to shorten them."""
    max_tokens: Annotated[int, Field(ge=16)] = 160
    """Cap of a reply; approved texts are under 120 tokens."""
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.1
    """Low: a care reply should not surprise."""
    threads: Annotated[int, Field(ge=1)] = 2
    """Threads of the model process."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags first, then environment, then the file."""
        return init_settings, env_settings, YamlConfigSettingsSource(settings_cls)

    @property
    def pages(self) -> Path | None:
        """The folder of pages in use; none for a shop of its own that gave none."""
        demo = Path(__file__).parent / "shop" / "knowledge"
        return self.knowledge or (demo if self.action_url is None else None)

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in use."""
        return self.store_url or f"sqlite+aiosqlite:///{self.data / 'teinei.db'}"
