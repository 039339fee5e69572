"""The bucket of acknowledged bytes: an S3 store with ordinary deletion. Apart, so that an office without one never
loads the S3 client."""

from __future__ import annotations

from dms.storage.s3 import S3Store
from dms.storage.s3_client import failing


class RemovingS3(S3Store):
    """A bucket with ordinary deletion; never the archive's."""

    def remove(self, path: str) -> None:
        """See `RemovingStore.remove`."""
        with failing(path):
            self._repeating.delete_object(**self._at(path))
