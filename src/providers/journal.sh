# The far side of journal.ts: one step, started at most once, that goes on without us and writes down how it ended.
# Called as: sh -c 'eval "$1"' signalbox TEXT COMMAND NAME …, with the functions of end-tree.sh before it.
#
# A step has a private folder, /var/tmp/signalbox-UID/NAME:
#   stdin, cmd   what it is given, and what it is (for people who look)
#   started/     the claim: whoever makes this folder runs the step, nobody else ever will
#   pid          its process number and when that process began
#   out, err     what it wrote
#   rc           its exit code, or "timeout"; written last, by rename
text=$1
command=$2
name=$3
shift 3
umask 077
uid=$(id -u)

# /var/tmp survives a restart of the machine, so what is not there was never started. Of the other nobody can say so.
lasting=/var/tmp/signalbox-$uid
passing=${TMPDIR:-/tmp}/signalbox-$uid

# Is this folder mine and closed to others? In a folder where all may write, somebody else may have made it first.
private() {
  [ -d "$1" ] && [ ! -L "$1" ] && [ "$(ls -ldn "$1" | awk '{ print substr($1, 1, 10), $3 }')" = "drwx------ $uid" ]
}

find_step() {
  for base in "$lasting" "$passing"; do
    if private "$base" && [ -d "$base/$name" ]; then
      dir=$base/$name
      return 0
    fi
  done
  return 1
}

make_step() {
  for base in "$lasting" "$passing"; do
    mkdir "$base" 2>/dev/null
    if private "$base" && mkdir -p "$base/$name"; then
      dir=$base/$name
      # What ended a month ago and was never collected.
      find "$base" -mindepth 1 -maxdepth 1 -type d -mtime +30 -exec sh -c '[ ! -e "$1/rc" ] || rm -rf "$1"' sh {} \;
      return 0
    fi
  done
  return 1
}

# When process $1 began, so that a later process with the same number is not mistaken for it. Empty: there is none.
birth() {
  if [ -r /proc/self/stat ]; then
    began=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20)
    [ -z "$began" ] || echo "$(cat /proc/sys/kernel/random/boot_id) $began"
  else
    ps -o lstart= -p "$1" 2>/dev/null
  fi
}

# Sets pid if the step's process is there.
running() {
  read -r pid born 2>/dev/null <"$dir/pid" && [ -n "$born" ] && [ "$(birth "$pid")" = "$born" ]
}

# Sets state: absent, running, "ended CODE" or "lost WHY". A launcher needs a moment between the claim and pid, and
# another between the end and rc; ten and three seconds are more than it ever takes.
look() {
  state=absent
  [ -d "$dir/started" ] || return 0
  waited=0
  while :; do
    if [ -f "$dir/rc" ]; then
      state="ended $(cat "$dir/rc")"
      return 0
    elif running; then
      state=running
      return 0
    elif [ "$waited" -ge 100 ] || { [ "$waited" -ge 30 ] && [ -f "$dir/pid" ]; }; then
      state="lost it was started, but it is gone and has not written down how it ended"
      return 0
    fi
    waited=$((waited + 1))
    sleep 0.1
  done
}

case $command in
  start) # BYTES SECONDS PROGRAM ARGUMENT…: standard input is BYTES long and goes to the step
    bytes=$1
    shift
    if ! find_step && ! make_step; then
      echo "refused there is no private folder below /var/tmp or ${TMPDIR:-/tmp}"
      exit 0
    fi
    if [ -d "$dir/started" ]; then
      echo already
      exit 0
    fi
    # A connection that breaks looks like the end of the input: only the length tells.
    cat >"$dir/stdin.$$"
    if [ "$(wc -c <"$dir/stdin.$$")" -ne "$bytes" ]; then
      echo "refused its input was cut off on the way"
      exit 0
    fi
    mv "$dir/stdin.$$" "$dir/stdin"
    (shift; printf '%s\n' "$@") >"$dir/cmd.$$" && mv "$dir/cmd.$$" "$dir/cmd"
    # A session of its own outlives the login. macOS has no setsid: there the step stays in our session, which is
    # enough for a lost connection and a killed bot, but not for a key press in the terminal the bot runs in.
    if command -v setsid >/dev/null 2>&1; then
      setsid sh -c 'eval "$1"' signalbox "$text" launch "$name" "$@" </dev/null >/dev/null 2>&1 &
    else
      nohup sh -c 'eval "$1"' signalbox "$text" launch "$name" "$@" </dev/null >/dev/null 2>&1 &
    fi
    patience=100
    until [ -d "$dir/started" ] || [ "$patience" -eq 0 ]; do
      patience=$((patience - 1))
      sleep 0.05
    done
    if [ -d "$dir/started" ]; then echo started; else echo "refused its launcher did not start"; fi
    ;;

  launch) # SECONDS PROGRAM ARGUMENT…
    find_step || exit 0
    mkdir "$dir/started" 2>/dev/null || exit 0
    limit=$1
    shift
    ! command -v timeout >/dev/null 2>&1 || set -- timeout -k 5 "$limit" "$@"
    began=$(date +%s)
    "$@" <"$dir/stdin" >"$dir/out" 2>"$dir/err" &
    pid=$!
    echo "$pid $(birth "$pid")" >"$dir/pid.new" && mv "$dir/pid.new" "$dir/pid"
    wait "$pid"
    code=$?
    # 124 and 137 are how timeout says that it ended the step; a step may also say so itself, but not so late.
    case $code in
      124 | 137) [ $(($(date +%s) - began)) -lt "$limit" ] || code=timeout ;;
    esac
    echo "$code" >"$dir/rc.new" && mv "$dir/rc.new" "$dir/rc"
    ;;

  state)
    if find_step; then
      look
      echo "$state"
    elif private "$lasting" || { [ ! -e "$lasting" ] && [ -w /var/tmp ]; }; then
      echo absent
    else
      echo unknown
    fi
    ;;

  follow) # OUT ERR: writes what comes after that many bytes of each, until the step has ended
    find_step || exit 3
    out=$1
    err=$2
    while :; do
      look
      size=$(wc -c 2>/dev/null <"$dir/out" || echo 0)
      if [ "$size" -gt "$out" ]; then
        tail -c "+$((out + 1))" "$dir/out" | head -c "$((size - out))" || exit 4
        out=$size
      fi
      size=$(wc -c 2>/dev/null <"$dir/err" || echo 0)
      if [ "$size" -gt "$err" ]; then
        tail -c "+$((err + 1))" "$dir/err" | head -c "$((size - err))" >&2 || exit 4
        err=$size
      fi
      [ "$state" = running ] || exit 0
      sleep 0.1
    done
    ;;

  stop) # prints the processes that could not be ended
    find_step || exit 0
    look
    [ "$state" = running ] || exit 0
    end_tree "$pid"
    ;;

  close) # keeps the claim and the end
    find_step || exit 0
    look
    [ "$state" != running ] || exit 5
    rm -f "$dir/stdin" "$dir/cmd" "$dir/pid" "$dir/out" "$dir/err"
    ;;

  forget)
    find_step || exit 0
    look
    [ "$state" != running ] || exit 5
    rm -rf "$dir"
    ;;
esac
