"""What can an operator do, and with which key?

One registry of pure data. Textual's bindings, the footer, the `?` help, the command line's help and `docs/keys.md` are
views of it. Whether an action applies to a process, and if not why not, is never decided here: an action that changes
the store names the engine's verb, and the engine says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

__all__ = ["ACTIONS", "Action", "BadKeys", "Scope", "key_label", "with_keys"]

Scope = Literal[
    "global", "list", "process", "schedule", "catalogue", "engine", "form", "text", "reader", "subscription"
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """One thing the operator can do."""

    id: str
    """Stable name, `<noun>.<verb>`: what `[keys]` of the configuration refers to."""
    keys: tuple[str, ...] = ()
    """As Textual names them, the one to show first: `("j", "down")`; punctuation by its character. Without any it is
    reached by its name alone."""
    label: str
    """One or two words for the footer."""
    help: str
    """One sentence for the help: what happens."""
    scope: Scope
    """Where the keys work: `process` wherever a process is under the cursor or open, `schedule` on the list of
    schedules, `catalogue` where a workflow of the catalogue is, `engine` on the state of the engines, `text` on the
    process screen, `reader` in a text, a state or the steps that have the focus: those may mean something else around
    it."""
    dangerous: bool = False
    """Cannot be taken back: asks first, red in the help."""
    verb: str | None = None
    """The engine's verb it calls: it changes the store, and is off in a read-only console."""
    priority: bool = False
    """Works while a text field has the focus, too."""
    word: str = ""
    """Its name after `:`; empty: the second half of its id."""
    aliases: tuple[str, ...] = ()
    """Shorter names after `:`."""
    takes: str = ""
    """What may follow its name: `ID`, or `[FILTER]` where it may be left out. Its method takes it as an argument."""

    @property
    def method(self) -> str:
        """Name of the Textual action that runs it: a screen (or the app) has `action_<method>`."""
        return self.id.replace(".", "_")

    @property
    def needs_argument(self) -> bool:
        """Whether it is nothing without what it takes."""
        return bool(self.takes) and not self.takes.startswith("[")

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called after `:`, the name to show first, its id last."""
        return (self.word or self.id.partition(".")[2], *self.aliases, self.id)


ACTIONS: tuple[Action, ...] = (
    Action(
        id="view.inbox",
        keys=("1",),
        label="inbox",
        scope="global",
        aliases=("in",),
        takes="[FILTER]",
        help="Show what waits for you: input steps of your teams and failures, oldest first.",
    ),
    Action(
        id="view.processes",
        keys=("2",),
        label="processes",
        scope="global",
        aliases=("p", "ps"),
        takes="[FILTER]",
        help="Show the processes of workflows, active or completed; the tab All has every process, tasks too.",
    ),
    Action(
        id="view.subscriptions",
        keys=("3",),
        label="subscriptions",
        scope="global",
        aliases=("subs",),
        takes="[FILTER]",
        help="Show what was sold to whom: active subscriptions, those out of sync, or all.",
    ),
    Action(
        id="view.tasks",
        keys=("4",),
        label="tasks",
        scope="global",
        takes="[FILTER]",
        help="Show the tasks, which look after the site itself, and the schedules that start them.",
    ),
    Action(
        id="view.catalogue",
        keys=("5",),
        label="catalogue",
        scope="global",
        takes="[FILTER]",
        help="Show what is sold and made of what: products, blocks, resource types, and the workflows.",
    ),
    Action(
        id="view.engine",
        keys=("6",),
        label="engine",
        scope="global",
        takes="[FILTER]",
        help="Show who runs what, what is due when, who gave which command, and what the engine wrote.",
    ),
    Action(
        id="workflow.start",
        keys=("n",),
        label="new",
        scope="global",
        verb="start",
        aliases=("new",),
        takes="[WORKFLOW]",
        help="Start a workflow: choose it, then fill in its form.",
    ),
    Action(
        id="view.refresh",
        keys=("R",),
        label="refresh",
        scope="global",
        help="Read everything on this screen again, now; after an error it opens the store again.",
    ),
    Action(
        id="view.previous",
        keys=("-",),
        label="last view",
        scope="global",
        word="last",
        aliases=("-",),
        help="Show the view you were on before this one.",
    ),
    Action(
        id="process.open",
        label="process",
        scope="global",
        word="process",
        aliases=("pid",),
        takes="ID",
        help="Open the process whose id begins with this.",
    ),
    Action(
        id="subscription.open",
        label="subscription",
        scope="global",
        word="subscription",
        aliases=("sub",),
        takes="ID",
        help="Open the subscription whose id begins with this.",
    ),
    Action(
        id="copy.open",
        keys=("y",),
        label="copy",
        scope="global",
        word="copy",
        aliases=("yank",),
        help="Choose what to copy: the id, the row, JSON, or the command that shows it; to terminal and desktop.",
    ),
    Action(
        id="pager.open",
        keys=("e",),
        label="pager",
        scope="global",
        word="pager",
        help="Read what is under the cursor, or the long text on the screen, in $PAGER.",
    ),
    Action(
        id="app.background",
        keys=("ctrl+z",),
        label="suspend",
        scope="global",
        priority=True,
        word="suspend",
        help="Leave the console in the background of your shell; `fg` brings it back.",
    ),
    Action(
        id="handover.write",
        label="handover",
        scope="global",
        word="handover",
        takes="[SINCE]",
        help="Write the report of your shift (the last 8 hours, or since 22:00 say) and read it in $PAGER.",
    ),
    Action(
        id="live.pause",
        keys=("p",),
        label="hold",
        scope="global",
        word="hold",
        help="Leave what is shown as it is, or follow what changes again; the header says since when.",
    ),
    Action(
        id="theme.choose",
        keys=("T",),
        label="theme",
        scope="global",
        word="theme",
        takes="[THEME]",
        help="Choose the colours, the terminal's own (ansi-dark, ansi-light) among them; the choice is kept.",
    ),
    Action(
        id="command.open",
        keys=(":",),
        label="command",
        scope="global",
        word="command",
        help="Type what to do: any action by its name, `processes status:failed`, `start WORKFLOW`, `process 7f3a`.",
    ),
    Action(
        id="palette.open",
        keys=("ctrl+p",),
        label="palette",
        scope="global",
        word="palette",
        help="Search everything that can be done here, workflows to start included; enter does it.",
    ),
    Action(
        id="help.open",
        keys=("?", "f1"),
        label="help",
        scope="global",
        word="help",
        help="List the keys that work here; enter runs the chosen one.",
    ),
    Action(
        id="view.back",
        keys=("q",),
        label="back",
        scope="global",
        aliases=("q",),
        help="Go back; on a view, quit.",
    ),
    Action(
        id="app.quit",
        keys=("ctrl+q",),
        label="quit",
        scope="global",
        priority=True,
        aliases=("qa", "quit!"),
        help="Quit from anywhere; with steps running it says so and asks.",
    ),
    Action(id="list.down", keys=("j", "down"), label="down", scope="list", help="Move the cursor down."),
    Action(id="list.up", keys=("k", "up"), label="up", scope="list", help="Move the cursor up."),
    Action(id="list.top", keys=("g", "home"), label="top", scope="list", help="Go to the first line."),
    Action(id="list.bottom", keys=("G", "end"), label="bottom", scope="list", help="Go to the last line."),
    Action(id="list.page_down", keys=("pagedown",), label="page down", scope="list", help="Go down one page."),
    Action(id="list.page_up", keys=("pageup",), label="page up", scope="list", help="Go up one page."),
    Action(id="list.half_down", keys=("ctrl+d",), label="half down", scope="list", help="Go down half a page."),
    Action(id="list.half_up", keys=("ctrl+u",), label="half up", scope="list", help="Go up half a page."),
    Action(
        id="list.open",
        keys=("enter", "l"),
        label="open",
        scope="list",
        help="Open what is under the cursor; in the Inbox, a process that waits for input opens its form.",
    ),
    Action(
        id="list.leave",
        keys=("escape", "h"),
        label="clear",
        scope="list",
        help="Drop the marks; without any, the filter.",
    ),
    Action(id="list.mark", keys=("space",), label="mark", scope="list", help="Mark the row, or unmark it."),
    Action(id="list.unmark", keys=("u",), label="unmark", scope="list", help="Drop every mark."),
    Action(
        id="list.filter",
        keys=("/",),
        label="filter",
        scope="list",
        help="Show only what matches: words, field:value (status:failed), !word for what must not match.",
    ),
    Action(id="list.next_tab", keys=("tab",), label="next tab", scope="list", help="Show the next tab of the view."),
    Action(
        id="list.previous_tab",
        keys=("shift+tab",),
        label="previous tab",
        scope="list",
        help="Show the previous tab of the view.",
    ),
    Action(
        id="process.retry",
        keys=("r",),
        label="retry",
        scope="process",
        verb="retry",
        help="Run the failed or waiting step again, now, from the state before it; with marks, all marked ones.",
    ),
    Action(
        id="process.input",
        keys=("i",),
        label="fill in",
        scope="process",
        verb="submit",
        help="Open the form the process waits for.",
    ),
    Action(
        id="process.abort",
        keys=("A",),
        label="abort",
        scope="process",
        verb="abort",
        dangerous=True,
        help="End the process for good: no further step runs, and nothing done is undone. Asks first.",
    ),
    Action(
        id="process.note",
        keys=("c",),
        label="note",
        scope="process",
        verb="note",
        help="Write what colleagues should know of the process; an empty note takes it away.",
    ),
    Action(
        id="process.assign",
        keys=("a",),
        label="assign",
        scope="process",
        verb="assign",
        help="Have another team act on the step it is at; the next step has its own team again.",
    ),
    Action(
        id="process.take",
        keys=("t",),
        label="take",
        scope="process",
        verb="take",
        help="Take it in hand, so that colleagues see who works on it; the team stays, and everybody may still act.",
    ),
    Action(
        id="process.release",
        keys=("b",),
        label="give back",
        scope="process",
        verb="release",
        help="Give it out of hand again, yours or a colleague's who has gone home.",
    ),
    Action(
        id="process.skip",
        keys=("K",),
        label="skip step",
        scope="process",
        verb="skip",
        help="Go on without the step it failed at, done by hand or not needed; asks for a note that stays on record.",
    ),
    Action(
        id="process.continue",
        keys=("C",),
        label="continue at",
        scope="process",
        verb="continue",
        help="Go on at a step that you name, where the workflow was edited under the process.",
    ),
    Action(
        id="process.delete",
        keys=("D",),
        label="delete",
        scope="process",
        verb="delete",
        dangerous=True,
        help="Delete a task that nobody runs, log and all; the commands it was given stay on record. Asks first.",
    ),
    Action(
        id="process.again",
        keys=(".",),
        label="start again",
        scope="process",
        verb="again",
        help="Start its workflow once more: the form opens with the answers of then; secrets are typed anew.",
    ),
    Action(
        id="catalogue.start",
        keys=("S",),
        label="start",
        scope="catalogue",
        verb="start",
        word="start_it",
        help="Start the workflow under the cursor: its form opens.",
    ),
    Action(
        id="catalogue.form",
        keys=("i",),
        label="its form",
        scope="catalogue",
        help="Look at what the workflow asks before it starts, page by page; nothing is started.",
    ),
    Action(
        id="engine.pause",
        keys=("P",),
        label="pause/resume",
        scope="engine",
        verb="pause",
        dangerous=True,
        help="Have every engine of the store rest after the step in hand, or go on. Asks first.",
    ),
    Action(
        id="schedule.run",
        keys=("r",),
        label="run now",
        scope="schedule",
        verb="run-now",
        help="Start the workflow of the schedule now; its own moments stay as they are.",
    ),
    Action(
        id="schedule.add",
        keys=("a",),
        label="add",
        scope="schedule",
        verb="add",
        help="Add a schedule: which workflow, when, and the answers it is started with each time.",
    ),
    Action(
        id="schedule.edit",
        keys=("m",),
        label="change",
        scope="schedule",
        verb="edit",
        help="Change the name, the moments or the answers of the schedule.",
    ),
    Action(
        id="schedule.pause",
        keys=("P",),
        label="pause/resume",
        scope="schedule",
        verb="pause",
        help="Have the schedule start nothing until it is resumed; a paused one goes on from now.",
    ),
    Action(
        id="schedule.remove",
        keys=("D",),
        label="remove",
        scope="schedule",
        verb="remove",
        dangerous=True,
        help="Take the schedule away; what it started goes on. Asks first.",
    ),
    Action(
        id="process.leave",
        keys=("escape", "h"),
        label="back",
        scope="text",
        help="Go back to the list.",
    ),
    Action(
        id="process.next_pane",
        keys=("tab", "shift+tab"),
        label="pane",
        scope="text",
        help="Move between the steps and what the step under the cursor did.",
    ),
    Action(
        id="process.next_view",
        keys=("v",),
        label="view",
        scope="text",
        help="Show what the step changed, then the full state, the same as JSON, then the traceback.",
    ),
    Action(
        id="process.changes",
        keys=("d",),
        label="changes",
        scope="text",
        help="Show what the process made of each subscription, before and after; again for the steps.",
    ),
    Action(
        id="process.commands",
        keys=("L",),
        label="commands",
        scope="text",
        help="Show the commands it was given, by whom and when; again for the steps.",
    ),
    Action(
        id="process.follow",
        keys=("w",),
        label="subscription",
        scope="text",
        help="Open the subscription under the cursor, or the first one the process touched.",
    ),
    Action(
        id="process.hidden",
        keys=("H",),
        label="hidden keys",
        scope="text",
        help="Show the keys a state holds for forms and the engine (__…, label_…, divider_…), or hide them.",
    ),
    Action(
        id="text.search",
        keys=("/",),
        label="search",
        scope="text",
        help="Search what stands at the right; esc ends the search.",
    ),
    Action(
        id="reader.next_match",
        keys=("n",),
        label="next match",
        scope="reader",
        help="Go to the next line that has what you search for; while you search.",
    ),
    Action(
        id="reader.previous_match",
        keys=("N",),
        label="previous match",
        scope="reader",
        help="Go to the line before that has what you search for; while you search.",
    ),
    Action(
        id="reader.unfold",
        keys=("right",),
        label="unfold",
        scope="reader",
        help="Show what is folded away at the cursor.",
    ),
    Action(
        id="reader.fold",
        keys=("left",),
        label="fold",
        scope="reader",
        help="Fold what the cursor is on or in: a group of steps, attempts that failed alike, a value.",
    ),
    Action(id="reader.unfold_all", keys=("E",), label="unfold all", scope="reader", help="Show everything."),
    Action(
        id="reader.fold_all", keys=("z",), label="fold all", scope="reader", help="Fold everything to its first level."
    ),
    Action(
        id="process.next_failed",
        keys=("]",),
        label="next failed",
        scope="text",
        help="Move to the next failed attempt.",
    ),
    Action(
        id="process.previous_failed",
        keys=("[",),
        label="previous failed",
        scope="text",
        help="Move to the previous failed attempt.",
    ),
    Action(
        id="subscription.sync",
        keys=("S",),
        label="set in sync",
        scope="subscription",
        verb="set_in_sync",
        dangerous=True,
        help="Put it back in sync by hand, once the network is seen to be as it says. Asks first.",
    ),
    Action(
        id="subscription.workflows",
        keys=("m",),
        label="workflows",
        scope="subscription",
        help="Go to the workflows that may run on it; enter starts one, on another it goes to what is in the way.",
    ),
    Action(
        id="subscription.relations",
        keys=("x",),
        label="relations",
        scope="subscription",
        help="Go to what uses it, what it uses, and all that breaks if it goes.",
    ),
    Action(
        id="subscription.json",
        keys=("J",),
        label="JSON",
        scope="subscription",
        help="Show it whole as JSON, or its parts again.",
    ),
    Action(
        id="form.submit",
        keys=("ctrl+j", "ctrl+enter"),
        label="send",
        scope="form",
        priority=True,
        help="Send this page; on the last one the process goes on.",
    ),
    Action(
        id="form.previous",
        keys=("ctrl+left",),
        label="previous page",
        scope="form",
        priority=True,
        help="Go back one page; the answers on this one are kept.",
    ),
    Action(
        id="form.next",
        keys=("ctrl+right",),
        label="next page",
        scope="form",
        priority=True,
        help="Go on one page; on the last one it does nothing, so that nothing is sent by going through the pages.",
    ),
    Action(
        id="form.next_error",
        keys=("ctrl+g",),
        label="next error",
        scope="form",
        priority=True,
        help="Go to the next message: the one about all of the page, then those of its fields, and around again.",
    ),
    Action(
        id="form.editor",
        keys=("ctrl+e",),
        label="editor",
        scope="form",
        priority=True,
        help="Write the long text under the cursor in your own editor ($VISUAL, $EDITOR); the form waits behind it.",
    ),
    Action(
        id="form.leave",
        keys=("escape",),
        label="keep draft, leave",
        scope="form",
        help="Leave the form; what you typed is kept as a draft and is back when you open it again.",
    ),
    Action(
        id="form.again",
        keys=("f5",),
        label="build again",
        scope="form",
        help="Build the form again with the answers kept; for a form that failed in its own code.",
    ),
    Action(
        id="form.yank",
        keys=("alt+y", "f9"),
        label="copy answers",
        scope="form",
        priority=True,
        word="copy_answers",
        help="Copy this page's answers as JSON to the clipboard of your terminal (OSC 52); never a secret.",
    ),
    Action(
        id="form.discard",
        keys=("ctrl+r",),
        label="discard draft",
        scope="form",
        priority=True,
        dangerous=True,
        help="Forget what you typed into this form, on all its pages, and begin it anew. Asks first.",
    ),
)

TOGETHER: tuple[frozenset[Scope], ...] = (
    frozenset({"global", "list", "process"}),
    frozenset({"global", "list", "schedule"}),
    frozenset({"global", "list", "catalogue"}),
    frozenset({"global", "list", "engine"}),
    frozenset({"global", "catalogue", "text"}),
    frozenset({"global", "process", "text"}),
    frozenset({"global", "form"}),
    frozenset({"global", "text", "subscription"}),
    frozenset({"reader"}),
)
"""Scopes whose keys work on one screen: within each, a key means one action."""


class BadKeys(ValueError):
    """`[keys]` of the configuration cannot be used; `problems` says what to change, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def with_keys(overrides: Mapping[str, str], actions: Iterable[Action] = ACTIONS) -> tuple[Action, ...]:
    """Return the actions with the operator's keys: `{"process.retry": "R"}`, several keys separated by commas.

    Raises BadKeys, listing everything wrong: unknown ids, words that are no key, one key for two actions.
    """
    known = {action.id: action for action in actions}
    problems: list[str] = []
    for id, text in overrides.items():
        keys = tuple(key.strip() for key in str(text).split(",") if key.strip())
        bad = [key for key in keys if not _is_key(key)]
        if id not in known:
            problems.append(f"keys.{id}: there is no such action; `nocdeck config --keys` lists them")
        elif not keys or bad:
            named = f"{bad[0]!r} is not a key" if bad else "no key is given"
            problems.append(f"keys.{id}: {named}; use one character, or a name such as ctrl+r, f5, enter")
        else:
            known[id] = replace(known[id], keys=keys)
    problems.extend(_clashes(known.values()))
    if problems:
        raise BadKeys(problems)
    return tuple(known.values())


