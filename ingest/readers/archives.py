"""Archives: what they hold, listed within limits; nothing is unpacked.

ZIP and TAR by the standard library (member names are data, never paths); of 7z only the number of entries.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
from typing import IO, TYPE_CHECKING, Any

from ingest.readers import Unreadable, sevenzip
from ingest.readers.package import Package
from ingest.reading import Reading

if TYPE_CHECKING:
    from ingest.box.job import Job

_OPENERS: dict[str, Any] = {
    "application/gzip": gzip.open,
    "application/x-bzip2": bz2.open,
    "application/x-xz": lzma.open,
}


def read(job: Job, reading: Reading) -> None:
    """List an archive; raises Unreadable for a damaged one or a bomb."""
    media_type = job.identity.media_type
    if media_type in {
        "application/zip",
        "application/vnd.etsi.asic-e+zip",
        "application/vnd.etsi.asic-s+zip",
    }:
        with Package(job.path, job.limits) as package:
            package.listing(reading)
            _names([info.filename for info in package.infos if not info.is_dir()], reading)
    elif media_type == "application/x-tar" or media_type in _OPENERS:
        _tar(job, reading)
    elif media_type == "application/x-7z-compressed":
        reading.fact("archive_entry_count", sevenzip.entries(job.path, job.limits))
    else:
        reading.problem("not_read", media_type=media_type)


def _names(names: list[str], reading: Reading) -> None:
    """Make the members' names findable as the archive's text."""
    reading.pages, reading.method = ["\n".join(names)[:1_000_000]], "listing"


class _Counted:
    """A stream that refuses to give more than the limit, so a small file cannot unpack without end."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self.stream, self.limit, self.left = stream, limit, limit

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(min(size, 1 << 20) if size >= 0 else 1 << 20)
        self.left -= len(data)
        if self.left < 0:
            raise Unreadable("zip.bomb", limit=self.limit)
        return data


def _tar(job: Job, reading: Reading) -> None:
    opener = _OPENERS.get(job.identity.media_type, open)
    names: list[str] = []
    total = 0
    limit = min(job.limits.unpacked_bytes, max(10 << 20, job.size * job.limits.ratio))
    try:
        with opener(job.path, "rb") as raw, tarfile.open(fileobj=_Counted(raw, limit), mode="r|") as archive:  # type: ignore[call-overload]
            for member in archive:
                if member.isfile():
                    names.append(member.name)
                    total += member.size
                if len(names) > job.limits.members:
                    raise Unreadable("zip.too_many", limit=job.limits.members)
    except tarfile.ReadError:
        if job.identity.media_type == "application/x-tar":
            raise Unreadable("archive.damaged") from None
        reading.problem("not_read", media_type=job.identity.media_type)
        return
    except (OSError, EOFError, lzma.LZMAError, ValueError) as error:
        raise Unreadable("archive.damaged") from error
    reading.fact("archive_file_count", len(names))
    reading.fact("archive_unpacked_bytes", total)
    _names(names, reading)
