"""Postgres ends our connections, is cut off, or loses its answer to a COMMIT in the middle of a run.

Is a finished step kept and not run again, and does the engine go on when Postgres is back?
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from sqlalchemy import make_url

from engine import State, begin, done, step
from engine.definition import Workflow
from engine.dsl import Step
from engine.host import Engine
from engine.outcome import ProcessStatus
from engine.store.database import Store
from engine.store.schema import open_store
from tests.clock import SettableClock
from tests.lab import Lab, flow
from tests.postgres import Databases


class Proxy:
    """Stands between an engine and Postgres; it can cut the line, refuse new ones, and cut after a COMMIT was sent."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.open = True
        self.commits = 0
        self.cut_after_commit = 0
        """The number of the COMMIT after which the line is cut, before its answer is through; 0: none."""
        self._lines: list[socket.socket] = []
        self._server = threading.Thread(target=self._serve, daemon=True)
        self._server.start()

    def cut(self) -> None:
        """Cut every line."""
        lines, self._lines = self._lines, []
        for line in lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.open = False
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the accept
        self._server.join(5)
        self._socket.close()
        self.cut()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._socket.accept()
            except OSError:
                return
            if not self.open:
                near.close()
                continue
            far = socket.socket(socket.AF_UNIX)
            try:
                far.connect(self._target)
            except OSError:
                near.close()
                far.close()
                continue
            self._lines += [near, far]
            threading.Thread(target=self._forward, args=(near, far), daemon=True).start()

    def _forward(self, near: socket.socket, far: socket.socket) -> None:
        with near, far, selectors.DefaultSelector() as ready, contextlib.suppress(OSError):
            ready.register(near, selectors.EVENT_READ, far)
            ready.register(far, selectors.EVENT_READ, near)
            lost = False
            while True:
                for key, _ in ready.select():
                    source: socket.socket = key.fileobj  # type: ignore[assignment]
                    data = source.recv(65_536)
                    if not data or (lost and source is far):
                        return
                    if source is near and b"COMMIT\x00" in data:
                        self.commits += 1
                        lost = self.commits == self.cut_after_commit
                    key.data.sendall(data)


@pytest.fixture
def lab(postgres_url: str, clock: SettableClock) -> Iterator[Lab]:
    """A lab on Postgres: what goes away here is a server."""
    store = open_store(postgres_url)
    made = Lab(store, clock)
    yield made
    made.close()
    store.close()


@pytest.fixture
def proxy(postgres_url: str) -> Iterator[Proxy]:
    query = make_url(postgres_url).query
    made = Proxy(f"{query['host']}/.s.PGSQL.{query.get('port', '5432')}")
    yield made
    made.close()


@pytest.fixture
def far(lab: Lab, proxy: Proxy, postgres_url: str) -> Iterator[tuple[Engine, list[float]]]:
    """An engine behind the proxy, and how long it waited between two tries; the proxy opens when it waits."""
    url = make_url(postgres_url)
    store = Store(
        url.set(host="127.0.0.1", port=proxy.port)
        .update_query_dict({"host": "127.0.0.1", "port": str(proxy.port)})
        .render_as_string(hide_password=False)
    )
    engine = lab.another_engine(store)
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        proxy.open = len(waits) >= 2
        return len(waits) < 50

    engine._runner._pause = wait
    yield engine, waits
    proxy.open = True
    lab.close()
    store.close()


def noting(ran: list[str], at: str = "", act: Callable[[], object] = lambda: None) -> Workflow:
    """Return a workflow of three steps that write down that they ran; `act` is done in one of them."""

    def made(name: str) -> Step:
        @step(name)
        def run() -> State:
            ran.append(name)
            if name == at:
                act()
            return {name: True}

        return run

    return flow(begin >> made("first") >> made("second") >> made("third") >> done)


def whole(lab: Lab, process_id: UUID) -> None:
    """Ask what every run must leave: each step logged once, in order, nobody's."""
    assert lab.row(process_id).status is ProcessStatus.COMPLETED
    assert lab.log(process_id) == [
        ("first", "success"),
        ("second", "success"),
        ("third", "success"),
        ("Done", "complete"),
    ]
    assert lab.owner_of(process_id) is None


def test_connections_ended_in_the_middle_of_a_step_do_not_run_it_again(
    lab: Lab, postgres: Databases, postgres_url: str
) -> None:
    ran: list[str] = []
    process_id = lab.start(noting(ran, "second", lambda: postgres.kick_out(postgres_url)))
    engine = lab.engine
    engine._runner._pause = lambda _: True

    assert engine.run_here(process_id)
    whole(lab, process_id)
    assert ran == ["first", "second", "third"]


def test_a_line_that_is_cut_and_stays_cut_for_a_while_is_waited_for(
    lab: Lab, proxy: Proxy, far: tuple[Engine, list[float]]
) -> None:
    engine, waits = far
    ran: list[str] = []

    def cut() -> None:
        proxy.open = False
        proxy.cut()

    process_id = lab.start(noting(ran, "second", cut))
    assert engine.run_here(process_id)
    whole(lab, process_id)
    assert ran == ["first", "second", "third"]
    assert len(waits) >= 2


def test_whichever_commit_loses_its_answer_each_step_is_done_and_logged_once(
    lab: Lab, proxy: Proxy, far: tuple[Engine, list[float]]
) -> None:
    engine, waits = far
    for number in range(1, 20):
        ran: list[str] = []
        process_id = lab.start(noting(ran))
        waits.clear()
        proxy.commits, proxy.cut_after_commit = 0, number
        assert engine.run_here(process_id)

        whole(lab, process_id)
        assert ran == ["first", "second", "third"], number
        if not waits:
            break
    assert 4 < number < 19
