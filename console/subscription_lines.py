"""Which lines does the screen of a subscription have, and what lies behind each?

First the subscription itself, then its blocks as a tree, then what may be done to it, who uses it, what it uses, and
the processes that worked on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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

__all__ = ["Goal", "Part", "parts"]

OWN = Look("■", "block", "ok")
FOREIGN = Look("□", "linked", "ask")
SELF = Look("●", "itself", "busy")


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


def parts(detail: SubscriptionDetail, usable: Sequence[UsableWorkflow], shell: Shell) -> list[Part]:
    """Return the lines of a subscription."""
    row = detail.row
    itself = {
        **{name: _value(text) for name, text in detail.record.fixed_inputs.items()},
        "product": row.product,
        "customer": row.customer_id,
        "tag": row.tag,
        "version": row.version,
        "start": moment(row.start_date, shell.now()) if row.start_date else None,
        "end": moment(row.end_date, shell.now()) if row.end_date else None,
        "note": row.note,
        "customer descriptions": detail.customer_descriptions or None,
    }
    found = [Part(_line("self", SELF, row.description, ""), "subscription", _said(itself))]
    found += _blocks(detail, detail.record.roots, 0, "", frozenset())
    found += [_workflow(each, row.subscription_id) for each in usable]
    found += _relatives("used by", detail.in_use_by)
    found += _relatives("uses", detail.depends_on)
    for process in detail.processes:
        look = process_look(process.status)
        shown = {"workflow": process.workflow, "step": process.last_step, "by": process.created_by}
        line = _line(
            f"process:{process.process_id}", look, process.workflow, age(process.last_modified_at, shell.now())
        )
        more = _said({**shown, "reason": process.failed_reason, "note": process.note})
        found.append(Part(line, "process", more, Goal("process", process.process_id)))
    return found


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
            line = _line(here, OWN if owner is None else FOREIGN, name, "")
            yield Part(line, block.block, _said(shown), goal)
            if key not in above:
                yield from _blocks(detail, block.children, depth + 1, here, above | {key})


def _values(texts: Sequence[str]) -> Any:
    return _value(texts[0]) if len(texts) == 1 else [_value(text) for text in texts]


def _value(text: str) -> Any:
    """Return a stored text as it reads best: a number without quotes."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 and str(int(text)) == text else text


def _name_in(values: Mapping[str, Sequence[str]]) -> str:
    """Return what a block is called, where it has a field that says so."""
    return next((texts[0] for field, texts in values.items() if "name" in field and texts), "")


def _workflow(found: UsableWorkflow, subscription_id: UUID) -> Part:
    why = found.why_not
    look = Look("-", "not now", "dim") if why else Look("+", "may run", "ok")
    goal = None if why else Goal("start", subscription_id, found.name)
    shown = {"workflow": found.name, "description": found.description, "target": found.target, "why not": why}
    return Part(_line(f"workflow:{found.name}", look, found.name, ""), "workflow", _said(shown), goal)


def _relatives(word: str, relatives: Sequence[Relative]) -> Iterator[Part]:
    for near in relatives:
        look = subscription_look(near.status)
        shown = {
            "relation": word,
            "description": near.description,
            "product": near.product,
            "status": near.status,
            "in sync": near.insync,
        }
        line = _line(f"{word}:{near.subscription_id}", Look(look.glyph, word, look.style), near.description, "")
        yield Part(line, word, _said(shown), Goal("subscription", near.subscription_id))


def _said(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return what there is something to say of."""
    return {key: value for key, value in shown.items() if value not in (None, "")}


def _line(key: str, look: Look, name: str, detail: str) -> StepLine:
    return StepLine(key=key, glyph=look.glyph, word=look.word, style=look.style, name=name, detail=detail)
