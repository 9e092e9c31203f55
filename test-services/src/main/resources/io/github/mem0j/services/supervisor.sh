# $1: the watched process; $2: the folder of the servers; from $3 on: files to delete with it.
# Ends the servers that are listed in $2/pids, by the signal that each's file there names (or the container named in $2/container) once the process is gone.
trap '' INT HUP TERM
watched=$1 folder=$2

# When a process started; nothing for one that has ended. Process ids come round again.
born() {
  if [ -r /proc/self/stat ]; then
    read -r stat 2>/dev/null < "/proc/$1/stat" || return
    set -- ${stat##*) }
    case $1 in Z | X) return ;; esac
    echo "${20}"
  else
    ps -o lstart= -p "$1"
  fi
}

# The listed servers that still run, and their children.
running() {
  for file in "$folder"/pids/*; do
    pid=${file##*/}
    if tr '\0' ' ' 2>/dev/null < "/proc/$pid/cmdline" | grep -qF "$folder"; then
      echo "$pid" $(cat "/proc/$pid/task/$pid/children" 2>/dev/null)
    fi
  done
}

birth=$(born "$watched")
while [ -n "$birth" ] && [ "$(born "$watched")" = "$birth" ]; do
  [ -d "$folder" ] || exit 0
  sleep 0.5
done

[ ! -f "$folder/container" ] || docker rm -f -v "$(cat "$folder/container")" > /dev/null 2>&1
processes=$(running)
if [ -n "$processes" ]; then
  kill -CONT $processes 2> /dev/null
  running | while read -r pid children; do
    kill "-$(cat "$folder/pids/$pid")" "$pid" $children 2> /dev/null
  done
  tries=0
  while [ -n "$(running)" ] && [ $tries -lt 70 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  processes=$(running)
  [ -z "$processes" ] || kill -KILL $processes 2> /dev/null
fi
shift 2
rm -f "$@"
# Children of a killed server may be writing still.
rm -rf "$folder" || { sleep 1; rm -rf "$folder"; }
