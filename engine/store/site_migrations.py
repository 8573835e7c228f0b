"""How are a site's own migrations, of its products and workflows, applied, listed and begun?

They are Alembic revisions in the site's folder, with a history and a version table of their own beside the store's: the
two never have to know of each other's heads. Each run is one transaction: killed anywhere, it leaves the store as it
was, and can be run again.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text

from engine.errors import UsageError
from engine.store.database import Store
from engine.store.schema import MIGRATIONS

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import Script

__all__ = ["VERSION_TABLE", "Revision", "SiteMigrations"]

VERSION_TABLE = "site_version"


@dataclass(frozen=True, slots=True)
class Revision:
    """One migration of a site."""

    revision: str
    message: str
    is_applied: bool
    is_head: bool
    path: Path


class SiteMigrations:
    """The migrations in a site's folder (`[store] migrations`), whose `versions` hold the files.

    Raises:
        UsageError: the folder cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self.versions = folder / "versions"

    @property
    def exist(self) -> bool:
        """Whether there is any."""
        return self.versions.is_dir() and any(self.versions.glob("*.py"))

    def upgrade(self, store: Store, revision: str = "head") -> list[str]:
        """Apply what is missing up to a revision; return what was applied, oldest first."""
        return self._run(store, lambda config: _command().upgrade(config, revision))

    def downgrade(self, store: Store, revision: str = "-1") -> list[str]:
        """Take back what was applied down to a revision, `-1`, or `base`; return what was taken back, newest first."""
        return self._run(store, lambda config: _command().downgrade(config, revision))

    def history(self, store: Store | None) -> list[Revision]:
        """Return every revision, oldest first; without a store none counts as applied."""
        if not self.exist:
            return []
        script = _scripts(self._config())
        applied = self._applied(store) if store is not None else set()
        heads = set(script.get_heads())
        return [
            Revision(found.revision, found.doc, found.revision in applied, found.revision in heads, Path(found.path))
            for found in reversed(list(script.walk_revisions()))
        ]

    def revision(self, message: str, upgrades: str = "", downgrades: str = "", imports: str = "") -> Path:
        """Write a new migration after the newest one and return its file.

        Raises:
            UsageError: the folder cannot be written, or has several heads: they have to be merged first.
        """
        try:
            self.versions.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"The folder {self.versions} cannot be made: {error.strerror}") from None
        heads = _scripts(self._config()).get_heads()
        if len(heads) > 1:
            raise UsageError(
                f"The migrations in {self.versions} have {len(heads)} heads: {', '.join(heads)}; merge them"
            )

        made = _command().revision(self._config(), message, head="head" if heads else "base")
        assert made is not None
        assert not isinstance(made, list)
        path = Path(made.path)
        path.write_text(_written(made, message, upgrades, downgrades, imports), encoding="utf-8")
        return path

    def _run(self, store: Store, act: Callable[[Config], None]) -> list[str]:
        if not self.exist:
            return []
        with store.writing() as connection:
            if store.kind == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(6226316)"))
            before = self._applied_in(connection)
            config = self._config()
            config.attributes["connection"] = connection
            act(config)
            after = self._applied_in(connection)
        order = [found.revision for found in self.history(None)]
        changed = [revision for revision in order if (revision in before) != (revision in after)]
        return changed if len(after) >= len(before) else changed[::-1]

    def _applied(self, store: Store) -> set[str]:
        with store.reading() as connection:
            return self._applied_in(connection)

    def _applied_in(self, connection: Connection) -> set[str]:
        """Return every revision that the store has, by its newest ones."""
        if not inspect(connection).has_table(VERSION_TABLE):
            return set()
        newest = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()
        script = _scripts(self._config())
        return {found.revision for name in newest for found in script.iterate_revisions(name, "base")}

    def _config(self) -> Config:
        from alembic.config import Config

        config = Config(cmd_opts=Namespace(quiet=True))  # Alembic would tell of each file it writes
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.set_main_option("version_locations", str(self.versions).replace("%", "%%"))
        config.set_main_option("path_separator", "newline")
        config.attributes["version_table"] = VERSION_TABLE
        return config


def _command() -> Any:
    from alembic import command

    return command


def _scripts(config: Config) -> Any:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(config)


def _written(made: Script, message: str, upgrades: str, downgrades: str, imports: str) -> str:
    """Return the text of a migration file."""
    return f'''"""{message}.

Revision {made.revision}{f", after {made.down_revision}" if made.down_revision else ""}.
"""

from __future__ import annotations

from alembic import op
{imports}
revision = {made.revision!r}
down_revision = {made.down_revision!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
{upgrades or "    pass"}


def downgrade() -> None:
{downgrades or "    pass"}
'''
