"""The console script `akta`: Django's commands under the office's name."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command named on the command line; without one, list what there is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dms.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    if sys.argv[1:] in ([], ["help"], ["--help"], ["-h"]):
        print(overview())
        return
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        print(f"akta: {problem}", file=sys.stderr)
        sys.exit(3)  # dms.errors.EXIT_ERROR; that module cannot be imported without settings
    except KeyboardInterrupt:
        sys.exit(130)


def overview() -> str:
    """Return the office's own commands, one line each; Django's stay usable (`migrate`, `shell`) and unmentioned."""
    from pkgutil import iter_modules

    import django
    from django.core.management import load_command_class

    from dms import __version__
    from dms.management import commands

    django.setup()
    lines = [f"Akta {__version__}: akta COMMAND --help says more and gives an example.", ""]
    for module in iter_modules(commands.__path__):
        text = str(load_command_class("dms", module.name).help).split(". ")[0].rstrip(".")
        lines.append(f"  {module.name:10} {text}.")
    return "\n".join(lines)
