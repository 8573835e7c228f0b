"""When is a failed retrystep tried again?"""

from __future__ import annotations

from typing import Any

import pytest

from engine.retry import Retry


@pytest.mark.parametrize(
    ("retry", "delays"),
    [
        pytest.param(Retry(first=10, factor=2, max=60, jitter=0), [10, 20, 40, 60, 60], id="doubles-up-to-the-cap"),
        pytest.param(Retry(first=10, factor=1, max=60, jitter=0), [10, 10, 10, 10, 10], id="stays"),
        pytest.param(Retry(first=0, factor=2, max=60, jitter=0), [0, 0, 0, 0, 0], id="at-once"),
        pytest.param(Retry(first=5, factor=3, max=5, jitter=0), [5, 5, 5, 5, 5], id="capped-from-the-first"),
        pytest.param(Retry(first=0.1, factor=1.5, max=60, jitter=0), [0.1, 0.15, 0.225, 0.3375, 0.50625], id="parts"),
        pytest.param(Retry(), [10, 20, 40, 80, 160], id="as-delivered"),
    ],
)
def test_the_delays_of_the_first_tries(retry: Retry, delays: list[float]) -> None:
    assert [retry.delay(attempt, lambda: 0.0) for attempt in range(1, 6)] == pytest.approx(delays)


def test_jitter_is_added_at_random_and_at_most_whole() -> None:
    retry = Retry(first=10, factor=2, max=60, jitter=4)

    assert [retry.delay(1, lambda part=part: part) for part in (0.0, 0.5, 1.0)] == [10, 12, 14]  # type: ignore[misc]
    assert retry.delay(50, lambda: 1.0) == 64
    assert len({retry.delay(1) for _ in range(20)}) > 1


def test_the_ten_thousandth_try_has_a_delay_too() -> None:
    assert Retry(first=1e-3, factor=10, max=3600, jitter=0).delay(10_000, lambda: 0.0) == 3600


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({"first": -1.0}, "cannot be negative"),
        ({"jitter": -0.1}, "cannot be negative"),
        ({"max": -1.0}, "cannot be negative"),
        ({"factor": 0.5}, "factor cannot be below 1"),
        ({"attempts": 0}, "a number from 1 on"),
        ({"first": 20.0, "max": 10.0}, r"max \(10\) is below first \(20\)"),
    ],
)
def test_figures_that_contradict_each_other_are_refused(figures: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Retry(**figures)