def _clashes(actions: Iterable[Action]) -> Iterator[str]:
    """Yield a line for every key that two actions of one screen share."""
    owners: dict[tuple[str, frozenset[Scope]], Action] = {}
    said: set[tuple[str, str, str]] = set()
    for action in actions:
        for key in action.keys:
            for scopes in TOGETHER:
                if action.scope not in scopes:
                    continue
                owner = owners.setdefault((key, scopes), action)
                if owner.id != action.id and (key, owner.id, action.id) not in said:
                    said.add((key, owner.id, action.id))
                    yield f"keys.{action.id}: {key!r} is the key of {owner.id} already; give one of them another"


_NAMED = (
    "enter|escape|space|tab|backspace|delete|insert|home|end|pageup|pagedown|up|down|left|right|comma|f[1-9]|f1[0-2]"
)
_KEY = re.compile(rf"(?:(?:ctrl|shift|alt)\+)*(?:{_NAMED}|[^\W_]|[!-/:-@\[-`{{-~])")
_SHORT = {"escape": "esc", "pageup": "pgup", "pagedown": "pgdn", "comma": ","}


def _is_key(key: str) -> bool:
    return _KEY.fullmatch(key) is not None


def key_label(key: str) -> str:
    """Return a key as the screen names it: `escape` is `esc`."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    return "+".join([*modifiers, _SHORT.get(last, last)])
