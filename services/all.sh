#!/usr/bin/env bash
# The servers of `make services`, together: all.sh start|stop|status|mem|wipe
#   $SERVICES names others than the five below, e.g. SERVICES="postgres redis"
# start writes how to reach them, in the words of Akta's settings, to build/services/env.
NAME=services
. "$(dirname "$0")/lib.sh"
read -ra names <<<"${SERVICES:-postgres redis rabbitmq opensearch versitygw}"
ENV=${HERE%/*}/build/services/env
BUCKET=akta ACCOUNT=akta SECRET=akta-weak-secret

each() { # each COMMAND: of all of them, also after one that fails; the highest exit code
  local name code=0 failed=0
  for name in "${names[@]}"; do
    "$HERE/$name.sh" "$1" || { code=$?; [ "$code" -le "$failed" ] || failed=$code; }
  done
  return "$failed"
}
chosen() { [[ " ${names[*]} " == *" $1 "* ]]; }
addresses() {
  echo "# Written by make services. Loopback, passwords that everyone knows: for trying and testing."
  if chosen postgres; then
    echo "DATABASE_URL=$("$HERE/postgres.sh" url akta_app)"
    echo "DATABASE_OWNER_URL=$("$HERE/postgres.sh" url akta_owner)"
  fi
  if chosen versitygw; then
    echo "AKTA_ARCHIVE=s3://$BUCKET/archive"
    echo "AKTA_RENDITIONS=s3://$BUCKET-derived/renditions"
    echo "S3_ENDPOINT_URL=http://127.0.0.1:${S3_PORT:-17070}"
    echo "S3_ACCESS_KEY=$ACCOUNT"
    echo "S3_SECRET_KEY=$SECRET"
  fi
  if chosen opensearch; then echo "AKTA_SEARCH=opensearch://127.0.0.1:${OPENSEARCH_PORT:-19200}/akta"; fi
  if chosen rabbitmq; then
    chosen redis && printf '# or the other broker: '
    echo "CELERY_BROKER_URL=amqp://akta:${RABBITMQ_PASSWORD:-akta-test}@127.0.0.1:${RABBITMQ_PORT:-15672}//"
  fi
  if chosen redis; then echo "CELERY_BROKER_URL=redis://127.0.0.1:${REDIS_PORT:-16379}/0"; fi
}
start() {
  each check # all that is missing is said at once
  each start
  if chosen versitygw; then
    "$HERE/versitygw.sh" bucket "$BUCKET" "$ACCOUNT" "$SECRET"
    "$HERE/versitygw.sh" plain-bucket "$BUCKET-derived" "$ACCOUNT" "$SECRET"
  fi
  mkdir -p "${ENV%/*}"
  (umask 077 && addresses >"$ENV.new" && mv "$ENV.new" "$ENV")
  cat "$ENV"
  echo "These lines are in ${ENV#"$PWD/"}. Stop the servers: make services-stop"
}
case ${1:-} in
  start) start ;;
  stop | status | mem | wipe | check) each "$1" ;;
  *) sed -n '2,4s/^# *//p' "$0" >&2; exit 2 ;;
esac
