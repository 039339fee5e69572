#!/usr/bin/env bash
# RabbitMQ on 127.0.0.1:$RABBITMQ_PORT with its own epmd ($RABBITMQ_EPMD_PORT) and $RABBITMQ_DIST_PORT.
#   ctl …   rabbitmqctl
# Whoever sends must ask for confirmation (confirm_publish), else a killed broker loses accepted messages.
NAME=rabbitmq
. "$(dirname "$0")/lib.sh"
RABBITMQ_PORT=${RABBITMQ_PORT:-15672}
RABBITMQ_DIST_PORT=${RABBITMQ_DIST_PORT:-25699}
RABBITMQ_EPMD_PORT=${RABBITMQ_EPMD_PORT:-14369}
RABBITMQ_PASSWORD=${RABBITMQ_PASSWORD:-akta-test}
# The wrappers in /usr/sbin insist on paths of Debian's own service.
SCRIPTS=${RABBITMQ_BIN:-/usr/lib/rabbitmq/bin}
account=rabbitmq
[ "$ROOT" = yes ] || account=$(id -un)
parts() { echo "$D/epmd"; echo "$D"; }

check() {
  [ -x "$SCRIPTS/rabbitmq-server" ] && command -v epmd >/dev/null || lacks "RabbitMQ" "apt-get install rabbitmq-server"
}
settings() {
  own "$account" "$D/etc" "$D/data" "$D/logs" "$D/home" "$D/epmd"
  cat >"$D/etc/rabbitmq.conf" <<X
listeners.tcp.1 = 127.0.0.1:$RABBITMQ_PORT
default_user = akta
default_pass = $RABBITMQ_PASSWORD
log.file = $D/logs/rabbit.log
log.file.level = info
log.console = false
vm_memory_high_watermark.absolute = 512MB
disk_free_limit.absolute = 200MB
consumer_timeout = ${RABBITMQ_CONSUMER_TIMEOUT:-1800000}
X
  # how often it looks for consumers that take too long, ms; not to be had in rabbitmq.conf
  echo "[{rabbit, [{channel_tick_interval, ${RABBITMQ_TICK:-60000}}]}]." >"$D/etc/advanced.config"
  echo '[].' >"$D/etc/plugins"
  [ "$ROOT" = no ] || chown -R "$account:" "$D/etc"
}
# Its whole environment, so that nothing of Debian's own or of the caller's reaches it. Two schedulers that do not
# wait busily: an idle node would burn a core.
world() {
  env -i PATH="$PATH" LANG=C.UTF-8 HOME="$D/home" AKTA_SERVICE="${AKTA_SERVICE:-}" \
    RABBITMQ_NODENAME="akta-$RABBITMQ_PORT@localhost" RABBITMQ_NODE_PORT="$RABBITMQ_PORT" RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 \
    RABBITMQ_DIST_PORT="$RABBITMQ_DIST_PORT" ERL_EPMD_PORT="$RABBITMQ_EPMD_PORT" ERL_EPMD_ADDRESS=127.0.0.1 \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none" \
    RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_CONFIG_FILE="$D/etc/rabbitmq.conf" \
    RABBITMQ_ADVANCED_CONFIG_FILE="$D/etc/advanced.config" RABBITMQ_ENABLED_PLUGINS_FILE="$D/etc/plugins" \
    RABBITMQ_MNESIA_BASE="$D/data" RABBITMQ_LOG_BASE="$D/logs" RABBITMQ_PID_FILE="$D/home/pid" \
    $([ "$ROOT" = no ] || echo setpriv --reuid="$account" --regid="$account" --init-groups) "$@"
}
do_ctl() { cd "$D/home" && world "$SCRIPTS/rabbitmqctl" -q "$@"; }
begin() {
  need_port "$RABBITMQ_PORT"
  need_port "$RABBITMQ_EPMD_PORT"
  settings
  spawn "$D/epmd" "$SELF" exec epmd
  until_ready "$D/epmd" port_open "$RABBITMQ_EPMD_PORT"
  spawn "$D" "$SELF" exec "$SCRIPTS/rabbitmq-server"
  until_ready "$D" port_open "$RABBITMQ_PORT"
}
do_exec() { # in this very process, whose pid is written down
  declare -a words
  mapfile -t words < <(world env -0 | tr '\0' '\n')
  [ "$ROOT" = yes ] || exec env -i "${words[@]}" "$@"
  exec env -i "${words[@]}" setpriv --reuid="$account" --regid="$account" --init-groups "$@"
}
main "$@"
