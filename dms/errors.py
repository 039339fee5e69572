"""The tree of errors: every way Akta says no, each with a stable code and a sentence for the user.

    AktaError
    ├── Refused          the request is wrong or not allowed; nothing was changed; asking again will not help
    │   ├── NotPermitted     the person may see the thing but not do this to it
    │   ├── NotFound         it is not there, or the person may not know of it
    │   ├── Invalid          a value is wrong; `fields` names them
    │   ├── Conflict         the state does not allow it (closed case, already filed)
    │   └── Unreadable       a file cannot be read (damaged, encrypted, unknown)
    ├── Unavailable      something outside is missing or busy; trying later may help
    │   ├── ToolMissing      a program of the machine is not installed
    │   ├── StorageFailed    the archive or a store did not do what was asked
    │   └── DatabaseAway     the server of the database does not answer
    └── Damaged          kept data is not what it was: digests differ, a chain is broken

`code` is stable and machine-readable (`record.not_final_class`); `message` is an English msgid that the
Polish catalogue translates; `params` fill it. The text is made at display, in the reader's language, so
an error can be stored (as `as_data()`) and shown later to somebody else.

Exit codes of the command line follow the tree: 0 success, 1 refused, 2 wrong usage, 3 error.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

EXIT_OK, EXIT_REFUSED, EXIT_USAGE, EXIT_ERROR = 0, 1, 2, 3


class AktaError(Exception):
    """Base of the tree. Subclass it, give a `code` and a `message`; raise it with the params as keywords."""

    code = "error"
    message = _("Something went wrong.")
    status = 500
    exit_code = EXIT_ERROR
    retry = True  # may a job try again?

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(self.code)

    def __str__(self) -> str:
        """Return the sentence for the user in the active language."""
        return sentence(self.message, self.params)

    def as_data(self) -> dict[str, Any]:
        """Return what is stored: code, msgid and params (JSON); `sentence()` turns it into text again."""
        return {"code": self.code, "message": self.message, "params": {k: str(v) for k, v in self.params.items()}}


def sentence(message: str, params: dict[str, Any]) -> str:
    """Return the translated sentence; a missing parameter never hides the message itself."""
    text = gettext(message)
    try:
        return text % params if params else text.replace("%%", "%")
    except (KeyError, TypeError, ValueError):
        return text


class Refused(AktaError):
    """The request is wrong or not allowed; nothing was changed."""

    code = "refused"
    message = _("This cannot be done.")
    status = 400
    exit_code = EXIT_REFUSED
    retry = False


class NotPermitted(Refused):
    """The person may see the thing but not do this to it."""

    code = "not_permitted"
    message = _("You do not have the right to do this. The administrator of your office gives rights.")
    status = 403


class NotFound(Refused):
    """It is not there, or the person may not know of it."""

    code = "not_found"
    message = _("There is nothing here under “%(what)s”, or you may not see it.")
    status = 404


class Invalid(Refused):
    """A value is wrong. `fields` maps the field's name to a sentence."""

    code = "invalid"
    message = _("Some values are wrong.")
    status = 422

    def __init__(self, fields: dict[str, str] | None = None, **params: Any) -> None:
        super().__init__(**params)
        self.fields = fields or {}


class Conflict(Refused):
    """The state of the thing does not allow it."""

    code = "conflict"
    message = _("The state of this thing does not allow it.")
    status = 409


class Unreadable(Refused):
    """A file cannot be read: damaged, encrypted or of an unknown kind."""

    code = "unreadable"
    message = _("The file could not be read.")
    status = 422


class Unavailable(AktaError):
    """Something outside is missing or busy; trying later may help."""

    code = "unavailable"
    message = _("A part of the system is not available now. Try again in a moment.")
    status = 503


class ToolMissing(Unavailable):
    """A program of the machine is not installed."""

    code = "tool_missing"
    message = _("The program %(tool)s is not installed on this machine.")


class StorageFailed(Unavailable):
    """The archive or a store did not do what was asked."""

    code = "storage_failed"
    message = _("The store did not accept the data. Nothing was lost; the work will be tried again.")


class DatabaseAway(Unavailable):
    """The server of the database does not answer."""

    code = "database_away"
    message = _("The database does not answer now. What was kept is safe; try again in a moment.")


class Damaged(AktaError):
    """Kept data is not what it was."""

    code = "damaged"
    message = _("Kept data is damaged: %(what)s.")
