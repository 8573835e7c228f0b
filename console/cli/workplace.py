"""What does a command work with?

Settings, store, workflows and operator, each made when it is first asked for: a command that needs no store opens none.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import structlog

from console.cli.arguments import Globals
from engine import configfile, journal
from engine.host import Engine
from engine.operations import Operations
from engine.operator import Operator
from engine.plain import clean
from engine.registry import Registry
from engine.settings import Settings, load_settings
from engine.store.database import Store
from engine.store.schema import open_store
from engine.store.site_migrations import SiteMigrations

__all__ = ["Workplace"]


class Workplace:
    """Everything of one run of the command line; `close` when done."""

    def __init__(self, options: Globals) -> None:
        self._options = options
        self._end_log: Callable[[], None] = lambda: None

    @cached_property
    def config_file(self) -> Path | None:
        """The configuration file in use, if there is one."""
        return configfile.find(self._options.config)

    @cached_property
    def settings(self) -> Settings:
        """The settings, with what the command line says above them."""
        given = self._options
        return load_settings(self.config_file).overridden(
            store=given.store, operator=given.operator, read_only=given.read_only
        )

    @property
    def store_url(self) -> str:
        """The store's URL, password and all: never to be shown."""
        return self.settings.store.url.get_secret_value()

    @property
    def log_file(self) -> Path:
        """Where the program writes what it did."""
        return self.settings.state_dir / "nocdeck.log"

    def begin_log(self) -> None:
        """Write the log from here on; where its file cannot be opened, say so once and go on without."""
        try:
            self._end_log = journal.begin(self.log_file, self.settings.redact.keys)
        except OSError as error:
            sys.stderr.write(f"nocdeck: no log is kept: {self.log_file}: {error.strerror}\n")

    @cached_property
    def store(self) -> Store:
        """The store, open and of this program's schema."""
        return open_store(self.store_url)

    @property
    def site_migrations(self) -> SiteMigrations:
        """The site's own migrations."""
        beside = self.config_file.parent if self.config_file else Path.cwd()
        return SiteMigrations((beside / self.settings.store.migrations.expanduser()).absolute())

    @cached_property
    def registry(self) -> Registry:
        """The workflows; modules that failed to import are named on standard error."""
        found = self.settings.registry(self.config_file.parent if self.config_file else None)
        for problem in found.problems:
            sys.stderr.write(f"nocdeck: {clean(str(problem))}; the other modules are loaded\n")
            structlog.get_logger("nocdeck").warning("a workflow module failed", problem=str(problem))
        return found

    @cached_property
    def operator(self) -> Operator:
        """Who gives the command."""
        return Operator.here(self.settings.operator.name)

    @cached_property
    def operations(self) -> Operations:
        """The operator's verbs."""
        return Operations(self.store, self.registry, self.operator, read_only=self.settings.ui.read_only)

    def engine(self, patience: float | None = None) -> Engine:
        """Return an engine as it is configured; `patience` as `engine.host.Engine` has it."""
        return Engine(
            self.store,
            self.registry,
            retry=self.settings.retry.policy(),
            on_interrupt=self.settings.engine.on_interrupt,
            patience=patience,
        )

    def close(self) -> None:
        """Close the store, where it was opened."""
        if "store" in self.__dict__:
            self.store.close()
        self._end_log()
