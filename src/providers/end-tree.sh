# Ends a process and everything that descends from it: TERM, a second of grace, then KILL, looking again each time.
# POSIX sh; uses /proc where there is one (slim containers have no ps) and ps elsewhere.

# One line a process: its number, its parent's, its group's, its state.
processes() {
  if [ -r /proc/self/stat ]; then
    # The second field is the program's name in parentheses and may hold anything, so it goes first.
    cat /proc/[0-9]*/stat 2>/dev/null | sed 's/ (.*) / /' | awk '{ print $1, $3, $4, $2 }'
  else
    ps -A -o pid= -o ppid= -o pgid= -o stat=
  fi
}

# end_tree PID: fails and prints the survivors if some cannot be ended. Zombies are dead. A process counts as a
# descendant from the first look on, so it is still found after its parent has died and it belongs to init.
end_tree() {
  known=$1
  looks=0
  while :; do
    alive=$(processes | awk -v known="$known" '
      BEGIN { count = split(known, first, " "); for (i = 1; i <= count; i++) ours[first[i]] = 1 }
      { parent[$1] = $2; group[$1] = $3; state[$1] = $4 }
      END {
        do {
          grown = 0
          for (pid in parent)
            if (!(pid in ours) && ((parent[pid] in ours) || (group[pid] in ours))) { ours[pid] = 1; grown = 1 }
        } while (grown)
        for (pid in ours) if ((pid in state) && state[pid] !~ /^[ZX]/) printf "%s ", pid
      }')
    [ -n "$alive" ] || return 0
    if [ "$looks" -eq 0 ]; then
      kill -TERM $alive 2>/dev/null
      # A stopped process does not see TERM before it goes on.
      kill -CONT $alive 2>/dev/null
    elif [ "$looks" -ge 10 ]; then
      kill -KILL $alive 2>/dev/null
    fi
    if [ "$looks" -ge 50 ]; then
      echo "$alive"
      return 1
    fi
    known="$known $alive"
    looks=$((looks + 1))
    sleep 0.1
  done
}
