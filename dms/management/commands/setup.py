"""`akta setup`: make the folders, the database and the index of this office, or bring them up to date."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms import database
from dms.access.system import Principal
from dms.management.base import AktaCommand


class Command(AktaCommand):
    """Prepare the office."""

    help = noop(
        "Make the database, the archive and the index of this office, or bring them up to date. Safe to run again."
    )
    example = "akta setup"
    acts_as = False
    needs_office = False

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Migrate, open the archive, have an index."""
        from dms.archive.store import archive
        from search import indexing

        database.prepare()
        archive()
        built = 0
        indexing.index().about()  # refuses a server that does not answer, with the reason
        if not indexing.index().is_current():
            built = indexing.rebuild()
        return {"home": str(settings.AKTA_HOME), "indexed": built}

    def tell(self, data: dict[str, Any]) -> None:
        """Say where it is."""
        self.stdout.write(_("The office is ready in %(home)s.") % {"home": data["home"]})
