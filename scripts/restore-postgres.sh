#!/usr/bin/env bash
# restore-postgres.sh FILE: put a copy made by backup-postgres.sh into the database of these settings, then check it.
# The database must be empty, or not there yet: then it is made with the order of Polish, by the account in
# POSTGRES_ADMIN_URL (one that may make databases). The tables go to the account in DATABASE_OWNER_URL.
. "$(dirname "$0")/postgres-env.sh"
[ $# = 1 ] || die "usage: restore-postgres.sh FILE"
file=$(realpath "$1")
[ -r "$file" ] || die "$file cannot be read"
need pg_restore
need psql
pg_restore --list "$file" >/dev/null || die "$file is no copy of a database"

account owner
owner=$PGUSER name=$PGDATABASE
there() { psql -XAtqc "select 1" >/dev/null 2>&1; }
if ! there; then
  [ -n "${POSTGRES_ADMIN_URL:-}" ] ||
    die "the database $name does not answer to $owner. If it is to be made, give POSTGRES_ADMIN_URL"
  (
    account admin
    psql -Xq -v ON_ERROR_STOP=1 -v name="$name" -v owner="$owner" <<'SQL'
create database :"name" owner :"owner" template template0 encoding 'UTF8' locale_provider icu icu_locale 'pl' locale 'C.UTF-8';
revoke all on database :"name" from public;
SQL
  ) || die "the database $name was not made"
  (
    application=$(account default && echo "$PGUSER")
    account admin
    export PGDATABASE=$name
    psql -Xq -v ON_ERROR_STOP=1 -v name="$name" -v owner="$owner" -v application="$application" <<'SQL'
grant connect, temporary on database :"name" to :"application";
alter schema public owner to :"owner";
revoke all on schema public from public;
SQL
  ) || die "the rights on $name were not given"
fi
tables=$(psql -XAtqc "select count(*) from pg_tables where schemaname = 'public'")
[ "$tables" = 0 ] || die "the database $name is not empty; name another in DATABASE_URL and DATABASE_OWNER_URL"

# Whole or not at all. The schema itself is there already, and belongs to whom it should.
list=$(mktemp)
trap 'rm -f "$list"' EXIT
pg_restore --list "$file" | grep -v ' SCHEMA - public ' >"$list"
pg_restore --no-owner --no-acl --exit-on-error --single-transaction --use-list="$list" --dbname="$name" "$file" ||
  die "nothing was restored"
cd "$(dirname "$0")/.."
"$PYTHON" manage.py setup || die "the data are there; what stands above is to be put right, then: akta setup"
psql -Xqc "analyze"
echo "$name: restored from $file. Now compare: akta rebuild --state, akta audit verify"
