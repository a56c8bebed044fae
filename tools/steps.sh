# Sourced by the commands that start things (tools/run, tools/test and their like), so that none of them leaves anything behind:
#
#   begin NAME     one at a time in a checkout; ends what a killed run of NAME left; from here on `finish` runs at every exit
#   step CMD...    runs a command to its end, in a process group of its own: Ctrl-C is felt at once, whatever the command does
#   spawn CMD...   starts a command in the background; its process id is in $spawned
#   at_end CMD     run by `finish`, last in first out, after all processes of this run have ended
#
# Whatever is started carries REGISTRY_COMMAND in its environment, and so do its children and theirs. That mark, and no list of
# ours that a kill -9 could lose, says what is to be ended.
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$checkout"
command_name=
at_end_commands=()

die() { echo "$command_name: $*" >&2; exit 1; }

marked() { # the ids of the processes that carry our mark; PostgreSQL's are left out, as a cluster is stopped by tools/pg-cluster
  local environ
  env -u REGISTRY_COMMAND grep -lzxsF "REGISTRY_COMMAND=$REGISTRY_COMMAND" /proc/[0-9]*/environ | while read -r environ; do
    case $(readlink "${environ%/environ}/exe") in
      '' | */postgres) ;;
      *) basename "${environ%/environ}" ;;
    esac
  done || true
}

end_marked() { # asks all of them once to end, and after ten seconds does not ask
  local pids asked='' tenths_left=100
  while pids=$(marked) && [ -n "$pids" ]; do
    if [ $tenths_left -le 0 ]; then
      kill -s KILL $pids 2>/dev/null || true
    elif [ "$pids" != "$asked" ]; then
      kill -s TERM $pids 2>/dev/null || true
      asked=$pids
    fi
    tenths_left=$((tenths_left - 1))
    sleep 0.1
  done
}

finish() {
  local status=$? i
  trap '' INT TERM HUP # what is begun here is finished
  trap - EXIT
  end_marked
  for ((i = ${#at_end_commands[@]} - 1; i >= 0; i--)); do
    "${at_end_commands[i]}" || true
  done
  exit $status
}

at_end() { at_end_commands+=("$1"); }

begin() {
  command_name="make $1"
  export REGISTRY_COMMAND="$1:$checkout"
  local lock
  lock=$(tools/state-dir "$1.lock")
  (umask 022 && mkdir -p "$(dirname "$lock")")
  exec 9>"$lock"
  flock -n 9 || die "another one is at work in this checkout"
  trap finish EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
  end_marked
}

# A background process of a script would ignore Ctrl-C, and so would its children: hence the signals' default. It does not hold
# our lock, and ends with us even if we are killed.
spawn() {
  setsid setpriv --pdeathsig TERM -- env --default-signal=INT,QUIT "$@" </dev/null 9>&- &
  spawned=$!
}

step() {
  local status=0
  spawn "$@"
  wait "$spawned" || status=$?
  return $status
}

build() { # PRESET [TARGET...]: configures when it must, which ninja then does by itself; starts no compiler when nothing changed
  local preset=$1 folder=build/$1
  shift
  if [ ! -f "$folder/build.ninja" ] || [ CMakePresets.json -nt "$folder/build.ninja" ]; then
    step cmake --preset "$preset"
  fi
  step ninja -C "$folder" -j "$(nproc)" "$@"
}
