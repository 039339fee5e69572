"""The jobs as people see them: names in words, counts by state, lags, and the line in the footer."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_noop as _

from dms import doctor, navigation
from dms.access import policy
from dms.archive import protection, writeback
from dms.errors import sentence
from dms.jobs import ledger
from dms.jobs.models import Job
from dms.storage import probe
from search import indexing

NAMES = {
    "ingest.arrival": _("Take a file in"),
    "ingest.ocr": _("Recognise the text of scans"),
    "search.index": _("Bring the index up to date"),
    "retention.compute": _("Compute a due date"),
    "archive.flush": _("Write changes into the archive"),
    "audit.seal": _("Seal the audit trail"),
    "ingest.tidy": _("Sweep the room of arrivals"),
    "jobs.clear": _("Forget finished jobs"),
    "storage.check": _("Try out the protection of the store"),
    "storage.renew": _("Renew the locks of the store"),
    "storage.sweep": _("Give up uploads that broke off"),
}
"""Name of a handler → msgid; a handler without one is shown by its name."""

STATES = {
    "ready": _("in the queue"), "running": _("running"), "waiting": _("on hold: a program is missing"),
    "set_aside": _("set aside"), "done": _("done"),
}  # fmt: skip
"""State of a job → msgid."""

KINDS = {"set_aside": "danger", "waiting": "warn", "running": "ok", "done": "ok", "ready": ""}
ICONS = {"set_aside": "warning", "waiting": "hold", "running": "activity", "done": "check", "ready": "clock"}
REPORT_SECONDS = 300


def name_of(job: Job) -> str:
    """Return what a job does, in words."""
    return gettext(NAMES[job.name]) if job.name in NAMES else job.name


def problem_of(job: Job) -> str:
    """Return why a job was set aside or waits, as a sentence; empty where nothing went wrong."""
    return sentence(job.problem["message"], job.problem.get("params", {})) if job.problem else ""


def counts() -> dict[str, int]:
    """Return the number of jobs by state, all states named; one query."""
    found = dict(Job.objects.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in Job.State.values}


def lags() -> dict[str, Any]:
    """Return what archive and index do not have yet, and how many workers live."""
    lag = writeback.lag()
    waiting = lag["waiting"] if isinstance(lag["waiting"], dict) else {}
    return {
        "archive": sum(waiting.values()), "archive_since": lag["since"], "index": indexing.lag(),
        "workers": ledger.workers_alive(),
    }  # fmt: skip


def store() -> dict[str, Any] | None:
    """Return how protected the store of the archive is, with what the probe missed in words; None for a folder."""
    found = protection.state()
    if found:
        found["faults"] = [
            {"title": gettext(probe.TITLES[one.name]), "failed": one.result == probe.FAILED,
             "needed": one.name in probe.NEEDED}
            for one in found["faults"]
        ]  # fmt: skip
    return found


def machine() -> list[dict[str, Any]]:
    """Return what this machine has and lacks; asked of its programs at most every five minutes."""
    rows: list[dict[str, Any]] = cache.get_or_set(f"doctor:{get_language()}", doctor.report, REPORT_SECONDS) or []
    return rows


def status(user: Any) -> navigation.Status | None:
    """Return the line of the footer for those who may read jobs."""
    if not policy.can(user, "job.read"):
        return None
    found = counts()
    going, aside = found["ready"] + found["running"], found["set_aside"] + found["waiting"]
    text = ngettext("Background jobs: %(n)d in hand", "Background jobs: %(n)d in hand", going) % {"n": going}
    if aside:
        text += ngettext(", %(n)d set aside", ", %(n)d set aside", aside) % {"n": aside}
    return navigation.Status(text, "warn" if aside else "", "jobs")
