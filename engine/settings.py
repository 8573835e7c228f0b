"""What is configured?

One object over the configuration file and the environment (`NOCDECK_STORE__URL` and so on, which win over the file).
Every key has a default; a key that is not known is an error that says where and what comes near.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from platformdirs import user_state_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from engine import configfile
from engine.errors import ConfigError
from engine.retry import Retry
from engine.site import LifecycleValidation, SiteRules

if TYPE_CHECKING:
    from engine.registry import Registry

__all__ = ["ENVIRONMENT_COLOURS", "Settings", "load_settings"]


ENVIRONMENT_COLOURS = ("red", "amber", "green", "blue", "violet", "grey")
"""In which the name of an environment may be shown; the theme says which red and so on."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, validate_default=True)


class StoreSection(_Section):
    """`[store]`"""

    url: SecretStr = Field(default_factory=lambda: SecretStr(configfile.own_store()))
    """`sqlite:///FILE` or `postgresql://…`; a URL may hold a password and is never shown whole."""
    migrations: Path = Path("migrations")
    """The folder of the site's own migrations, from the configuration file on."""

    @field_validator("url", mode="before")
    @classmethod
    def _plain_text(cls, value: Any) -> Any:
        if isinstance(value, str) and not value.strip():
            raise ValueError("must not be empty")
        return value


class WorkflowsSection(_Section):
    """`[workflows]`"""

    modules: list[str] = Field(default_factory=list)
    """Python modules with workflows; found beside the configuration file or on the Python path."""
    compat: Literal["", "orchestrator-core"] = ""
    """Whose import names such modules may use besides ours (`engine.compat`)."""
    lifecycle_validation: LifecycleValidation = "loose"
    """What becomes of a step that asks for a subscription as another phase than it is in."""


class EngineSection(_Section):
    """`[engine]`"""

    executor: Literal["embedded", "none"] = "embedded"
    workers: int = Field(default=5, ge=1, le=64)
    """Processes run at once."""
    on_interrupt: Literal["ask", "retry"] = "ask"
    """What becomes of a plain step whose engine died in it, where the step does not say itself."""


class RetrySection(_Section):
    """`[retry]`, all in seconds but factor and attempts (`engine.retry.Retry`)."""

    first: float = Field(default=10.0, ge=0)
    factor: float = Field(default=2.0, ge=1)
    max: float = Field(default=600.0, ge=0)
    jitter: float = Field(default=5.0, ge=0)
    attempts: int = Field(default=0, ge=0)
    """After so many a step fails, for an operator to look at; 0: it is tried for as long as it takes."""

    def policy(self) -> Retry:
        """Return the settings as the engine takes them. Raises ValueError where they contradict each other."""
        return Retry(
            first=self.first, factor=self.factor, max=self.max, jitter=self.jitter, attempts=self.attempts or None
        )


class TasksSection(_Section):
    """`[tasks]`"""

    keep_days: int = Field(default=3, ge=0, le=36_500)
    """Days for which the clean-up leaves an ended task in the store."""
    validate_out_of_sync: bool = False
    """Whether the validation of all subscriptions takes those that are out of sync."""


class OperatorSection(_Section):
    """`[operator]`"""

    name: str = ""
    teams: list[str] = Field(default_factory=lambda: list(configfile.TEAMS))


class UiSection(_Section):
    """`[ui]`"""

    theme: str = "textual-dark"
    environment: str = ""
    """Shown in the header: which network this console works on."""
    environment_colour: str = ""
    """One of ENVIRONMENT_COLOURS; empty: red where the environment's name begins with `prod`."""
    bell: bool = False
    """Whether the terminal rings when the Inbox gets longer."""
    guarded: bool = False
    """Whether what cannot be taken back asks for the number or the id of what it is done to."""
    read_only: bool = False

    @field_validator("environment_colour")
    @classmethod
    def _known(cls, value: str) -> str:
        if value and value not in ENVIRONMENT_COLOURS:
            raise ValueError(f"there is no such colour; there are: {', '.join(ENVIRONMENT_COLOURS)}")
        return value


class RedactSection(_Section):
    """`[redact]`"""

    keys: list[str] = Field(default_factory=list)
    """Keys of states whose values are secrets, besides the usual names."""


class Settings(BaseSettings):
    """Everything that is configured."""

    model_config = SettingsConfigDict(
        extra="forbid",
        env_prefix="NOCDECK_",
        env_nested_delimiter="__",
        hide_input_in_errors=True,
        nested_model_default_partial_update=True,
    )

    store: StoreSection = Field(default_factory=StoreSection)
    workflows: WorkflowsSection = Field(default_factory=WorkflowsSection)
    engine: EngineSection = Field(default_factory=EngineSection)
    retry: RetrySection = Field(default_factory=RetrySection)
    tasks: TasksSection = Field(default_factory=TasksSection)
    operator: OperatorSection = Field(default_factory=OperatorSection)
    ui: UiSection = Field(default_factory=UiSection)
    keys: dict[str, str] = Field(default_factory=dict)
    redact: RedactSection = Field(default_factory=RedactSection)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, whose contents come as arguments."""
        return env_settings, init_settings

    def overridden(self, *, store: str | None, operator: str | None, read_only: bool) -> Self:
        """Return these settings with what the command line says above them; None and False say nothing."""
        if store is not None:
            self.store.url = SecretStr(store)
        if operator is not None:
            self.operator.name = operator
        self.ui.read_only = self.ui.read_only or read_only
        return self

    def registry(self, search_path: Path | None) -> Registry:
        """Return the workflows of the site, with its rules; `search_path` as for `Registry.load`."""
        from engine.registry import Registry  # with it comes all that a workflow may use

        rules = SiteRules(
            keep_days=self.tasks.keep_days,
            validate_out_of_sync=self.tasks.validate_out_of_sync,
            lifecycle_validation=self.workflows.lifecycle_validation,
        )
        return Registry.load(self.workflows.modules, search_path, compat=self.workflows.compat, rules=rules)

    @property
    def state_dir(self) -> Path:
        """The folder of logs and of what the program remembers of itself."""
        return user_state_path("nocdeck")


def load_settings(path: Path | None) -> Settings:
    """Return the settings of a configuration file (None: of the environment and defaults alone).

    Raises:
        ConfigError: every wrong key and value of the file, in one line, with what comes near.
    """
    try:
        settings = Settings(**configfile.read(path))
        settings.retry.policy()
    except ValidationError as error:
        told = "; ".join(_told(item) for item in error.errors(include_input=False, include_url=False))
        raise ConfigError(f"{path or 'The environment'}: {told}") from None
    except ValueError as error:
        raise ConfigError(f"{path or 'The environment'}: [retry] {error}") from None
    return settings


def _told(error: ErrorDetails) -> str:
    *sections, key = [str(part) for part in error["loc"]] or ["?"]
    where = f"[{'.'.join(sections)}] {key}" if sections else key
    if error["type"] != "extra_forbidden":
        return f"{where}: {error['msg'].removeprefix('Value error, ')}"
    known = _known_keys(sections)
    near = get_close_matches(key, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known)}"
    return f"unknown key {where}; {hint}"


def _known_keys(sections: list[str]) -> list[str]:
    model: type[BaseModel] = Settings
    for name in sections:
        inner = model.model_fields[name].annotation
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        model = inner
    return list(model.model_fields)
