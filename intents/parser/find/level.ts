/** Levels of log lines, severities and states of alerts, states of hosts, ways to restart: small closed vocabularies. */
import type { Slot } from "../../../src/action.ts";
import { phrasesOf } from "../phrases.ts";
import { nothing, type Finder } from "./finder.ts";

const vocabularies: Readonly<Partial<Record<Slot, Readonly<Record<string, string>>>>> = {
  level: {
    debug: "debug|debug-level|debug level|debug lines|debug messages",
    info: "info|info-level|info level|info lines",
    warn: "warn|warn-level|warning|warnings|warns|warn level|warning level|warning lines",
    error: "error|error-level|errors|err|error level|error lines|error messages|errors only|only errors",
    fatal: "fatal|fatal-level|fatals|fatal errors|fatal level",
  },
  severity: {
    critical: "critical|critical-level|crit|criticals|severity critical|critical severity|sev critical",
    warning: "warning|warning-level|warnings|warn|severity warning|warning severity",
    info: "info|info-level|informational|severity info|info severity",
  },
  "alert-state": {
    firing: "firing|currently firing|active|going off|open|red|ringing|state firing",
    pending: "pending|about to fire|state pending",
    silenced: "silenced|muted|suppressed|snoozed|state silenced",
    resolved: "resolved|cleared|closed|state resolved",
  },
  "host-state": {
    up: "up|online|alive|reachable|healthy|state up",
    down: "down|offline|dead|unreachable|not responding|not reachable|state down",
  },
  strategy: {
    rolling:
      "rolling|one by one|one at a time|rolling restart|in a rolling fashion|as a rolling restart|rollingly|gradually|without downtime",
    graceful: "graceful|gracefully|cleanly|nicely|gently|a graceful restart",
    force: "force|forced|forcefully|forcibly|hard|by force|--force|hard restart",
  },
};

const phrases = phrasesOf(
  Object.entries(vocabularies).flatMap(([slot, values]) =>
    Object.entries(values ?? {}).flatMap(([value, spoken]) =>
      spoken.split("|").map((phrase) => [phrase, { slot: slot as Slot, value }] as const),
    ),
  ),
);

export const level: Finder = (words, at) => {
  const hit = phrases.at(words, at);
  return hit ? hit.values.map(({ slot, value }) => ({ slot, value, length: hit.length })) : nothing;
};
