"""How is a form driven, page by page, without a screen and without an API?

A `FormSession` holds a form and the state it starts from, and walks it on pydantic-forms' own `walk_form`: each walk
replays the generator from its first page (contract FORM-2), so that answers may be taken back and given again. It
keeps nothing of what was answered and changes nothing in the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, cast, get_args

from pydantic import BaseModel, ValidationError
from pydantic_forms.core import (
    Complete,
    FormPage,
    NextPage,
    Rejected,
    form_errors,
    page_schema,
    walk_form,
)
from pydantic_forms.core.shared import get_form_meta, validation_error
from pydantic_forms.exceptions import FormOverflowError, FormValidationError
from pydantic_forms.types import FormMeta

import engine.journal  # noqa: F401  (pydantic-forms logs answers to standard output where nobody says otherwise)
from engine.answers import KeptPage, kept_page
from engine.authored import FormGenerator, StateForm
from engine.errors import FormRejected
from engine.outcome import State
from engine.page_schema import label_at
from engine.registry import Registry
from engine.store.database import Store
from engine.store.scope import scope_of

__all__ = [
    "FieldError",
    "Finished",
    "FormDone",
    "FormSession",
    "PageErrors",
    "PageView",
    "SubmitFormPage",
]


class SubmitFormPage(FormPage):
    """A page that is known to be the last of its form (contract FORM-12)."""

    meta__: ClassVar[FormMeta | None] = {"hasNext": False}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One message about an answer."""

    loc: tuple[str | int, ...]
    """Field name, then index or sub-field; `("__root__",)` for the page as a whole."""
    msg: str
    type: str
    """pydantic's error type, such as `missing`."""
    label: str = field(default="", compare=False)
    """What the author calls the field; empty where its name is all there is."""

    @property
    def path(self) -> str:
        """Where in the answer it is, such as `vlans[1].vlan`; empty for the page as a whole."""
        parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.loc if part != "__root__")
        return "".join(parts).removeprefix(".")

    def __str__(self) -> str:
        where = f"{self.path} ({self.label})" if self.path and self.label else self.path
        return f"{where}: {self.msg}" if where else self.msg


@dataclass(frozen=True, slots=True)
class PageView:
    """A page that asks for an answer."""

    index: int
    """From 0."""
    title: str
    """Empty where the author gave none."""
    schema: dict[str, Any]
    """The page's JSON schema, every reference kept."""
    model: type[BaseModel] = field(repr=False, compare=False)
    buttons: dict[str, Any] = field(default_factory=dict)
    """`previous` and `next`, each with `text` and `color` where the author set them."""
    docs: dict[str, str] = field(default_factory=dict)
    """Help by field: what the author says with `Doc` in an annotation, which no schema holds."""
    has_next: bool | None = None
    """What the page's class says of a page after it; None where it says nothing."""

    @property
    def second_round(self) -> bool:
        """Whether the page is looked at as a whole once no field of it is wrong (pydantic's model validators)."""
        return bool(self.model.__pydantic_decorators__.model_validators)


@dataclass(frozen=True, slots=True)
class FormDone:
    """Every page was accepted."""

    result: State


@dataclass(frozen=True, slots=True)
class Finished:
    """A whole form, answered."""

    result: State
    pages: tuple[KeptPage, ...]
    """What may be kept of the answers, page by page."""


@dataclass(frozen=True, slots=True)
class PageErrors:
    """A page did not accept its answer; it may be an earlier one, whose options have changed."""

    page: PageView
    errors: tuple[FieldError, ...]

    @property
    def index(self) -> int:
        """Of the page, from 0."""
        return self.page.index


