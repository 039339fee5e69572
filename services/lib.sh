# Common to the scripts beside this one, which start real servers on loopback without a container engine.
# A script sets NAME, sources this file, defines `check` (is what it needs here?), `install` and `begin`, and ends
# with `main "$@"`. One folder per server, $AKTA_SERVICES/$NAME (D): pid, log, data. A server of several processes
# keeps one folder for each and prints them, in the order of their start, in `parts`.
set -euo pipefail
umask 022 # some servers run under an account of their own
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
SELF=$HERE/$(basename "$0")
TOOLS=${AKTA_TOOLS:-${HOME:-/root}/.cache/akta-tools}
WAIT=${AKTA_SERVICES_WAIT:-180} # seconds that a start or a stop may take
MISSING=69                      # exit code: the machine lacks something, and the message says what to type

ROOT=no
[ "$(id -u)" != 0 ] || ROOT=yes

default_base() { # build/services; where accounts of servers cannot enter the project, a folder of its own
  local base=${HERE%/*}/build/services
  if [ "$ROOT" = yes ] && ! setpriv --reuid=65534 --regid=65534 --clear-groups test -x "${HERE%/*}"; then
    base=/var/tmp/akta-services-$(printf %s "$HERE" | cksum | cut -d' ' -f1)
  fi
  echo "$base"
}
BASE=$(realpath -m "${AKTA_SERVICES:-$(default_base)}")
D=$BASE/$NAME

say() { echo "$NAME: $*"; }
die() { # die MESSAGE…: with the end of the log, if there is one
  say "$*" >&2
  [ ! -s "$D/log" ] || tail -n 15 "$D/log" >&2
  exit 1
}
lacks() { # lacks WHAT COMMAND: end with what is missing and the line to type
  say "$1 is missing; type: $2" >&2
  exit "$MISSING"
}
millis() { date +%s%3N; }
port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
need_port() { ! port_open "$1" || die "port $1 of 127.0.0.1 is taken"; }

# --- processes: ours are told by pid and by their folder, because pids are used again --------------------------
running() { # running FOLDER: print the pid of the process that was started there, if it still runs
  local pid cwd
  pid=$(head -n 1 "$1/pid" 2>/dev/null) && [ -n "$pid" ] || return 1
  cwd=$(readlink "/proc/$pid/cwd" 2>/dev/null) || return 1 # a zombie has none
  if [ "$cwd" != "$1" ] && [ "${cwd#"$1"/}" = "$cwd" ]; then
    tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -qxF "AKTA_SERVICE=$1" || return 1
  fi
  echo "$pid"
}
tree() { # tree PID: the process and all its descendants
  local level=$1 next pid
  while [ -n "$level" ]; do
    echo "$level" | tr ' ' '\n'
    next=
    for pid in $level; do next+=" $(cat "/proc/$pid"/task/*/children 2>/dev/null || :)"; done
    level=$(echo $next)
  done
}
gone() { # gone PID: it has ended; a zombie has too, but keeps its pid until it is reaped
  ! [ -d "/proc/$1" ] || case $(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) in Z* | "") ;; *) return 1 ;; esac
}
as() { # as ACCOUNT COMMAND…: with the rights of that account when we are root
  local account=$1
  shift
  if [ "$ROOT" = yes ] && [ "$account" != root ]; then
    setpriv --reuid="$account" --regid="$(id -g "$account")" --init-groups "$@"
  else
    "$@"
  fi
}
own() { # own ACCOUNT FOLDER…: make folders that the account may write, and see that it can reach them
  local account=$1 folder
  shift
  for folder in "$@"; do
    mkdir -p "$folder"
    [ "$ROOT" = no ] || chown "$account:" "$folder"
    as "$account" test -w "$folder" ||
      die "the account $account cannot reach $folder; set AKTA_SERVICES to a folder that everyone can enter"
  done
}
spawn() { # spawn FOLDER COMMAND…: run it in the background in a session of its own; FOLDER gets pid and log
  local folder=$1
  shift
  (
    cd "$folder"
    export AKTA_SERVICE=$folder
    echo "$BASHPID" >pid # setsid, setpriv, env and unshare all keep the pid
    exec setsid "$@" >>log 2>&1 </dev/null
  ) &
  until [ -s "$folder/pid" ]; do sleep 0.01; done
}
until_ready() { # until_ready FOLDER COMMAND…: ask every 50 ms; give up when the process ended or time is up
  local folder=$1 limit=$(($(millis) + WAIT * 1000))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$(millis)" -lt "$limit" ] || die "not ready after $WAIT s"
    running "$folder" >/dev/null || die "ended while starting"
    sleep 0.05
  done
}
end() { # end SIGNAL FOLDER: idempotent; waits, SIGKILL when time is up
  local pid limit=$(($(millis) + WAIT * 1000))
  if pid=$(running "$2"); then
    kill "-$1" "$pid" 2>/dev/null || :
    until gone "$pid"; do
      [ "$(millis)" -lt "$limit" ] || kill -KILL "$pid" 2>/dev/null || :
      sleep 0.05
    done
  fi
  rm -f "$2/pid"
}
crash_part() { # SIGKILL for the process and its descendants; returns when even the zombies are gone
  local pid all
  pid=$(running "$1") || return 0
  all=$(tree "$pid")
  kill -KILL $all 2>/dev/null || :
  for pid in $all; do while [ -d "/proc/$pid" ]; do sleep 0.05; done; done
  rm -f "$1/pid"
}

# --- what a script may define otherwise ------------------------------------------------------------------------
SIGNAL=TERM # how the server is asked to end
parts() { echo "$D"; }
install() { check; }
halt() { local part; for part in $(parts | tac); do end "$SIGNAL" "$part"; done; }

# --- commands ---------------------------------------------------------------------------------------------------
is_up() { local part; for part in $(parts); do running "$part" >/dev/null || return 1; done; }
start() {
  local before
  ! is_up || { say "runs already"; return 0; }
  check
  install
  halt # what is left of a server of which a part has ended
  mkdir -p "$D"
  before=$(millis)
  begin
  say "ready after $(($(millis) - before)) ms"
}
stop() { halt; say "stopped"; }
restart() { halt; start; }
crash() { is_up || die "does not run"; local part; for part in $(parts); do crash_part "$part"; done; say "killed"; }
status() {
  if is_up; then say "runs, pid $(for part in $(parts); do running "$part"; done | tr '\n' ' ')"; else say "stopped"; return 3; fi
}
mem() { # proportional share of memory of all its processes
  local part pid
  is_up || die "does not run"
  for part in $(parts); do
    for pid in $(tree "$(running "$part")"); do cat "/proc/$pid/smaps_rollup" 2>/dev/null || :; done
  done | awk -v name="$NAME" '/^Pss:/ {p += $2} /^Rss:/ {n++} END {printf "%s: %.0f MiB in %d processes\n", name, p / 1024, n}'
}
wipe() { halt; rm -rf "${D:?}"; say "stopped, its data removed"; }
main() {
  case ${1:-} in
    check | install | start | stop | restart | crash | status | mem | wipe) "$1" ;;
    *)
      if [ -n "${1:-}" ] && declare -F "do_$1" >/dev/null; then "do_$1" "${@:2}"; return; fi
      sed -n '2,/^[^#]/{/^#/p}' "$SELF" >&2
      echo "commands: check install start stop restart crash status mem wipe $(declare -F | sed -n 's/^declare -f do_//p' | tr '\n' ' ')" >&2
      exit 2
      ;;
  esac
}
