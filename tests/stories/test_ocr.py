"""A scan's text is recognised in the slow queue; without the program the job waits and goes on when it is there."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from dms.access.system import SYSTEM
from dms.jobs import ledger
from dms.jobs.models import Job
from dms.records.models import Record
from ingest.actions import Destination, receive
from ingest.box import Box
from tests import make
from tests.tools import need


def _scan() -> bytes:
    picture = Image.new("L", (1200, 500), 255)
    draw = ImageDraw.Draw(picture)
    draw.text((60, 120), "URZAD MIASTA", fill=0, font_size=90)
    draw.text((60, 280), "wniosek o remont", fill=0, font_size=80)
    out = io.BytesIO()
    picture.save(out, "PNG", dpi=(200, 200))
    return out.getvalue()


def _take(name: str = "skan.png") -> Record:
    receive(io.BytesIO(_scan()), name, source="upload", by=SYSTEM, where=Destination(unit=make.make_unit()))
    make.work_jobs()
    return Record.objects.get()


def test_the_text_of_a_scan_is_found(office):
    need("tesseract")
    record = _take()
    assert "wniosek" in record.components.get().text.text
    job = Job.objects.get(name="ingest.ocr")
    assert job.state == Job.State.DONE and job.done_count == job.total_count == 1


def test_without_the_program_the_job_waits_and_then_goes_on(office, monkeypatch):
    need("tesseract")
    really = Box.read

    def without(self, path, identity, **options):
        """Read as on a machine that has no tesseract."""
        if not options.get("ocr"):
            return really(self, path, identity, **options)
        reading = really(self, path, identity, **(options | {"ocr": False}))
        reading.problem("ocr.tool_missing", tool="tesseract")
        return reading

    monkeypatch.setattr(Box, "read", without)
    record = _take()
    job = Job.objects.get(name="ingest.ocr")
    assert job.state == Job.State.WAITING and job.problem["params"] == {"tool": "tesseract"}
    assert "ocr.tool_missing" in [problem["code"] for problem in record.components.get().problems]
    monkeypatch.undo()
    ledger._resume_waiting()
    make.work_jobs()
    assert "wniosek" in record.components.get().text.text
    assert "ocr.tool_missing" not in [problem["code"] for problem in record.components.get().problems]
