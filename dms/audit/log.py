"""Writing events and hearing them: `record()` inside an action's transaction, `follow()` for who must react.

Followers run in the same transaction and may only add rows (jobs, marks): no parsing, no storage, no network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from dms import canonical
from dms.audit.models import AuditEvent

Follower = Callable[[AuditEvent], None]
_followers: list[tuple[str, Follower]] = []


@dataclass(frozen=True)
class Actor:
    """Who did it, as data. `via` says how (command, operating system's user) where that matters."""

    kind: str
    id: str
    name: str
    via: dict[str, str] = field(default_factory=dict, hash=False)


def follow(prefix: str = "") -> Callable[[Follower], Follower]:
    """Register a follower for all verbs that start with `prefix` (all verbs when empty)."""

    def register(follower: Follower) -> Follower:
        if (prefix, follower) not in _followers:
            _followers.append((prefix, follower))
        return follower

    return register


def record(verb: str, subject: tuple[str, object], actor: Actor, data: dict[str, Any] | None = None) -> AuditEvent:
    """Write one event and tell the followers. Must run inside the action's transaction.

    `subject` is (kind, id); `data` is plain JSON without document content. Raises TransactionManagementError
    outside a transaction, so that an event and its change always commit together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an audit event belongs inside the action's transaction")
    details = dict(data or {})
    if actor.via:
        details["via"] = dict(actor.via)
    event = AuditEvent(
        verb=verb,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        at=dt.datetime.now(dt.UTC),
        data=_plain(details),
    )
    event.digest = canonical.digest(event.as_data())
    event.save()
    for prefix, follower in _followers:
        if verb.startswith(prefix):
            follower(event)
    return event


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    import json

    result: dict[str, Any] = json.loads(canonical.dumps(data))
    return result
