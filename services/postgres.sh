#!/usr/bin/env bash
# PostgreSQL 15 or newer on 127.0.0.1:$PG_PORT, with three accounts: akta_admin (superuser), akta_owner (owns the
# database and its tables: migrations) and akta_app (the application; may not create or change tables).
#   database NAME       make a fresh database in the ICU locale pl
#   sql DATABASE …      psql as akta_admin
#   url ACCOUNT NAME    the address of a database
NAME=postgres
. "$(dirname "$0")/lib.sh"
PG_PORT=${PG_PORT:-15432}
PG_PASSWORD=${PG_PASSWORD:-akta-test} # of all three accounts
PG_DATABASE=${PG_DATABASE:-akta}
SIGNAL=INT # ends the sessions; TERM would wait for every client to leave
account=postgres
[ "$ROOT" = yes ] || account=$(id -un)

bin() { # the newest of Debian's folders, or $PG_BIN
  local folder
  for folder in ${PG_BIN:-$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -Vr)} "$(dirname "$(command -v initdb || echo /-)")"; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then echo "$folder"; return; fi
  done
  return 1
}
check() {
  BIN=$(bin) && [ "$("$BIN/postgres" -V | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 15 ] ||
    lacks "PostgreSQL 15 or newer" "apt-get install postgresql postgresql-contrib"
  [ -e "$("$BIN/pg_config" --sharedir 2>/dev/null || echo "/usr/share/postgresql/$(basename "${BIN%/bin}")")/extension/pg_trgm.control" ] ||
    lacks "pg_trgm" "apt-get install postgresql-contrib"
  [ "$ROOT" = no ] || id -u postgres >/dev/null 2>&1 || lacks "the account postgres" "adduser --system --group postgres"
}
do_sql() { PGPASSWORD=$PG_PASSWORD "$(bin)/psql" -X -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PG_PORT" -U akta_admin -d "$@"; }
do_url() { echo "postgres://$1:$PG_PASSWORD@127.0.0.1:$PG_PORT/${2:-$PG_DATABASE}"; }
do_database() { # what the application may do there is the owner's to grant: akta setup does
  do_sql postgres -q -c "create database \"$1\" owner akta_owner template template0 encoding 'UTF8' \
    locale_provider icu icu_locale 'pl' locale 'C.UTF-8'" -c "revoke all on database \"$1\" from public" \
    -c "grant connect, temporary on database \"$1\" to akta_app"
  do_sql "$1" -q -c "alter schema public owner to akta_owner" -c "revoke all on schema public from public"
}
cluster() {
  local word=$D/word
  rm -rf "$D/data"
  own "$account" "$D/data"
  (umask 077 && printf %s "$PG_PASSWORD" >"$word") && { [ "$ROOT" = no ] || chown "$account:" "$word"; }
  as "$account" "$BIN/initdb" -D "$D/data" -U akta_admin --pwfile="$word" --encoding=UTF8 --locale=C.UTF-8 \
    --auth-local=scram-sha-256 --auth-host=scram-sha-256 >>"$D/log" 2>&1 || die "initdb failed"
  rm -f "$word"
}
begin() {
  need_port "$PG_PORT"
  own "$account" "$D/run"
  [ -s "$D/data/PG_VERSION" ] || cluster
  spawn "$D" $([ "$ROOT" = no ] || echo setpriv --reuid="$account" --regid="$account" --init-groups) \
    "$BIN/postgres" -D "$D/data" -c listen_addresses=127.0.0.1 -c port="$PG_PORT" -c unix_socket_directories="$D/run" \
    -c max_connections="${PG_CONNECTIONS:-80}" -c shared_buffers="${PG_BUFFERS:-128MB}" -c lc_messages=C
  until_ready "$D" "$BIN/pg_isready" -q -h 127.0.0.1 -p "$PG_PORT"
  do_sql postgres -Atqc "select 1 from pg_roles where rolname = 'akta_app'" | grep -q 1 ||
    do_sql postgres -q -c "create role akta_owner login password '$PG_PASSWORD'" \
      -c "create role akta_app login password '$PG_PASSWORD'"
  do_sql postgres -Atqc "select 1 from pg_database where datname = '$PG_DATABASE'" | grep -q 1 || do_database "$PG_DATABASE"
}
main "$@"
