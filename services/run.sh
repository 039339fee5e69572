#!/usr/bin/env bash
# run.sh COMMAND…: run a command of Akta on the servers that `make services` started, in an office of its own
# (build/services/office). A setting that is in the environment already wins over that of the servers.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -s build/services/env ] || { echo "The servers do not run; type: make services" >&2; exit 1; }
while IFS='=' read -r name value; do
  case $name in \#* | '') continue ;; esac
  [ -n "${!name+set}" ] || export "$name=$value"
done <build/services/env
export AKTA_HOME=${AKTA_HOME:-$PWD/build/services/office}
mkdir -p "$AKTA_HOME"
exec "$@"
