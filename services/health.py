"""Is this process well? `python services/health.py web|worker`: exit code 0 or 1, for the health checks of containers.

`web` asks the sign-in page on this machine; a refusal (a host name not allowed) is still an answer. `worker` looks for
a heartbeat of this machine's workers in the ledger.
"""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request
from pathlib import Path


def web(port: int = 8000) -> bool:
    """Tell whether the web server answers with anything but an error of its own."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/logowanie/", timeout=8) as answer:
            return bool(answer.status < 500)
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False


def worker() -> bool:
    """Tell whether a worker of the main queue beats."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dms.settings")
    import django

    django.setup()
    from dms.jobs import ledger

    return ledger.workers_alive() > 0


def main(arguments: list[str]) -> int:
    """Run one check."""
    if arguments == ["worker"]:
        return 0 if worker() else 1
    if arguments[:1] == ["web"]:
        return 0 if web(*map(int, arguments[1:2])) else 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
