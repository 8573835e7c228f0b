"""The commands of forms: see what a page asks, answer it, and start again with the answers of before."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from console.as_json import when
from console.cli.failing import rejections_as_json
from console.cli.given import Inputs, answers_given
from console.cli.output import print_json, print_table
from console.cli.processes import AsJson, Id, NoWait, finish, resolved
from console.cli.workplace import Workplace
from engine.answers import answers_of
from engine.errors import FormRejected, UsageError
from engine.forms import FormDone, FormSession, PageErrors, PageView
from engine.plain import clean, redact

__all__ = ["COMMANDS", "form_of_workflow"]

Template = Annotated[
    bool, typer.Option("--template", help="Print a file to fill in, with comments, for --input @FILE.")
]


def form(
    context: typer.Context, process: Id, inputs: Inputs = None, template: Template = False, as_json: AsJson = False
) -> None:
    """Show the form page a suspended process waits for, after the pages given with --input.

    As JSON schema; on a terminal as a table.
    """
    work: Workplace = context.obj
    process_id = resolved(work, process)
    session = work.operations.form(process_id)
    _show_next(session, inputs, template, as_json, {"process_id": str(process_id), "step": session.step})


def form_of_workflow(
    context: typer.Context,
    workflow: Annotated[str, typer.Argument(help="The workflow's name.")],
    inputs: Inputs = None,
    template: Template = False,
    as_json: AsJson = False,
) -> None:
    """Show the form page that starts a workflow, after the pages given with --input.

    As JSON schema; on a terminal as a table.
    """
    work: Workplace = context.obj
    _show_next(work.operations.start_form(workflow), inputs, template, as_json, {"workflow": workflow})


def _show_next(
    session: FormSession, inputs: list[str] | None, template: bool, as_json: bool, of: Mapping[str, str]
) -> None:
    """Show the page after those given: as JSON schema, as a file to fill in, or as a table on a terminal."""
    if template and as_json:
        raise UsageError("--template is a file to fill in, --json the schema with where the form stands; not both")
    with rejections_as_json(as_json):
        match session.walk(answers_given(inputs) or []):
            case PageErrors(page=page, errors=errors):
                raise FormRejected(
                    f"{session.title}: page {page.index + 1} was not accepted", page=page.index, errors=errors
                )
            case PageView() as page if template:
                from console.cli.template import template_of  # the widgets' reading of a schema comes with Textual

                typer.echo(template_of(page, session.title))
            case PageView() as page:
                _show_page(session, page, as_json, of)
            case FormDone():
                if as_json:
                    print_json({**of, "complete": True})
                else:
                    needs = "is complete with these answers" if inputs else "needs no answer"
                    typer.echo(f"{clean(session.title)}: the form {needs}; send it", err=True)


def _show_page(session: FormSession, page: PageView, as_json: bool, of: Mapping[str, str]) -> None:
    if as_json:
        facts = {"complete": False, "page": page.index, "title": page.title, "schema": page.schema}
        print_json({**of, **facts, "has_next": page.has_next})
    elif not _on_a_terminal():
        print_json(page.schema)
    else:
        title = f": {clean(page.title)}" if page.title else ""
        typer.echo(f"{clean(session.step or session.title)}, page {page.index + 1}{title}")
        required = page.schema.get("required", [])
        rows = [
            (name, "required" if name in required else "", _type_of(field), field.get("default"))
            for name, field in page.schema.get("properties", {}).items()
        ]
        print_table(("FIELD", "", "TYPE", "DEFAULT"), rows)


def _on_a_terminal() -> bool:
    return sys.stdout.isatty()


def _type_of(field: dict[str, Any]) -> str:
    """Name what a field takes: its format, its type, or the name of the choice it refers to."""
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "anyOf" in field:
        return " or ".join(_type_of(part) for part in field["anyOf"])
    return str(field.get("format") or field.get("type") or "anything")


def submit(
    context: typer.Context, process: Id, inputs: Inputs = None, no_wait: NoWait = False, as_json: AsJson = False
) -> None:
    """Answer the form a suspended process waits for, and run it to its next stop."""
    work: Workplace = context.obj
    process_id = resolved(work, process)
    with rejections_as_json(as_json):
        work.operations.submit(process_id, answers_given(inputs))
    finish(work, process_id, no_wait, as_json)


def again(
    context: typer.Context, process: Id, inputs: Inputs = None, no_wait: NoWait = False, as_json: AsJson = False
) -> None:
    """Start a process's workflow again with the answers it was started with; pages given with --input replace theirs.

    Secrets are not kept: a page that asks for one has to be given.
    """
    work: Workplace = context.obj
    kept = work.operations.answers(resolved(work, process))
    given = answers_given(inputs) or []
    pages = [*given, *(page.answer for page in kept.pages[len(given) :])]
    missing = [
        f"{name} (page {number})"
        for number, page in enumerate(kept.pages, 1)
        for name in page.left_out
        if number > len(given)
    ]
    try:
        with rejections_as_json(as_json):
            process_id = work.operations.start(kept.workflow, pages)
    except FormRejected:
        if missing:
            said = f"not kept, to be given anew: {', '.join(missing)}"
            typer.echo(f"nocdeck: {clean(said)}; --input replaces whole pages, from the first on", err=True)
        raise
    finish(work, process_id, no_wait, as_json)


def answers(context: typer.Context, process: Id) -> None:
    """Print as JSON what was answered at the start of a process and at its input steps, without secrets."""
    work: Workplace = context.obj
    process_id = resolved(work, process)
    with work.store.reading() as connection:
        answered = answers_of(connection, process_id)
    keys = work.settings.redact.keys
    print_json(
        [
            {
                "seq": one.seq,
                "input_type": one.input_type,
                "input_time": when(one.at),
                "pages": [redact(dict(page.answer), keys) for page in one.pages],
                "left_out": [list(page.left_out) for page in one.pages],
            }
            for one in answered
        ]
    )


COMMANDS: Mapping[str, Callable[..., None]] = {"form": form, "submit": submit, "again": again, "answers": answers}
"""Of the group `process`."""
