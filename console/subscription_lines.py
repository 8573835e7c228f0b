"""Which lines does the screen of a subscription have, and what lies behind each?

First the subscription itself, then under a line each: its blocks as a tree, the workflows that may run on it and why
not the others, what uses it and what it uses, everything that would break if it went, and its processes, newest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from textual.message import Message

from console.messages import OpenProcess, OpenStart, OpenSubscription
from console.screens.parts import Part
from console.shell import Shell
from console.status import Look, process_look, subscription_look
from console.step_lines import step_line
from console.times import age, moment
from console.wording import short_id

if TYPE_CHECKING:
    from engine.domain.queries import SubscriptionDetail
    from engine.domain.relations import Relative
    from engine.domain.usable import UsableWorkflow
    from engine.records import ProcessRow

__all__ = ["DEPENDS", "IMPACT", "PROCESSES", "RELATIONS", "WORKFLOWS", "going_on", "parts"]

OWN = Look("■", "block", "ok")
FOREIGN = Look("□", "linked", "ask")
SELF = Look("●", "itself", "busy")
MAY = Look("+", "may run", "ok")
NOT_NOW = Look("-", "not now", "dim")

BLOCKS, WORKFLOWS, RELATIONS, DEPENDS, IMPACT, PROCESSES = (
    f"head:{name}" for name in ("blocks", "workflows", "in use by", "depends on", "impact", "processes")
)
"""Keys of the lines above each kind."""


def parts(
    detail: SubscriptionDetail, usable: Sequence[UsableWorkflow], impact: Sequence[Relative], shell: Shell
) -> list[Part]:
    """Return the lines of a subscription."""
    found = [_itself(detail, shell)]
    blocks = list(_blocks(detail, detail.record.roots, 0, "", frozenset()))
    found += _under(BLOCKS, "Blocks", blocks, shown=_whole(blocks))
    found += _under(WORKFLOWS, "Workflows", _workflows(usable, detail))
    found += _under(RELATIONS, "In use by", (_relative("used by", near) for near in detail.in_use_by))
    found += _under(DEPENDS, "Depends on", (_relative("uses", near) for near in detail.depends_on))
    if any(near.depth > 1 for near in impact):
        found += _under(IMPACT, "Breaks if this goes", _impact(impact, detail.row.subscription_id), folded=True)
    found += _under(PROCESSES, "Processes", (_process(process, shell) for process in _newest(detail.processes)))
    return found


def _under(
    key: str, title: str, members: Iterable[Part], *, folded: bool = False, shown: Mapping[str, Any] | None = None
) -> list[Part]:
    """Return a line and what stands below it; nothing where nothing does. It shows their names, or what is given."""
    below = [replace(member, above=(key, *member.above)) for member in members]
    if not below:
        return []
    outer = [member for member in below if len(member.above) == 1]
    count = len(below if key == IMPACT else outer)
    head = step_line(key, Look(" ", "", "dim"), title, f"{count:,}")
    shown = shown or {title.lower(): [member.line.name.strip() for member in outer]}
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
    return Part(step_line("self", SELF, row.description), "subscription", _said(itself))


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
                goal = OpenSubscription(block.owner_id)
            inner = [] if key in above else list(_blocks(detail, block.children, depth + 1, here, above | {key}))
            line = step_line(here, OWN if owner is None else FOREIGN, name)
            keys = tuple(part.line.key for part in inner)
            yield Part(line, block.block, _said(shown), goal, below=keys)
            yield from (replace(part, above=(here, *part.above)) for part in inner)


def _whole(blocks: Iterable[Part]) -> dict[str, Any]:
    """Return what all blocks hold, one in the other; of another subscription's only whose it is."""
    whole: dict[str, Any] = {}
    held: dict[str, dict[str, Any]] = {}
    for part in blocks:
        around = held.get(part.above[-1]) if part.above else whole
        if around is None or not isinstance(part.shown, Mapping):
            continue
        name = " ".join(part.line.name.split())
        if part.goal is not None:
            around[name] = part.shown["of"]
        else:
            own = {key: value for key, value in part.shown.items() if key not in ("product block", "label")}
            held[part.line.key] = around[name] = own
    return whole


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
        why, start = found.why_not, OpenStart(found.name, detail.row.subscription_id, detail.row.version)
        goal, names = _in_the_way(found, detail) if why else (start, [])
        shown = {
            "workflow": found.name,
            "description": found.description,
            "target": found.target,
            "why not": why,
            "in the way": names or None,
        }
        yield Part(
            step_line(f"workflow:{found.name}", NOT_NOW if why else MAY, found.name), "workflow", _said(shown), goal
        )


def _in_the_way(found: UsableWorkflow, detail: SubscriptionDetail) -> tuple[Message | None, list[str]]:
    """Return the way to the first of what stands against a workflow, and the names of all of it: subscriptions, else
    the process that holds the lock of one that is out of sync."""
    if found.blockers:
        names = [f"{short_id(near.subscription_id)} {near.description}, {near.status}" for near in found.blockers]
        return OpenSubscription(found.blockers[0].subscription_id), names
    holder = None if detail.row.insync else next(iter(going_on(detail.processes)), None)
    if holder is None:
        return None, []
    return OpenProcess(holder.process_id), [f"{short_id(holder.process_id)} {holder.workflow}, {holder.status}"]


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
    line = step_line(
        f"{word}:{near.subscription_id}",
        look if near.insync else lock,
        "  " * depth + near.description,
        near.status if not near.insync else "",
    )
    return Part(line, word, _said(shown), OpenSubscription(near.subscription_id))


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


def going_on(processes: Sequence[ProcessRow]) -> list[ProcessRow]:
    """Return those that have not ended, the newest first."""
    from engine.outcome import ENDED

    return [process for process in _newest(processes) if process.status not in ENDED]


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
    line = step_line(f"process:{process.process_id}", look, process.workflow, age(process.started_at, shell.now()))
    return Part(line, "process", _said(shown), OpenProcess(process.process_id))


def _said(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return what there is something to say of."""
    return {key: value for key, value in shown.items() if value not in (None, "")}
