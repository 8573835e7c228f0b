"""How does a page of the engine's become one on the screen, and what the engine says of it words there?"""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from widgets.forms import FormPageView, Outside

if TYPE_CHECKING:
    from engine.forms import FieldError, PageView

__all__ = ["as_json", "frames", "read", "told", "view_of"]


STALE = "Stale data: "
"""How the engine's words begin when a subscription was changed since the operator saw it."""


def view_of(page: PageView, typed: Mapping[str, Any], send: str, outside: Outside) -> FormPageView:
    """Return a page to fill in, with what was typed on it before; `send` is what its button says if it is the last."""
    back = str(_said(page, "previous", "text") or "Back") if page.index > 0 else None
    colours = {name: str(_said(page, name, "color") or "") for name in ("next", "previous")}
    return FormPageView(
        page.schema,
        typed,
        button=_label(page, send),
        back=back,
        colours=colours,
        docs=page.docs,
        outside=outside,
    )


def read(page: PageView, typed: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is answered on a page by what was typed on it."""
    return FormPageView(page.schema, typed).answers()


def as_json(page: PageView, answer: Mapping[str, Any]) -> str:
    """Return the answer to a page as JSON, without its secrets."""
    from engine.answers import kept_page

    return json.dumps(kept_page(page.model, answer).answer, indent=2, ensure_ascii=False)


def _label(page: PageView, send: str) -> str:
    if text := _said(page, "next", "text"):
        return str(text)
    if page.has_next is None:  # whether the answers lead to a further page is seen when they are sent
        return "Send this page"
    return "Continue" if page.has_next else send


def _said(page: PageView, button: str, what: str) -> Any:
    """Return what the author says of a button: its text, its color."""
    said = page.buttons.get(button)
    return said.get(what) if isinstance(said, Mapping) else None


def told(errors: Iterable[FieldError], again: str) -> list[tuple[tuple[str | int, ...], str]]:
    """Return errors as the page shows them; where a form, or what it is on, has changed: which key builds it again."""
    return [_told(error, again) for error in errors]


def _told(error: FieldError, again: str) -> tuple[tuple[str | int, ...], str]:
    if error.type == "extra_forbidden" and error.loc:
        gone = f"this form has changed, {error.loc[-1]} is not in it any more"
        return (), f"{gone}; {again} builds it again, answers kept"
    if error.msg.startswith(STALE):
        return error.loc, f"{error.msg}; {again} builds the form on what it is now, answers kept"
    return error.loc, error.msg


def frames(error: Exception) -> str:
    """Return the traceback from the author's code on: how the form came to be called is of no use to anybody."""
    first = frame = error.__traceback__
    while frame is not None:
        if "pydantic_forms" in frame.tb_frame.f_code.co_filename and frame.tb_next is not None:
            first = frame.tb_next
        frame = frame.tb_next
    return "".join(traceback.format_exception(type(error), error, first))
