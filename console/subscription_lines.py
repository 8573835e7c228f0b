"""Which lines does the screen of a subscription have, and what lies behind each?

First the subscription itself, then under a line each: its blocks as a tree, the workflows that may run on it and why
not the others, what uses it and what it uses, everything that would break if it went, and its processes, newest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from console.shell import Shell
from console.status import Look, process_look, subscription_look
from console.times import age, moment
from console.wording import short_id
from widgets.steps import StepLine

if TYPE_CHECKING:
    from engine.domain.queries import SubscriptionDetail
    from engine.domain.relations import Relative
    from engine.domain.usable import UsableWorkflow
    from engine.records import ProcessRow

__all__ = ["DEPENDS", "IMPACT", "PROCESSES", "RELATIONS", "WORKFLOWS", "Goal", "Part", "parts"]

OWN = Look("■", "block", "ok")
FOREIGN = Look("□", "linked", "ask")
SELF = Look("●", "itself", "busy")
MAY = Look("+", "may run", "ok")
NOT_NOW = Look("-", "not now", "dim")

BLOCKS, WORKFLOWS, RELATIONS, DEPENDS, IMPACT, PROCESSES = (
    f"head:{name}" for name in ("blocks", "workflows", "in use by", "depends on", "impact", "processes")
)
"""Keys of the lines above each kind."""

ENDED = frozenset({"completed", "aborted"})


@dataclass(frozen=True, slots=True)
class Goal:
    """Where enter leads."""

    kind: Literal["subscription", "process", "start"]
    key: UUID
    workflow: str = ""
    """What is started on the subscription."""


@dataclass(frozen=True, slots=True)
class Part:
    """One line, what it shows on the right, and where it leads."""

    line: StepLine
    title: str
    shown: Mapping[str, Any]
    goal: Goal | None = None
    above: tuple[str, ...] = ()
    """Keys of the lines under which it can be folded away, outermost first."""
    below: tuple[str, ...] = ()
    """Keys of what can be folded away under it."""
    folded: bool = False
    """Whether that is so at first."""


def parts(
    detail: SubscriptionDetail, usable: Sequence[UsableWorkflow], impact: Sequence[Relative], shell: Shell
) -> list[Part]:
    """Return the lines of a subscription."""
    found = [_itself(detail, shell)]
    found += _under(BLOCKS, "Blocks", _blocks(detail, detail.record.roots, 0, "", frozenset()))
    found += _under(WORKFLOWS, "Workflows", _workflows(usable, detail))
    found += _under(RELATIONS, "In use by", (_relative("used by", near) for near in detail.in_use_by))
    found += _under(DEPENDS, "Depends on", (_relative("uses", near) for near in detail.depends_on))
    if any(near.depth > 1 for near in impact):
        found += _under(IMPACT, "Breaks if this goes", _impact(impact, detail.row.subscription_id), folded=True)
    found += _under(PROCESSES, "Processes", (_process(process, shell) for process in _newest(detail.processes)))
    return found


def _under(key: str, title: str, members: Iterable[Part], *, folded: bool = False) -> list[Part]:
    """Return a line and what stands below it; nothing where nothing does."""
    below = [replace(member, above=(key, *member.above)) for member in members]
    if not below:
        return []
    outer = [member for member in below if len(member.above) == 1]
    count = len(below if key == IMPACT else outer)
    head = StepLine(key=key, glyph=" ", word="", style="dim", name=title, detail=f"{count:,}")
    shown = {title.lower(): [member.line.name.strip() for member in outer]}
    keys = tuple(member.line.key for member in below)
    return [Part(head, "all of", shown, below=keys, folded=folded), *below]


def _itself(detail: SubscriptionDetail, shell: Shell) -> Part:
    row, now = detail.row, shell.now()
    itself = {
        **{name: _value(text) for name, text in detail.record.fixed_inputs.items()},
        "product": row.product,
        "type": row.product_type,
        "tag": row.tag,
        "status": row.status,
        "in sync": row.insync,
        "customer": row.customer_id,
        "customer descriptions": detail.customer_descriptions or None,
        "start": moment(row.start_date, now) if row.start_date else None,
        "end": moment(row.end_date, now) if row.end_date else None,
        "changed": moment(row.modified_at, now),
        "version": row.version,
        "note": row.note,
        "metadata": detail.metadata,
    }
    return Part(_line("self", SELF, row.description, ""), "subscription", _said(itself))


def _blocks(
    detail: SubscriptionDetail, held: Mapping[str, Sequence[UUID]], depth: int, path: str, above: frozenset[UUID]
) -> Iterator[Part]:
    for attr, children in held.items():
        for place, key in enumerate(children):
            block = detail.block(key)
            here = f"{path}/{attr}[{place}]"
            owner = detail.owners.get(block.owner_id)
            number = f"[{place}]" if len(children) > 1 else ""
            name = f"{'  ' * depth}{attr}{number}  {block.label or _name_in(block.values)}"
            values = {field: _values(texts) for field, texts in block.values.items()}
            shown = {"product block": block.block, "label": block.label, **values}
            goal = None
            if owner is not None:
                shown["of"] = f"{owner} ({short_id(block.owner_id)})"
                goal = Goal("subscription", block.owner_id)
            inner = [] if key in above else list(_blocks(detail, block.children, depth + 1, here, above | {key}))
            line = _line(here, OWN if owner is None else FOREIGN, name, "")
            keys = tuple(part.line.key for part in inner)
            yield Part(line, block.block, _said(shown), goal, below=keys)
            yield from (replace(part, above=(here, *part.above)) for part in inner)


def _values(texts: Sequence[str]) -> Any:
    return _value(texts[0]) if len(texts) == 1 else [_value(text) for text in texts]


def _value(text: str) -> Any:
    """Return a stored text as it reads best: a number without quotes."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 and str(int(text)) == text else text


