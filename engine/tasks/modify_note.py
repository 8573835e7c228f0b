"""How is the note of a subscription changed? By a workflow of every product, in sync or not (contract TASK-6)."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_forms.core import FormPage
from pydantic_forms.validators import LongText

from engine.authored import FormGenerator
from engine.definition import workflow
from engine.domain.subscriptions import SubscriptionModel
from engine.dsl import StepList, Target, done, init, step
from engine.lifecycle_forms import wrap_modify_initial_input_form
from engine.outcome import State
from engine.store.tables import NOTE_LENGTH
from engine.subscription_steps import store_process_subscription

__all__ = ["modify_note"]


def _short_enough(note: str | None) -> str | None:
    if note is not None and len(note) > NOTE_LENGTH:
        raise ValueError(f"A note has at most {NOTE_LENGTH:,} characters; this has {len(note):,}")
    return (note or "").strip() or None


def ask_note(subscription_id: str) -> FormGenerator:
    """Ask for the note, which stands in the form as it is."""
    subscription = SubscriptionModel.from_subscription(subscription_id)

    class ModifyNoteForm(FormPage):
        note: Annotated[LongText | None, AfterValidator(_short_enough), Field(title="Note")] = subscription.note

    answer = yield ModifyNoteForm
    return dict(answer.model_dump())


@step("Store subscription note", on_interrupt="again")
def store_subscription_note(subscription_id: str, note: str | None) -> State:
    """Write the note; an empty one takes it away."""
    subscription = SubscriptionModel.from_subscription(subscription_id)
    subscription.note = note
    return {"subscription": subscription}


@workflow("Modify Note", initial_input_form=wrap_modify_initial_input_form(ask_note), target=Target.MODIFY)
def modify_note() -> StepList:
    """Change the note of a subscription."""
    return init >> store_process_subscription() >> store_subscription_note >> done
