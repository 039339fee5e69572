#!/bin/sh
# setup.sh REQUIREMENTS: the virtual environment with exactly the locked packages, and the command `akta` in it.
set -eu
wanted=$1
python=${PYTHON:-python3}
"$python" - <<'PY' || { echo "Akta needs Python 3.11 to 3.14; set PYTHON to one of these." >&2; exit 1; }
import sys
sys.exit(not (3, 11) <= sys.version_info < (3, 15))
PY
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "Python's venv is missing. On Debian: apt install python3-venv" >&2
    exit 1
fi
[ -x .venv/bin/python ] || "$python" -m venv .venv
if [ ! -x .venv/bin/uv ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.txt
fi
keep=$(mktemp)
trap 'rm -f "$keep"' EXIT
cat "$wanted" requirements-setup.txt >"$keep"
# Compiled here, because the box that reads files may not write to the environment and would compile at every start.
VIRTUAL_ENV=$PWD/.venv .venv/bin/uv pip sync --quiet --compile-bytecode --require-hashes "$keep"
# The package itself, without building anything: a path file and the console script.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n' "$PWD" >"$site/akta.pth"
cat >.venv/bin/akta <<SCRIPT
#!$PWD/.venv/bin/python
import sys
from dms.cli import main
sys.exit(main())
SCRIPT
chmod 755 .venv/bin/akta
