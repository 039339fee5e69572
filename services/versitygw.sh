#!/usr/bin/env bash
# versitygw, an S3 server on 127.0.0.1:$S3_PORT over a folder, with versions and locks. $S3_ACCESS_KEY and
# $S3_SECRET_KEY are its root account; with $S3_CERT and $S3_KEY (absolute paths, PEM) it speaks TLS; $S3_DIR is
# its folder.
#   run   the same as start (the data always stay; wipe removes them)
NAME=versitygw
. "$(dirname "$0")/lib.sh"
[ -z "${S3_DIR:-}" ] || D=$(realpath -m "$S3_DIR")
S3_PORT=${S3_PORT:-17070}
VERSION=${VERSITYGW_VERSION:-v1.8.0}
binary=$TOOLS/versitygw-$VERSION/versitygw
check() {
  [ -x "$binary" ] || command -v go >/dev/null ||
    lacks "Go 1.25 or newer, which builds versitygw," "apt-get install golang-go (where it is too old: https://go.dev/dl)"
}
install() {
  [ -x "$binary" ] || GOBIN=${binary%/*} GOFLAGS=-modcacherw CGO_ENABLED=0 \
    go install -trimpath -ldflags '-s -w' "github.com/versity/versitygw/cmd/versitygw@$VERSION"
}
begin() {
  local tls=()
  [ -z "${S3_CERT:-}" ] || tls=(--cert "$S3_CERT" --key "$S3_KEY")
  need_port "$S3_PORT"
  mkdir -p "$D"/{data,versions,iam}
  # --port with an address: the default listens everywhere. --versioning-dir: without it no version ids. No
  # --keep-alive: with it about half of the multipart uploads over TLS fail.
  ROOT_ACCESS_KEY=${S3_ACCESS_KEY:-akta-tests} ROOT_SECRET_KEY=${S3_SECRET_KEY:-akta-tests-only-secret} \
    spawn "$D" "$binary" --port "127.0.0.1:$S3_PORT" --region us-east-1 --iam-dir "$D/iam" --health /health --quiet \
    "${tls[@]}" posix --versioning-dir "$D/versions" "$D/data"
  until_ready "$D" curl -ks -o /dev/null -m 2 "http${S3_CERT:+s}://127.0.0.1:$S3_PORT/health"
}
do_run() { start; }
main "$@"
