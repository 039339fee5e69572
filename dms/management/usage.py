"""How a command line is read: days and numbers with a clear refusal, and the words of argparse in the office's
language. argparse asks the `_` of its own module, which knows no catalogue of ours; so it is given one that does."""

from __future__ import annotations

import argparse
import datetime as dt
import textwrap
from typing import Any

from django.db.models import Choices
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

WORDS = (
    _("usage: "),
    _("positional arguments"),
    _("options"),
    _("show this help message and exit"),
    _("%(prog)s: error: %(message)s\n"),
    _("argument %(argument_name)s: %(message)s"),
    _("the following arguments are required: %s"),
    _("unrecognized arguments: %s"),
    _("ambiguous option: %(option)s could match %(matches)s"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
    _("invalid %(type)s value: %(value)r"),
    _("not allowed with argument %s"),
    _("ignored explicit argument %r"),
    _("expected one argument"),
    _("expected at most one argument"),
    _("expected at least one argument"),
)
"""The texts of argparse that a person meets here; others (and those of later Pythons) stay English."""
WIDTH = 100


def speak() -> None:
    """Let argparse use the active language."""
    vars(argparse).update(_=gettext, ngettext=ngettext)


def wrapped(text: str) -> str:
    """Return a description broken into lines, so that the examples below it can keep theirs."""
    return textwrap.fill(text, WIDTH)


def day(text: str) -> dt.date:
    """Return a day given as an option; refuses what is none with the form to write it in."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        message = gettext("“%(text)s” is not a day. Write it as year-month-day: 2035-01-31.")
        raise argparse.ArgumentTypeError(message % {"text": text}) from None


def number(text: str) -> int:
    """Return a whole number from 0 given as an option."""
    if not (text.isascii() and text.isdigit()):
        message = gettext("“%(text)s” is not a whole number from 0.")
        raise argparse.ArgumentTypeError(message % {"text": text})
    return int(text)


def port(text: str) -> int:
    """Return the number of a port given as an option."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        message = gettext("“%(text)s” is not a port; ports are numbers from 1 to 65535.")
        raise argparse.ArgumentTypeError(message % {"text": text})
    return int(text)


def meanings(choices: type[Choices]) -> str:
    """Return the values of an option that takes one of these, each with its words in the office."""
    return "; ".join(f"{value}: {label}" for value, label in choices.choices)


def verbs_of(parser: argparse.ArgumentParser) -> dict[str, Any]:
    """Return the subcommands of a parser by name, each told what its line in the list of them says."""
    found: dict[str, Any] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= action.choices
            for line in action._choices_actions:
                found[line.dest].description = line.help
    return found
