#!/usr/bin/env bash
# OpenSearch on 127.0.0.1: $OPENSEARCH_NODES nodes (1 or 3) on the ports from $OPENSEARCH_PORT on. No TLS, no
# passwords, no plugins.
#   node-crash I, node-start I   SIGKILL one node of a cluster; bring it back
# The server is the official distribution as one zip from Maven Central, checked by its sum, unpacked in $AKTA_TOOLS.
NAME=opensearch
. "$(dirname "$0")/lib.sh"
OPENSEARCH_PORT=${OPENSEARCH_PORT:-19200}
OPENSEARCH_TRANSPORT_PORT=${OPENSEARCH_TRANSPORT_PORT:-19300}
OPENSEARCH_NODES=${OPENSEARCH_NODES:-1}
OPENSEARCH_HEAP=${OPENSEARCH_HEAP:-512m}
VERSION=3.8.0
SHA256=196c3cf4602c394f2e40e6174ccbf2a924eae37246f08fa6bbb6b75f9fd5ff1f
home=$TOOLS/opensearch-$VERSION
numbers=$(seq "$OPENSEARCH_NODES")
parts() { local i; for i in $numbers; do echo "$D/n$i"; done; }

java_home() { # the first Java from 21 on; Maven may run on an older one
  local folder version
  for folder in "${OPENSEARCH_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    [ -x "$folder/bin/java" ] || continue
    version=$("$folder/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p;q')
    if [ "${version:-0}" -ge 21 ]; then echo "$folder"; return; fi
  done
  return 1
}
check() {
  java_home >/dev/null || lacks "Java 21 or newer (OPENSEARCH_JAVA_HOME names its folder)" \
    "apt-get install openjdk-21-jre-headless (Debian 13, Ubuntu 24.04; on Debian 12 take temurin-21-jre from adoptium.net)"
  [ -x "$home/bin/opensearch" ] || command -v mvn >/dev/null || lacks "Maven, which fetches OpenSearch," "apt-get install maven"
}
install() ( # in a folder beside the goal and moved there when whole: an interrupted fetch leaves nothing half done
  [ ! -x "$home/bin/opensearch" ] || exit 0
  mkdir -p "$TOOLS"
  part=$(mktemp -d "$TOOLS/opensearch.XXXXXX")
  trap 'rm -rf "$part"' EXIT
  mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact="org.opensearch.distribution.integ-test-zip:opensearch:$VERSION:zip" -DoutputDirectory="$part" \
    -Dmdep.useBaseVersion=true || die "Maven could not fetch OpenSearch $VERSION"
  echo "$SHA256  $part/opensearch-$VERSION.zip" | sha256sum -c --quiet || die "the sum of OpenSearch $VERSION is wrong"
  python3 -m zipfile -e "$part/opensearch-$VERSION.zip" "$part"
  chmod +x "$part/opensearch-$VERSION"/bin/*
  chmod -R a+rX "$part/opensearch-$VERSION"
  mv -T "$part/opensearch-$VERSION" "$home" 2>/dev/null || [ -x "$home/bin/opensearch" ]
)
settings() { # settings I: the configuration of one node
  local i=$1 folder=$D/n$1 k seeds=() names=()
  mkdir -p "$folder"/{config,data,logs,tmp} "$D/snapshots"
  cp -r "$home"/config/. "$folder/config/"
  sed -i '/gc\.log/d; /HeapDumpPath/d; /ErrorFile/d' "$folder/config/jvm.options"
  cat >"$folder/config/opensearch.yml" <<X
cluster.name: akta-$OPENSEARCH_PORT
node.name: n$i
path.data: $folder/data
path.logs: $folder/logs
path.repo: ["$D/snapshots"]
network.host: 127.0.0.1
http.port: $((OPENSEARCH_PORT + i - 1))
transport.port: $((OPENSEARCH_TRANSPORT_PORT + i - 1))
cluster.routing.allocation.disk.threshold_enabled: false
X
  for k in $numbers; do seeds+=("127.0.0.1:$((OPENSEARCH_TRANSPORT_PORT + k - 1))") names+=("n$k"); done
  if [ "$OPENSEARCH_NODES" = 1 ]; then echo "discovery.type: single-node"; else
    printf 'discovery.seed_hosts: "%s"\n' "$(IFS=,; echo "${seeds[*]}")"
    printf 'cluster.initial_cluster_manager_nodes: "%s"\n' "$(IFS=,; echo "${names[*]}")"
  fi >>"$folder/config/opensearch.yml"
}
other_user() { # it refuses root: a user namespace where we are 1000, else the account nobody
  [ "$ROOT" = yes ] || return 0
  if unshare --user --map-user=1000 --map-group=1000 true 2>/dev/null; then
    echo unshare --user --map-user=1000 --map-group=1000
  else
    echo setpriv --reuid=65534 --regid=65534 --clear-groups
  fi
}
node() { # node I
  local i=$1 user
  need_port "$((OPENSEARCH_PORT + i - 1))"
  settings "$i"
  user=$(other_user)
  if [ "${user%% *}" = setpriv ]; then
    chown -R 65534:65534 "$D"
    $user test -x "$home/bin/opensearch" || die "the account nobody cannot reach $home; set AKTA_TOOLS=/var/cache/akta-tools"
  fi
  OPENSEARCH_JAVA_HOME=$(java_home) OPENSEARCH_PATH_CONF=$D/n$i/config OPENSEARCH_TMPDIR=$D/n$i/tmp \
    OPENSEARCH_JAVA_OPTS="-Xms$OPENSEARCH_HEAP -Xmx$OPENSEARCH_HEAP -XX:-AlwaysPreTouch" \
    spawn "$D/n$i" $user "$home/bin/opensearch"
}
healthy() { # green; a single node is content with yellow
  local want=green
  [ "$OPENSEARCH_NODES" != 1 ] || want=yellow
  curl -fs -m 3 "http://127.0.0.1:$OPENSEARCH_PORT/_cluster/health?wait_for_status=$want&wait_for_nodes=$OPENSEARCH_NODES&timeout=1s"
}
begin() {
  local i
  for i in $numbers; do node "$i"; done
  ln -sf "n1/log" "$D/log"
  until_ready "$D/n1" healthy
}
do_node-crash() { crash_part "$D/n${1:?number of the node}"; }
do_node-start() { running "$D/n${1:?number of the node}" >/dev/null || node "$1"; until_ready "$D/n$1" port_open "$((OPENSEARCH_PORT + $1 - 1))"; }
main "$@"
