"""`akta doctor`: what this machine has and lacks, and how the office is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dms import doctor
from dms.access.system import Principal
from dms.management.base import AktaCommand


class Command(AktaCommand):
    """Look at machine and office."""

    help = "Show which programs this machine has and lacks, what works without them, and how far the office's work is."
    example = "akta doctor"
    acts_as = False

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Look."""
        return {"tools": doctor.report(), "office": doctor.office()}

    def tell(self, data: dict[str, Any]) -> None:
        """One line per finding."""
        for row in data["tools"]:
            if row["found"]:
                self.stdout.write(f"✓ {row['name']}: {row['version']}")
            else:
                self.stdout.write(f"✗ {row['name']}: {_('missing')} – {row['without']} ({row['install']})")
        for name, value in data["office"].items():
            self.stdout.write(f"  {name}: {value}")
