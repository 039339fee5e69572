"""Several processes of one office at once: forked, each with its own connection, all begun at the same moment."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connections

FORK = multiprocessing.get_context("fork")


def together(count: int, work: Callable[..., Any], *args: Any, seconds: float = 60) -> list[Any]:
    """Run `work(number, *args)` in so many processes at once; return what each returned. An error in one is raised."""
    connections.close_all()
    barrier, answers = FORK.Barrier(count), FORK.Queue()

    def body(number: int) -> None:
        try:
            barrier.wait(seconds)
            answers.put((number, work(number, *args), ""))
        except BaseException:
            answers.put((number, None, traceback.format_exc()))
        finally:
            connections.close_all()

    children = [FORK.Process(target=body, args=(number,)) for number in range(count)]
    for child in children:
        child.start()
    found = sorted((answers.get(timeout=seconds) for _ in children), key=lambda row: row[0])
    for child in children:
        child.join(seconds)
    assert not [error for _number, _answer, error in found if error], found
    return [answer for _number, answer, _error in found]
