"""ZIP packages within limits: member count, total size, ratio; bytes counted while inflating (sizes lie)."""

from __future__ import annotations

import zipfile
import zlib
from types import TracebackType
from typing import Any

from ingest.box.limits import Limits
from ingest.readers import Unreadable
from ingest.readers.markup import XMLRefused, parse
from ingest.reading import Reading

MEMBER_CAP = 256 << 20


class Package:
    """An open ZIP file whose members are read only after the whole has passed the limits."""

    def __init__(self, path: Any, limits: Limits) -> None:
        self.limits = limits
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as error:
            raise Unreadable("zip.damaged") from error
        self.infos = self._zip.infolist()
        self.names = {info.filename for info in self.infos}
        self.left = limits.unpacked_bytes
        try:
            self._refuse_bombs()
        except Unreadable:
            self._zip.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(self, _k: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self._zip.close()

    def _refuse_bombs(self) -> None:
        if len(self.infos) > self.limits.members:
            raise Unreadable("zip.too_many", limit=self.limits.members)
        total = sum(info.file_size for info in self.infos)
        packed = sum(info.compress_size for info in self.infos)
        if total > self.limits.unpacked_bytes:
            raise Unreadable("zip.bomb", limit=self.limits.unpacked_bytes)
        if total > (10 << 20) and total > self.limits.ratio * max(1, packed):
            raise Unreadable("zip.bomb", limit=self.limits.ratio)

    @property
    def encrypted(self) -> bool:
        """Tell whether any member is locked with a password."""
        return any(info.flag_bits & 1 for info in self.infos)

    def listing(self, reading: Reading) -> None:
        """Note number, size and locking of the members."""
        files = [info for info in self.infos if not info.is_dir()]
        reading.fact("archive_file_count", len(files))
        reading.fact("archive_unpacked_bytes", sum(info.file_size for info in files))
        reading.fact("archive_encrypted", self.encrypted)

    def get(self, name: str) -> bytes:
        """Return a member's bytes, counted while inflating; raises Unreadable when damaged or huge."""
        cap = min(MEMBER_CAP, self.left)
        try:
            with self._zip.open(name) as member:
                data = member.read(cap + 1)
        except KeyError as error:
            raise Unreadable("zip.member_missing", name=name) from error
        except RuntimeError as error:
            raise Unreadable("office.password") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise Unreadable("zip.damaged") from error
        if len(data) > cap:
            raise Unreadable("zip.bomb", limit=cap)
        self.left -= len(data)
        return data

    def xml(self, name: str) -> Any:
        """Return a member's root element; raises Unreadable when missing or refused."""
        try:
            return parse(self.get(name))
        except XMLRefused as error:
            raise Unreadable("xml.refused", name=name) from error