def _name_in(values: Mapping[str, Sequence[str]]) -> str:
    """Return what a block is called, where it has a field that says so."""
    return next((texts[0] for field, texts in values.items() if "name" in field and texts), "")


def _workflows(usable: Sequence[UsableWorkflow], detail: SubscriptionDetail) -> Iterator[Part]:
    for found in usable:
        why = found.why_not
        goal = _blocker(found, detail) if why else Goal("start", detail.row.subscription_id, found.name)
        shown = {
            "workflow": found.name,
            "description": found.description,
            "target": found.target,
            "why not": why,
            "in the way": _in_the_way(found, detail) if why and goal is not None else None,
        }
        yield Part(
            _line(f"workflow:{found.name}", NOT_NOW if why else MAY, found.name, ""), "workflow", _said(shown), goal
        )


def _blocker(found: UsableWorkflow, detail: SubscriptionDetail) -> Goal | None:
    """Return what stands against a workflow: the first subscription that does, else the process that holds the lock."""
    if found.blockers:
        return Goal("subscription", found.blockers[0].subscription_id)
    holder = _holder(detail)
    return Goal("process", holder.process_id) if holder is not None else None


def _in_the_way(found: UsableWorkflow, detail: SubscriptionDetail) -> list[str]:
    """Name all that stands against a workflow; the first is where enter leads."""
    if found.blockers:
        return [f"{short_id(near.subscription_id)} {near.description}, {near.status}" for near in found.blockers]
    holder = _holder(detail)
    return [f"{short_id(holder.process_id)} {holder.workflow}, {holder.status}"] if holder is not None else []


def _holder(detail: SubscriptionDetail) -> ProcessRow | None:
    """Return the process that holds the lock of a subscription that is out of sync."""
    going_on = (process for process in _newest(detail.processes) if process.status not in ENDED)
    return None if detail.row.insync else next(going_on, None)


def _relative(word: str, near: Relative, depth: int = 0) -> Part:
    look = subscription_look(near.status)
    lock = Look("!", "locked", "wait")
    shown = {
        "relation": word,
        "description": near.description,
        "product": near.product,
        "status": near.status,
        "in sync": near.insync,
    }
    line = _line(
        f"{word}:{near.subscription_id}",
        look if near.insync else lock,
        "  " * depth + near.description,
        near.status if not near.insync else "",
    )
    return Part(line, word, _said(shown), Goal("subscription", near.subscription_id))


def _impact(impact: Sequence[Relative], root: UUID) -> Iterator[Part]:
    """Yield what would break, each below what it hangs on."""
    below: dict[UUID | None, list[Relative]] = {}
    for near in impact:
        below.setdefault(near.beside, []).append(near)

    def tree(key: UUID, depth: int) -> Iterator[Part]:
        for near in below.get(key, ()):
            inner = list(tree(near.subscription_id, depth + 1))
            part = _relative("breaks", near, depth)
            yield replace(part, below=tuple(each.line.key for each in inner))
            yield from (replace(each, above=(part.line.key, *each.above)) for each in inner)

    return tree(root, 0)


def _newest(processes: Sequence[ProcessRow]) -> list[ProcessRow]:
    return sorted(processes, key=lambda process: process.started_at, reverse=True)


def _process(process: ProcessRow, shell: Shell) -> Part:
    look = process_look(process.status)
    shown = {
        "workflow": process.workflow,
        "step": process.last_step,
        "by": process.created_by,
        "started": moment(process.started_at, shell.now()),
        "reason": process.failed_reason,
        "note": process.note,
    }
    line = _line(f"process:{process.process_id}", look, process.workflow, age(process.started_at, shell.now()))
    return Part(line, "process", _said(shown), Goal("process", process.process_id))


def _said(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return what there is something to say of."""
    return {key: value for key, value in shown.items() if value not in (None, "")}


def _line(key: str, look: Look, name: str, detail: str) -> StepLine:
    return StepLine(key=key, glyph=look.glyph, word=look.word, style=look.style, name=name, detail=detail)
