#!/usr/bin/env bash
# backup-postgres.sh FILE: copy the database of these settings to a file, while the office goes on working.
# The copy is of one moment. Copy the archive after it, never before: the archive may know more than the database.
# Reads DATABASE_URL like Akta does (environment, .env, AKTA_ENV_FILE); the application's account is enough.
. "$(dirname "$0")/postgres-env.sh"
[ $# = 1 ] || die "usage: backup-postgres.sh FILE"
file=$1
[ ! -e "$file" ] || die "$file is there already; name another"
need pg_dump
need pg_restore
account default
part=$file.part
trap 'rm -f "$part"' EXIT
pg_dump --format=custom --no-owner --no-acl --lock-wait-timeout=60s --file="$part" || die "nothing was kept"
tables=$(pg_restore --list "$part" | grep -c ' TABLE DATA ') || die "the copy cannot be read"
sync "$part"
mv -n "$part" "$file"
sync "$(dirname "$file")"
echo "$file: $(stat -c %s "$file") bytes, $tables tables of $PGDATABASE"
