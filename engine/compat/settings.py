"""What do packages for orchestrator-core read from `app_settings`?

Theirs is a class over the environment that they derive from for settings of their own; so is this. nocdeck itself is
configured in its own file (`engine.settings`): nothing here changes what it does.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["AppSettings", "LifecycleValidationMode", "app_settings"]


class LifecycleValidationMode(StrEnum):
    """What becomes of a step that asks for a subscription as another phase (`[workflows] lifecycle_validation`)."""

    STRICT = "strict"
    LOOSE = "loose"
    IGNORED = "ignored"


class AppSettings(BaseSettings):
    """Read from the environment; a package derives from it."""

    model_config = SettingsConfigDict(extra="ignore")

    TESTING: bool = False
    ENVIRONMENT: str = "local"
    BASE_URL: str = "http://localhost:8080"
    WORKFLOWS_GUI_URI: str = "http://localhost:3000"


app_settings = AppSettings()
