#!/usr/bin/env bash
# Valkey or Redis on 127.0.0.1:$REDIS_PORT, whichever is there ($REDIS_SERVER names another); every write on disk
# before it is answered.
#   cli …   the program's own client
NAME=redis
. "$(dirname "$0")/lib.sh"
REDIS_PORT=${REDIS_PORT:-16379}
server() { command -v ${REDIS_SERVER:-valkey-server} || command -v redis-server; }
client() { command -v valkey-cli || command -v redis-cli; }
check() { { server && client; } >/dev/null || lacks "Valkey or Redis" "apt-get install redis-server"; }
do_cli() { "$(client)" -h 127.0.0.1 -p "$REDIS_PORT" "$@"; }
answers() { [ "$(do_cli ping)" = PONG ]; } # while it loads its data it says LOADING
begin() {
  local account
  account=$(id -un)
  [ "$ROOT" = no ] || for account in valkey redis nobody; do ! id -u "$account" >/dev/null 2>&1 || break; done
  need_port "$REDIS_PORT"
  own "$account" "$D/data"
  # noeviction: with any other policy a full memory throws queued jobs away
  spawn "$D" $([ "$ROOT" = no ] || echo setpriv --reuid="$account" --regid="$(id -g "$account")" --init-groups) \
    "$(server)" --bind 127.0.0.1 --port "$REDIS_PORT" --protected-mode yes --daemonize no --dir "$D/data" --databases 4 \
    --appendonly yes --appendfsync "${REDIS_FSYNC:-always}" --save "" --maxmemory 256mb --maxmemory-policy noeviction
  until_ready "$D" answers
}
main "$@"
