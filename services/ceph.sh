#!/usr/bin/env bash
# Ceph's S3 gateway on 127.0.0.1:$CEPH_PORT over one monitor and one store: a second opinion on versions and locks,
# started on request only. $S3_ACCESS_KEY and $S3_SECRET_KEY are its first account.
#   user NAME SECRET   make a weak account (in policies arn:aws:iam:::user/NAME)
NAME=ceph
. "$(dirname "$0")/lib.sh"
CEPH_PORT=${CEPH_PORT:-17090}
CEPH_MONITOR_PORT=${CEPH_MONITOR_PORT:-17091} # and the one after it
export CEPH_CONF=$D/ceph.conf
parts() { printf '%s\n' "$D/mon" "$D/osd" "$D/gateway"; }

check() {
  local program
  for program in ceph-mon ceph-osd radosgw monmaptool; do
    command -v "$program" >/dev/null || lacks "Ceph" "apt-get install --no-install-recommends ceph-mon ceph-osd radosgw ceph-common"
  done
}
settings() {
  mkdir -p "$D"/{mon,osd,gateway,run}
  [ -s "$D/fsid" ] || cat /proc/sys/kernel/random/uuid >"$D/fsid"
  cat >"$CEPH_CONF" <<X
[global]
fsid = $(cat "$D/fsid")
mon_host = [v2:127.0.0.1:$CEPH_MONITOR_PORT,v1:127.0.0.1:$((CEPH_MONITOR_PORT + 1))]
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
ms_mon_client_mode = crc
ms_mon_service_mode = crc
ms_mon_cluster_mode = crc
osd_pool_default_size = 1
mon_allow_pool_size_one = true
osd_pool_default_pg_num = 8
osd_crush_chooseleaf_type = 0
osd_objectstore = bluestore
bluestore_block_size = 21474836480
mon_osd_full_ratio = .99
osd_failsafe_full_ratio = 1
mon_data = $D/mon/data
osd_data = $D/osd/data
run_dir = $D/run
admin_socket = $D/run/\$name.asok
log_file = $D/\$type.log
pid_file = $D/run/\$name.pid
[client.rgw.a]
rgw_frontends = beast endpoint=127.0.0.1:$CEPH_PORT
rgw_data = $D/run
X
}
first_time() {
  mkdir -p "$D"/{mon,osd}/data
  monmaptool --create --clobber --fsid "$(cat "$D/fsid")" \
    --addv a "[v2:127.0.0.1:$CEPH_MONITOR_PORT,v1:127.0.0.1:$((CEPH_MONITOR_PORT + 1))]" "$D/monmap" >>"$D/log" 2>&1
  ceph-mon --mkfs -i a --monmap "$D/monmap" --keyring /dev/null >>"$D/log" 2>&1 || die "the monitor could not be made"
}
store() { # the first time only; its number is 0
  local id
  [ ! -s "$D/osd/data/fsid" ] || return 0
  id=$(cat /proc/sys/kernel/random/uuid)
  ceph osd new "$id" >>"$D/log" 2>&1
  ceph-osd -i 0 --mkfs --osd-uuid "$id" >>"$D/log" 2>&1 || die "the store could not be made"
}
has_store() { timeout 5 ceph osd stat | grep -q ' 1 up'; }
begin() {
  need_port "$CEPH_PORT"
  need_port "$CEPH_MONITOR_PORT"
  settings
  [ -d "$D/mon/data/store.db" ] || first_time
  spawn "$D/mon" ceph-mon -f -i a
  until_ready "$D/mon" timeout 5 ceph mon stat
  store
  spawn "$D/osd" ceph-osd -f -i 0
  until_ready "$D/osd" has_store
  spawn "$D/gateway" radosgw -f -n client.rgw.a
  until_ready "$D/gateway" curl -s -o /dev/null -m 2 "http://127.0.0.1:$CEPH_PORT/"
  radosgw-admin user info --uid root >/dev/null 2>&1 || user root --access-key "${S3_ACCESS_KEY:-akta-tests}" \
    --secret-key "${S3_SECRET_KEY:-akta-tests-only-secret}"
}
user() { radosgw-admin user create --uid "$1" --display-name "$1" "${@:2}" >>"$D/log" 2>&1 || die "no account $1"; }
do_user() { user "$1" --access-key "$1" --secret-key "$2" --max-buckets=-1; } # -1: it may make no bucket
main "$@"
