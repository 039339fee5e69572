"""Celery: one task works the ledger, the scheduler sweeps it. Queues: `main` (what people wait for), `slow` (OCR)."""

from __future__ import annotations

import os

from celery import Celery
from celery.signals import worker_process_init, worker_process_shutdown
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dms.settings")
TRANSPORT_ALIASES["akta-files"] = "dms.jobs.broker:Transport"

from django.conf import settings  # noqa: E402

app = Celery("akta")
(settings.AKTA_HOME / "queue").mkdir(parents=True, exist_ok=True)  # beat keeps its times there, whatever the broker


def _embedded() -> dict[str, object]:
    folder = settings.AKTA_HOME / "queue"
    for name in ("messages", "taken", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    messages = str(folder / "messages")
    return {
        "data_folder_in": messages,
        "data_folder_out": messages,
        "processed_folder": str(folder / "taken"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.05,
    }


app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_transport_options=_embedded() if settings.CELERY_BROKER_URL.startswith("akta-files") else {},
    broker_connection_retry_on_startup=True,
    task_default_queue="main",
    task_ignore_result=True,
    task_acks_late=False,
    worker_prefetch_multiplier=4,
    worker_hijack_root_logger=False,
    worker_pool="dms.jobs.pool:TaskPool",
    worker_max_tasks_per_child=None,
    timezone="UTC",
    beat_schedule_filename=str(settings.AKTA_HOME / "queue" / "schedule"),
    beat_schedule={
        "sweep": {"task": "jobs.sweep", "schedule": 2.0, "options": {"queue": "main", "expires": 10}},
    },
)
app.autodiscover_tasks(["dms.jobs"])


@worker_process_init.connect  # type: ignore[untyped-decorator]
def _fresh_connections(**_kwargs: object) -> None:
    """A forked child must not share the parent's database connection; its heart starts with the first job."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
    from dms import lost
    from dms.jobs.work import Heart

    lost.be_patient(60)
    Heart(["main", "slow"]).__enter__()


@worker_process_shutdown.connect  # type: ignore[untyped-decorator]
def _close_box(**_kwargs: object) -> None:
    """A child of the pool ends without exit handlers: what its box wrote goes here."""
    from ingest.steps import extract

    extract.box().close()
