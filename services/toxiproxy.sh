#!/usr/bin/env bash
# Toxiproxy: puts delays, cuts and silence between a client and a server. Its REST address is 127.0.0.1:$TOXIPROXY_PORT.
NAME=toxiproxy
. "$(dirname "$0")/lib.sh"
TOXIPROXY_PORT=${TOXIPROXY_PORT:-18474}
TOXIPROXY_VERSION=${TOXIPROXY_VERSION:-v2.5.0} # the newest that `go install` can build
binary=$TOOLS/toxiproxy-$TOXIPROXY_VERSION/server
check() { [ -x "$binary" ] || command -v go >/dev/null || lacks "Go" "apt-get install golang-go (or https://go.dev/dl)"; }
install() {
  [ -x "$binary" ] || GOBIN=${binary%/*} GOFLAGS=-modcacherw CGO_ENABLED=0 \
    go install -trimpath "github.com/Shopify/toxiproxy/v2/cmd/server@$TOXIPROXY_VERSION"
}
begin() {
  need_port "$TOXIPROXY_PORT"
  spawn "$D" "$binary" -host 127.0.0.1 -port "$TOXIPROXY_PORT"
  until_ready "$D" port_open "$TOXIPROXY_PORT"
}
main "$@"
