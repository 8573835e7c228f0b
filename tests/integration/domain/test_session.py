"""Does `db.session` in a step or form read at once, write with the commit, and hold no lock in between?"""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from sqlalchemy import select, text, update

from engine import FormGenerator, FormPage, begin, db, done, inputstep, step
from engine.database import ProductTable, SubscriptionTable, transactional
from engine.domain.subscriptions import SubscriptionModel
from engine.outcome import ProcessStatus
from engine.store.database import Store
from engine.store.scope import scope_of
from tests.faults.test_commits_lost import FailingStore
from tests.integration.domain.shop import Node, new_node
from tests.lab import Lab, flow


def note_of(store: Store, node: SubscriptionModel) -> str | None:
    with store.reading() as connection:
        return connection.scalar(
            select(SubscriptionTable.note).where(SubscriptionTable.subscription_id == node.subscription_id)
        )


def sessions_in_transaction(store: Store) -> int:
    if store.kind == "sqlite":
        with store.writing():
            return 0
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in trans%'"
    with store.reading() as connection:
        return connection.scalar(text(query)) or 0


def test_a_step_reads_rows_and_their_relations_and_leaves_the_store_free_meanwhile(lab: Lab, store: Store) -> None:
    node = new_node(store)
    seen: list[Any] = []

    @step("Look")
    def look() -> None:
        row = db.session.get_one(SubscriptionTable, node.subscription_id)
        seen.extend([row.product.name, len(row.instances), sessions_in_transaction(store)])

    process_id = lab.go(flow(begin >> look >> done))
    assert lab.row(process_id).status is ProcessStatus.COMPLETED, lab.row(process_id).failed_reason
    assert seen == ["Node 10G", 3, 0]


@pytest.mark.parametrize("fails", [False, True])
def test_what_a_step_writes_is_committed_with_it_or_not_at_all(lab: Lab, store: Store, fails: bool) -> None:
    node = new_node(store)

    @step("Write")
    def write() -> None:
        db.session.get_one(SubscriptionTable, node.subscription_id).note = "written"
        assert note_of(store, node) is None
        assert sessions_in_transaction(store) == 0
        if fails:
            raise RuntimeError("no")

    lab.go(flow(begin >> write >> done))
    assert note_of(store, node) == (None if fails else "written")


@pytest.mark.parametrize("fails", [False, True])
def test_an_author_who_sends_dml_himself_has_it_in_the_steps_own_transaction(
    lab: Lab, store: Store, fails: bool
) -> None:
    node = new_node(store)

    @step("Write")
    def write(node: Node) -> dict[str, Any]:
        mine = update(SubscriptionTable).where(SubscriptionTable.subscription_id == node.subscription_id)
        db.session.execute(mine.values(note="sent"))
        seen = db.session.scalar(select(SubscriptionTable.note).where(SubscriptionTable.note == "sent"))
        if fails:
            raise RuntimeError("no")
        return {"seen": seen}

    process_id = lab.go(flow(begin >> step("Give")(lambda: {"node": node}) >> write >> done))
    assert lab.row(process_id).status is (ProcessStatus.FAILED if fails else ProcessStatus.COMPLETED)
    assert note_of(store, node) == (None if fails else "sent")


def test_models_and_rows_of_one_step_are_written_together(lab: Lab, store: Store) -> None:
    node = new_node(store)

    @step("Write")
    def write(node: Node) -> dict[str, Any]:
        node.node.node_name = "by model"
        db.session.scalars(select(ProductTable).where(ProductTable.name == "Circuit")).one().description = "by row"
        return {"node": node}

    process_id = lab.go(flow(begin >> step("Give")(lambda: {"node": node}) >> write >> done))
    assert lab.row(process_id).status is ProcessStatus.COMPLETED, lab.row(process_id).failed_reason
    with scope_of(store):
        assert Node.from_subscription(node.subscription_id).node.node_name == "by model"
        assert (
            db.session.scalars(select(ProductTable.description).where(ProductTable.name == "Circuit")).one() == "by row"
        )


def test_a_commit_in_a_step_does_nothing_and_warns(lab: Lab, store: Store) -> None:
    node = new_node(store)

    @step("Write")
    def write() -> None:
        db.session.get_one(SubscriptionTable, node.subscription_id).note = "half"
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            db.session.commit()
        assert [str(warning.message) for warning in heard] == [
            "db.session.commit() in a step or form does nothing; its end commits"
        ]
        raise RuntimeError("no")

    lab.go(flow(begin >> write >> done))
    assert note_of(store, node) is None


def test_a_form_reads_and_what_it_writes_while_it_is_only_looked_at_is_dropped(lab: Lab, store: Store) -> None:
    node = new_node(store)

    @inputstep("Ask")
    def ask() -> FormGenerator:
        row = db.session.get_one(SubscriptionTable, node.subscription_id)

        class Note(FormPage):
            note: str = row.description

        answer = yield Note
        row.note = answer.note
        return {}

    process_id = lab.go(flow(begin >> ask >> done))
    lab.operations.form(process_id).walk([{"note": "only looked"}])
    assert note_of(store, node) is None
    lab.operations.submit(process_id, [{"note": "answered"}])
    assert note_of(store, node) == "answered"


def test_outside_of_a_step_a_script_says_which_store_and_commits_by_itself(store: Store) -> None:
    node = new_node(store)
    with pytest.raises(RuntimeError, match=r"within db\.database_scope"):
        db.session  # noqa: B018  (the look is the test)
    db.use(store)
    with db.database_scope():
        db.session.get_one(SubscriptionTable, node.subscription_id).note = "not committed"
    assert note_of(store, node) is None
    with db.database_scope():
        db.session.get_one(SubscriptionTable, node.subscription_id).note = "first"
        db.session.commit()
        with transactional(db):
            db.session.get_one(SubscriptionTable, node.subscription_id).note = "second"
    assert note_of(store, node) == "second"


def test_a_step_whose_commit_the_store_lost_keeps_its_models_and_fails_for_its_session(
    lab: Lab, store: Store, store_url: str
) -> None:
    node, other = new_node(store), new_node(store, "ams2")
    failing = FailingStore(store_url)

    @step("By model")
    def by_model(node: Node) -> dict[str, Any]:
        failing.undone = {failing.commits + 1}
        node.note = "kept"
        return {"node": node}

    @step("Looks")
    def looks() -> dict[str, Any]:
        failing.undone = {failing.commits + 1}
        return {"seen": db.session.get_one(SubscriptionTable, other.subscription_id).description}

    @step("By session")
    def by_session() -> None:
        failing.undone = {failing.commits + 1}
        db.session.get_one(SubscriptionTable, other.subscription_id).note = "lost"

    engine = lab.another_engine(failing)
    engine._runner._pause = lambda seconds: True
    give = step("Give")(lambda: {"node": node})
    process_id = lab.start(flow(begin >> give >> by_model >> looks >> by_session >> done))
    engine.run_here(process_id)

    assert note_of(store, node) == "kept"
    assert ("Looks", "success") in lab.log(process_id)
    assert note_of(store, other) is None
    assert lab.row(process_id).last_step == "By session"
    assert "what the session held is lost with it" in (lab.row(process_id).failed_reason or "")
    lab.close()
    failing.close()
