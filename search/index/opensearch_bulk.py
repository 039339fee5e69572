"""Writing documents in portions; what the cluster was too busy for is sent again, what it refuses ends the writing."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from typing import Any

from search.index.base import Document, IndexMissing, IndexUnreachable
from search.index.opensearch_client import PAUSES, Server, patiently
from search.index.opensearch_mapping import as_body

PORTION, PORTION_BYTES = 500, 8_000_000
_BUSY = frozenset({429, 502, 503, 504})

Action = tuple[str, str]
"""An id and the lines of the request that write or delete it."""


def write(server: Server, alias: str, documents: Iterable[Document], deletes: Iterable[str] = ()) -> int:
    """Write through an alias and delete ids; return how many were written. Each portion is durable at its answer.

    Raises `IndexMissing` when there is no such alias (nothing is ever created by writing), `IndexUnreachable`.
    """
    count = 0
    for portion in _portions(_actions(documents, deletes)):
        _send(server, alias, portion)
        count += sum("\n" in lines for _id, lines in portion)
    return count


def _actions(documents: Iterable[Document], deletes: Iterable[str]) -> Iterator[Action]:
    for one in deletes:
        yield one, json.dumps({"delete": {"_id": one}})
    for document in documents:
        head = json.dumps({"index": {"_id": document.id}})
        yield document.id, f"{head}\n{json.dumps(as_body(document), ensure_ascii=False)}"


def _portions(actions: Iterable[Action]) -> Iterator[list[Action]]:
    portion: list[Action] = []
    size = 0
    for action in actions:
        portion.append(action)
        size += len(action[1])
        if len(portion) >= PORTION or size >= PORTION_BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _send(server: Server, alias: str, portion: list[Action]) -> None:
    """Send a portion; raises what `write` raises."""
    for pause in (*PAUSES, None):
        answer = _ask(server, alias, "".join(f"{lines}\n" for _id, lines in portion))
        if not answer["errors"]:
            return
        portion = list(_again(portion, answer["items"]))
        if not portion:
            return
        if pause is None:
            raise IndexUnreachable(reason="the cluster is too busy to write")
        time.sleep(pause)


def _ask(server: Server, alias: str, body: str) -> dict[str, Any]:
    params = {"require_alias": "true", "filter_path": "errors,items.*.status,items.*.error", **patiently()}
    answer: dict[str, Any] = server.ask(lambda client: client.bulk(body=body, index=alias, params=dict(params)))
    return answer


def _again(portion: list[Action], items: list[dict[str, Any]]) -> Iterator[Action]:
    """Yield the actions to repeat. Raises ValueError for a document that the server will never take."""
    for action, item in zip(portion, items, strict=True):
        (outcome,) = item.values()
        error = outcome.get("error")
        if not error:  # also 404 of a delete: it is gone
            continue
        if error["type"] == "index_not_found_exception":
            raise IndexMissing
        if outcome["status"] not in _BUSY:
            raise ValueError(f"{action[0]}: {error['type']}: {error.get('reason', '')[:300]}")
        yield action
