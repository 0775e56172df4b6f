# Owns the programs of one test control plane; started by the test process with the control
# plane's folder as first argument.
#
# It reads orders from standard input, whose other end only the test process holds. However that
# process ends (return, panic, abort, ctrl-c, SIGKILL), the end of input arrives here, and
# everything that was started is killed and the folder removed. Nothing is asked politely: the data
# are thrown away, and an API server waits a minute for its open watches.
#
#   start NAME   runs FOLDER/run/NAME, keeps its pid in NAME.pid and its end in NAME.exit
#   stop NAME    kills it and waits for its end
set -u
folder=$1
cd "$folder" || exit 1
# Shells report each child that was killed; no test wants to read that.
exec 2>supervisor.log
exec 3<&0
# The test process may be gone when an order is answered; that must not end this one.
trap '' PIPE

stop() {
  [ -f "$1.pid" ] || return 0
  kill -KILL "$(cat "$1.pid")" 2>/dev/null
  while [ ! -f "$1.exit" ]; do sleep 0.01; done
  rm -f "$1.pid" "$1.exit"
}

while read -r order name <&3; do
  case $order in
    start)
      (
        trap - PIPE
        sh "run/$name" </dev/null >>"$name.log" 2>&1 3<&- &
        echo $! >"$name.pid.new" && mv "$name.pid.new" "$name.pid"
        wait $!
        echo $? >"$name.exit.new" && mv "$name.exit.new" "$name.exit"
      ) 3<&- &
      while [ ! -f "$name.pid" ]; do sleep 0.01; done
      ;;
    stop) stop "$name" ;;
  esac
  echo done
done

for file in *.pid; do
  [ -f "$file" ] && kill -KILL "$(cat "$file")" 2>/dev/null
done
wait
cd / && rm -rf "$folder"
