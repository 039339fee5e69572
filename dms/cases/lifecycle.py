"""The life of a case: state → verb → next state."""

from dms.cases.models import Case

LIFECYCLE: dict[str, dict[str, str]] = {
    Case.State.OPEN: {"close": Case.State.CLOSED},
    Case.State.CLOSED: {"reopen": Case.State.OPEN},
}
