"""The console script `akta`: Django's commands under the office's name."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command named on the command line; without one, list what there is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dms.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        print(f"akta: {problem}", file=sys.stderr)
        sys.exit(3)  # dms.errors.EXIT_ERROR; that module cannot be imported without settings
    except KeyboardInterrupt:
        sys.exit(130)
