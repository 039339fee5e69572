# Sourced by the two scripts beside this one: `account NAME` says where the database of these settings is, in the
# variables that the programs of PostgreSQL read. So no password stands in a command line, where everyone could see it.
set -euo pipefail
umask 077
PYTHON=${AKTA_PYTHON:-$(dirname "$0")/../.venv/bin/python}

die() {
  echo "$(basename "$0"): $*" >&2
  exit 3
}
account() { # account default|owner|admin: the application, the owner (or the application without one), $POSTGRES_ADMIN_URL
  local found
  found=$(cd "$(dirname "$0")/.." && "$PYTHON" - "$1" <<'PY'
import os, shlex, sys
from urllib.parse import unquote, urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dms.settings")
from django.conf import settings

known = settings.DATABASES["default"]
if known["ENGINE"] != "dms.postgresql":
    sys.exit("the settings name no PostgreSQL (DATABASE_URL)")
if sys.argv[1] == "owner" and settings.DATABASE_OWNER:
    known = settings.DATABASE_OWNER
if sys.argv[1] == "admin":
    url = urlsplit(os.environ["POSTGRES_ADMIN_URL"])
    known = {"HOST": url.hostname, "PORT": url.port, "USER": url.username, "PASSWORD": unquote(url.password or "")}
    known["NAME"] = "postgres"
given = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
for variable, name in given.items():
    if known.get(name):
        print(f"export {variable}={shlex.quote(str(known[name]))}")
for name in ("sslmode", "sslrootcert"):
    if name in settings.DATABASES["default"]["OPTIONS"]:
        print(f"export PG{name.upper()}={shlex.quote(str(settings.DATABASES['default']['OPTIONS'][name]))}")
PY
  ) || die "the settings were refused"
  eval "$found"
}
need() { command -v "$1" >/dev/null || die "$1 is missing; type: apt-get install postgresql-client"; }