@dataclass(frozen=True, slots=True)
class FormSession:
    """One form as one operator answers it."""

    title: str
    subject: str
    """Under which a draft is kept: `start:<workflow>`, `process:<id>:<step>` or `again:<id>`.

    Behind that of a start, after another colon, what the workflow is started on, where that is known beforehand.
    """
    step: str
    """The input step's name; empty for a start form."""
    version: int | None
    """Of the process, or the schedule, that the form was built on; what sends it carries it back. None for a start."""
    form: StateForm | None = field(repr=False)
    state: State = field(repr=False)
    path: tuple[str, ...] = ()
    """The groups that the input step lies in."""
    target: str = ""
    """What the workflow is for, such as CREATE; empty where nobody says."""
    is_task: bool = False
    """Whether the workflow is a task."""
    store: Store | None = field(default=None, repr=False, compare=False)
    """Where the form's own code reads; None: it has no store."""
    registry: Registry | None = field(default=None, repr=False, compare=False)
    """Whose rules its code is under; None: the usual ones."""

    def about(self, first: Mapping[str, Any]) -> FormSession:
        """Return the form with a draft of its own for these answers to its first page, known before it was opened."""
        return replace(self, subject=":".join([self.subject, *map(str, first.values())]))

    def walk(self, answers: Sequence[Mapping[str, Any]]) -> PageView | FormDone | PageErrors:
        """Feed `answers`, one a page from the first, and say where that ends. Runs the author's code, which may do I/O.

        Raises:
            FormRejected: more answers than the form has pages.
            Exception: whatever the form's own code raises.
        """
        with self._looking():
            return self._walked(self.form, answers)

    @contextmanager
    def _looking(self) -> Iterator[None]:
        """Have the form's code read the store within the block; what it would write is dropped."""
        if self.store is None:
            yield
            return
        with scope_of(self.store, name=self.title, registry=self.registry) as scope:
            yield
            scope.drop()

    def _walked(self, form: StateForm | None, answers: Sequence[Mapping[str, Any]]) -> PageView | FormDone | PageErrors:
        try:
            outcome = walk_form(form, self.state, [dict(answer) for answer in answers])
        except FormOverflowError:
            if [dict(answer) for answer in answers] == [{}]:  # how orchestrator-core answers a form without pages
                return self._walked(form, [])
            raise FormRejected(
                f"{self.title}: more answers were given ({len(answers)}) than the form has pages"
            ) from None
        match outcome:
            case NextPage(model=model, index=index):
                return _view(model, index)
            case Rejected(model=model, index=index, error=error):
                page = _view(model, index)
                return PageErrors(page, _errors(error, page))
            case Complete(state=result):
                return FormDone(_checked(result, self.title))

    def check(self, page: PageView, answer: Mapping[str, Any]) -> list[FieldError]:
        """Validate the answer to one page with its real class, as the engine will; an empty list when it fits."""
        try:
            with self._looking():
                page.model(**answer)
        except ValidationError as error:
            return list(_errors(validation_error(page.model, error), page))
        return []

    def finish(self, answers: Sequence[Mapping[str, Any]] | None) -> Finished:
        """Return what the whole form comes to; what its code writes belongs to the scope this is called in.

        None for `answers` asks whether it needs any: every page is given an empty answer (contract RUN-6).

        Raises:
            FormRejected: a page is missing or did not accept its answer; every error is listed with its field.
        """
        given = [] if answers is None else list(answers)
        while True:
            models: list[type[BaseModel]] = []
            match self._walked(self.form and _noted(self.form, models), given):
                case FormDone(result=result):
                    return Finished(result, tuple(map(kept_page, models, given)))
                case PageErrors() as refused:
                    raise self._refused(refused, missing=answers is None)
                case PageView() as page if answers is None:
                    given.append({})
                case PageView() as page:
                    raise FormRejected(
                        f"{self.title}: the form has another page; give an answer to page {page.index + 1} "
                        f"({', '.join(page.schema.get('properties', {})) or 'no fields'})",
                        page=page.index,
                    )

    def _refused(self, refused: PageErrors, *, missing: bool) -> FormRejected:
        what = "needs an answer" if missing else "was not accepted"
        return FormRejected(f"{self.title}: page {refused.index + 1} {what}", page=refused.index, errors=refused.errors)


def _noted(form: StateForm, models: list[type[BaseModel]]) -> StateForm:
    """Return a form that is the same, and whose pages are added to `models` as they come."""

    def noting(state: State) -> FormGenerator:
        generator = form(state)
        answer = None
        while True:
            try:
                page = generator.send(answer)
            except StopIteration as end:
                return cast("State", end.value)
            models.append(page)
            answer = yield page

    return noting


def _view(model: type[BaseModel], index: int) -> PageView:
    meta = cast("dict[str, Any]", get_form_meta(model) or {})
    schema = page_schema(model)
    title = str(schema.get("title", ""))
    by_field = schema.get("properties", {}).get("buttons", {}).get("default")  # as orchestrator-core's own forms say it
    return PageView(
        index=index,
        title="" if title == "unknown" else title,
        schema=schema,
        model=model,
        buttons=dict(meta.get("customButtons") or (by_field if isinstance(by_field, dict) else {})),
        docs={
            name: doc for name, found in model.model_fields.items() if (doc := _doc(found.annotation, found.metadata))
        },
        has_next=meta.get("hasNext"),
    )


def _doc(annotation: Any, metadata: Sequence[Any] = ()) -> str:
    """Return the words of the `Doc` in an annotation, of the whole or of a type within it; empty for none."""
    for said in (*metadata, *getattr(annotation, "__metadata__", ())):
        if isinstance(words := getattr(said, "documentation", None), str):  # by whichever package's Doc
            return words
    return next((found for inner in get_args(annotation) if (found := _doc(inner))), "")


def _errors(error: FormValidationError, page: PageView) -> tuple[FieldError, ...]:
    found = ((tuple(item.loc), item.msg, item.type) for item in form_errors(error))
    return tuple(FieldError(loc, msg, kind, label_at(page.schema, loc)) for loc, msg, kind in found)


def _checked(result: Any, title: str) -> State:
    if not isinstance(result, dict):
        raise TypeError(f"{title}: the form must return a dict, not {type(result).__name__}")
    return result
