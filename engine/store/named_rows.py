"""How is a row of what is sold found by its name, made where it is not there, and linked with another?

For the migrations of sites (`engine.migrations`), which say everything with names.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, Connection, Table, delete, insert, select, update

from engine.store.tables import BaseModel

__all__ = ["id_of", "link", "now", "put", "table_of", "unlink"]


def now() -> datetime:
    """Return the time of a migration, which runs beside every engine and has no clock of theirs."""
    return datetime.now(UTC)


def table_of(model: type[BaseModel]) -> Table:
    """Return the table of a mapped class."""
    assert isinstance(model.__table__, Table)
    return model.__table__


def _key(model: type[BaseModel]) -> Column[Any]:
    return next(iter(table_of(model).primary_key))


def put(connection: Connection, model: type[BaseModel], by: Any, name: str, facts: dict[str, Any], key: Any) -> UUID:
    """Have a row of this name with these facts; return its id, the one given where it is a new one."""
    table, primary = table_of(model), _key(model)
    found: UUID | None = connection.scalar(select(primary).where(by == name))
    if found is not None:
        connection.execute(update(table).where(primary == found).values(**facts))
        return found
    made = UUID(str(key)) if key else uuid4()
    if "created_at" in table.c:
        facts = {**facts, "created_at": now()}
    connection.execute(insert(table).values({primary.key: made, by.key: name, **facts}))
    return made


def id_of(connection: Connection, model: type[BaseModel], name: str, by: Any = None) -> UUID:
    """Return the id of the row of this name. Raises ValueError: there is none."""
    column = by if by is not None else table_of(model).c.name
    found: UUID | None = connection.scalar(select(_key(model)).where(column == name))
    if found is None:
        raise ValueError(f"The store has no '{name}' in {table_of(model).name}; create it first")
    return found


def link(connection: Connection, table: Table, left: str, right: str, pairs: Iterable[tuple[UUID, UUID]]) -> None:
    """Have these pairs in a table of pairs."""
    for one, other in pairs:
        there = select(table.c[left]).where(table.c[left] == one, table.c[right] == other)
        if connection.execute(there).first() is None:
            connection.execute(insert(table).values({left: one, right: other}))


def unlink(connection: Connection, table: Table, left: str, right: str, pairs: Iterable[tuple[UUID, UUID]]) -> None:
    """Have none of these pairs in a table of pairs."""
    for one, other in pairs:
        connection.execute(delete(table).where(table.c[left] == one, table.c[right] == other))
