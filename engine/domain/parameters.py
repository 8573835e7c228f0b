"""How does a parameter that asks for a domain model get one, and how does what a step returns get saved?

The rules are the source document's (contract section 1, S-1 to S-4; section 11, INJ-3 to INJ-6, INJ-12): present, the
key names a subscription; absent, it asks for a new one, of the state's `product` and `customer_id`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import structlog

from engine.domain.annotations import get_origin_and_args, is_list_type, shape_of
from engine.domain.lifecycle import SubscriptionLifecycle, lookup_specialized_type
from engine.domain.subscriptions import SubscriptionModel
from engine.outcome import State
from engine.store.scope import current_scope

__all__ = ["ModelParameter", "model_parameter", "refuse_models", "refuse_two_new", "save_models", "saving"]

_log = structlog.get_logger(__name__)

ABSENT = object()


@dataclass(frozen=True, slots=True)
class ModelParameter:
    """A parameter that is filled with subscriptions from the store."""

    name: str
    kind: Literal["one", "optional", "list", "union"]
    types: tuple[type[SubscriptionModel], ...]

    def asks_for_new(self, state: Mapping[str, Any]) -> bool:
        """Say whether this is a request to create a subscription (S-1)."""
        return self.kind == "one" and self.name not in state and "product" in state and "customer_id" in state

    def value(self, state: Mapping[str, Any], where: str) -> Any:
        """Return what the parameter gets; `where` names the function in errors.

        Raises:
            KeyError: the key is absent and nothing is to be created. ValueError: what is there names no subscription,
            or one of another kind.
        """
        found = state.get(self.name, ABSENT)
        if self.kind == "list":
            return [] if found is ABSENT else self._list(found, where)
        if self.kind == "optional" and (found is ABSENT or found is None):
            return None
        if found is not ABSENT:
            return self._loaded(self._id(found, where), where)
        if self.asks_for_new(state):
            return self.types[0].from_product_id(state["product"], state["customer_id"])
        raise KeyError(f"Could not find key '{self.name}' in state. for function {where}")

    def _list(self, found: Any, where: str) -> list[SubscriptionModel]:
        if not isinstance(found, Sequence) or isinstance(found, str):
            raise ValueError(f"Parameter '{self.name}' of {where} wants a list of subscriptions, not {_shown(found)}")
        keys = [_id_in(item) for item in found]
        wrong = [_shown(item) for item, key in zip(found, keys, strict=True) if key is None]
        if wrong:
            raise ValueError(
                f"Could not extract valid subscription_id from all items in list parameter '{self.name}' of {where}. "
                f"Invalid items: [{', '.join(wrong)}]"
            )
        return [self._loaded(key, where) for key in keys if key is not None]

    def _id(self, found: Any, where: str) -> UUID:
        key = _id_in(found)
        if key is None:
            raise ValueError(
                f"Could not extract a subscription_id for parameter '{self.name}' of {where}: expected a UUID or a "
                f"dict with 'subscription_id', found {_shown(found)}"
            )
        return key

    def _loaded(self, key: UUID, where: str) -> SubscriptionModel:
        if self.kind == "union" or len(self.types) > 1:
            return self._one_of(key, where)
        wanted = self.types[0]
        try:
            found = wanted.from_subscription(key)
        except ValueError as error:
            raise ValueError(f"Parameter '{self.name}' of {where}: {error}") from error
        phase = lookup_specialized_type(type(found), SubscriptionLifecycle(found.status))
        if type(found) is not phase:
            self._other_phase(found, phase, where)
        return found

    def _other_phase(self, found: SubscriptionModel, phase: type[SubscriptionModel], where: str) -> None:
        """Act on a subscription that is loaded as another class than the one for its phase, as the site says (INJ-3).

        Raises:
            ValueError: the site is strict about it.
        """
        mode = current_scope().rules.lifecycle_validation
        if mode == "strict":
            raise ValueError(
                f"Parameter '{self.name}' of {where} asks for {type(found).__name__}, while a subscription that is "
                f"{found.status} is a {phase.__name__}"
            )
        if mode == "loose":
            _log.warning("a step asks for another phase", parameter=self.name, step=where, status=str(found.status))

    def _one_of(self, key: UUID, where: str) -> SubscriptionModel:
        found = SubscriptionModel.from_subscription(key)
        if not isinstance(found, self.types):
            raise ValueError(
                f"Loaded subscription model of type {type(found).__name__} for parameter '{self.name}' of {where} does "
                f"not match any of the expected types {[wanted.__name__ for wanted in self.types]}"
            )
        return found


def model_parameter(name: str, annotation: Any) -> ModelParameter | None:
    """Return how a parameter of this annotation is filled with models; None where it asks for none.

    Raises:
        ValueError: a list of Any. TypeError: a union of models that are not phases of one subscription (INJ-6).
    """
    if is_list_type(annotation) and get_origin_and_args(annotation)[1] == (Any,):
        raise ValueError(f"Step function argument '{name}' cannot be serialized from database with type 'Any'")
    shape = shape_of(annotation)
    if not shape.all_of(SubscriptionModel):
        return None
    if shape.is_list:
        return ModelParameter(name, "list", shape.members)
    if len(shape.members) > 1:
        bases = {member.__base_type__ for member in shape.members}
        if len(bases) > 1:
            raise TypeError(
                f"Union type for parameter '{name}' must consist of lifecycle variants of the same SubscriptionModel "
                f"base type, got {[kind.__name__ for kind in shape.members]} with base types "
                f"{sorted(getattr(base, '__name__', 'None') for base in bases)}"
            )
        return ModelParameter(name, "optional" if shape.is_optional else "union", shape.members)
    return ModelParameter(name, "optional" if shape.is_optional else "one", shape.members)


def refuse_two_new(parameters: Sequence[ModelParameter], state: Mapping[str, Any], where: str) -> None:
    """See that a function asks for one new subscription at most, before any is made.

    Raises:
        ValueError: two do: nobody could say which of them `product` is of (S-2).
    """
    new = [parameter.name for parameter in parameters if parameter.asks_for_new(state)]
    if len(new) > 1:
        raise ValueError(
            f"{where} asks for {len(new)} new subscriptions ({', '.join(new)}), and the state has one 'product'; "
            "create them in the step, with from_product_id"
        )


def refuse_models(state: Mapping[str, Any]) -> None:
    """See that a state is plain data before a step.

    Raises:
        AssertionError: a model is in it (contract ST-11).
    """
    if any(isinstance(value, SubscriptionModel) for value in state.values()):
        raise AssertionError("There should be no SubscriptionModel instances in the state before a step!")


def save_models(result: Any) -> None:
    """Save every subscription in what a step or form returned, in dicts and lists too (INJ-12).

    Raises:
        ValueError: one cannot be saved.
    """
    if isinstance(result, SubscriptionModel):
        result.save()
    elif isinstance(result, Mapping):
        for item in result.values():
            save_models(item)
    elif isinstance(result, list | tuple):
        for item in result:
            save_models(item)


def saving(form: Callable[[State], Any]) -> Callable[[State], Any]:
    """Return a generator form whose result has its models saved (contract FORM-16)."""

    def run(state: State) -> Any:
        result = yield from form(state)
        save_models(result)
        return result

    return run


def _id_in(found: Any) -> UUID | None:
    if isinstance(found, Mapping):
        found = found.get("subscription_id")
    if isinstance(found, UUID):
        return found
    try:
        return UUID(found) if isinstance(found, str) else None
    except ValueError:
        return None


def _shown(found: Any) -> str:
    """Return what was found, in a few words: its type, and a string as it is."""
    return f"'{found:.60}'" if isinstance(found, str) else f"a {type(found).__name__}"
