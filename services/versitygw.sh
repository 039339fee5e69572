#!/usr/bin/env bash
# versitygw.sh install|start|stop|crash|run   One S3 server on loopback, without a container engine.
#   install  build the pinned version with `go install` into $AKTA_TOOLS (needs Go 1.25 or newer)
#   start    install if needed, then run on an empty folder
#   run      run on the folder as it is (after a crash)
#   stop     end the server that start or run began, and only that one
#   crash    the same with SIGKILL
# $S3_DIR holds data, log and pid; $S3_PORT is the port; $S3_ACCESS_KEY and $S3_SECRET_KEY the account;
# with $S3_CERT and $S3_KEY (absolute paths, PEM) it speaks TLS.
set -euo pipefail
VERSION=${VERSITYGW_VERSION:-v1.8.0}
TOOLS=${AKTA_TOOLS:-$HOME/.cache/akta-tools}
BINARY=$TOOLS/versitygw
D=${S3_DIR:-${TMPDIR:-/tmp}/akta-s3}
ADDRESS=127.0.0.1:${S3_PORT:-17070}
TLS=()
if [ -n "${S3_CERT:-}" ]; then TLS=(--cert "$S3_CERT" --key "$S3_KEY"); fi
export ROOT_ACCESS_KEY=${S3_ACCESS_KEY:-akta-tests} ROOT_SECRET_KEY=${S3_SECRET_KEY:-akta-tests-only-secret}

install() {
  [ -x "$BINARY" ] || GOBIN="$TOOLS" CGO_ENABLED=0 go install -trimpath -ldflags '-s -w' "github.com/versity/versitygw/cmd/versitygw@$VERSION"
}
run() {
  mkdir -p "$D"/{data,versions,iam}
  # --port with an address: the default listens on every interface. --versioning-dir: without it no version ids.
  # No --keep-alive: with it about half of the multipart uploads over TLS fail.
  cd "$D"
  setsid "$BINARY" --port "$ADDRESS" --region us-east-1 --iam-dir "$D/iam" --health /health --quiet \
    "${TLS[@]}" posix --versioning-dir "$D/versions" "$D/data" >>"$D/log" 2>&1 </dev/null &
  echo $! >"$D/pid"
  for _ in $(seq 200); do
    (exec 3<>"/dev/tcp/127.0.0.1/${ADDRESS##*:}") 2>/dev/null && return 0
    kill -0 "$(cat "$D/pid")" 2>/dev/null || break
    sleep 0.05
  done
  echo "versitygw did not start:" >&2; tail -5 "$D/log" >&2; return 1
}
end() { # the pid is ours only while it runs on our folder: pids are used again
  [ -s "$D/pid" ] || return 0
  local pid; pid=$(cat "$D/pid")
  if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "--iam-dir $D/iam "; then kill "-$1" "$pid"; fi
  rm -f "$D/pid"
}
stop() { end TERM; }
crash() { end KILL; }
start() { install; stop; rm -rf "$D"/{data,versions,iam,log}; run; }
case "${1:-}" in
  install|start|run|stop|crash) "$1" ;;
  *) sed -n '2,10p' "$0"; exit 2 ;;
esac
