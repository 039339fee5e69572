"""The console script `akta`: the office's commands, in one language, with exit codes that tell faults apart.

Exit codes: 0 success, 1 refused, 2 wrong usage, 3 error; `dms.errors` has them for what is inside a command.
"""

from __future__ import annotations

import difflib
import os
import sys
import textwrap
from pkgutil import iter_modules

_USAGE, _ERROR, _INTERRUPTED = 2, 3, 130
HELP = {"help", "--help", "-h"}
VERSION = {"version", "--version"}
WIDTH = 115  # of a sentence in the list of commands


def main() -> None:
    """Run the command named on the command line; without one, list what there is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dms.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
    except ModuleNotFoundError:  # a bare Python ran manage.py
        print("akta: the packages of Akta are not installed in this Python. Type: make setup", file=sys.stderr)
        sys.exit(_ERROR)
    from dms import lost

    lost.be_patient(60)
    try:
        run(sys.argv)
    except ImproperlyConfigured as problem:
        print(f"akta: {problem}", file=sys.stderr)
        sys.exit(_ERROR)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


def run(argv: list[str]) -> None:
    """Run one command line (its first word is the program). Ends with SystemExit unless the code is 0."""
    import django
    from django.core.management import execute_from_command_line
    from django.utils import translation

    django.setup()
    language, words = split_language(argv[1:])
    with translation.override(language):
        if not words or (words[0] in HELP and not words[1:]):
            print(overview())
        elif words[0] in VERSION:
            print(_version())
        else:
            name = words[1] if words[0] == "help" else words[0]
            _require_command(name)
            execute_from_command_line([argv[0], name, *(["--help"] if words[0] == "help" else words[1:])])


def split_language(words: list[str]) -> tuple[str, list[str]]:
    """Return the language of a command line and its other words: help and faults of usage are told in it, too.

    Without `--language` it is that of the settings. An unknown language stays among the words, to be refused.
    """
    from django.conf import settings

    language, rest, at = settings.LANGUAGE_CODE, [], 0
    while at < len(words):
        name, joined, value = words[at].partition("=")
        given = value if joined else "".join(words[at + 1 : at + 2])
        if name == "--language" and given in dict(settings.LANGUAGES):
            language = given
            at += 1 if joined else 2
        else:
            rest.append(words[at])
            at += 1
    return language, rest


def names() -> list[str]:
    """Return the names of the office's own commands; Django's stay usable (`migrate`, `shell`) and unmentioned."""
    from dms.management import commands

    return [module.name for module in iter_modules(commands.__path__)]


def overview() -> str:
    """Return the office's own commands, one line each."""
    from django.core.management import load_command_class
    from django.utils.translation import gettext as _

    lines = [_("%(version)s: akta COMMAND --help says more and gives an example.") % {"version": _version()}, ""]
    for name in names():
        text = _(load_command_class("dms", name).help).split(". ")[0].rstrip(".") + "."
        lines.append(f"  {name:10} {textwrap.shorten(text, WIDTH, placeholder=' …')}")
    return "\n".join(lines)


def _version() -> str:
    from dms import __version__

    return f"Akta {__version__}"


def _require_command(name: str) -> None:
    """End with a sentence and the code of wrong usage when there is no such command, ours or Django's."""
    from django.core.management import get_commands
    from django.utils.translation import gettext as _

    ours = names()
    if name in ours or name in get_commands():
        return
    text = [_("There is no command “%(word)s”.") % {"word": name}]
    if near := difflib.get_close_matches(name, ours, cutoff=0.5):
        text.append(_("Did you mean: %(near)s?") % {"near": ", ".join(near)})
    text.append(_("`akta --help` lists the commands; options stand after the command."))
    print("akta:", *text, file=sys.stderr)
    sys.exit(_USAGE)
