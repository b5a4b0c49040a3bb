/** Other words for the same thing, as operators use them. A synonym counts for less than the word itself. */
import { analyse } from "./analyse.ts";

const weight = 0.35;

const sets = [
  "host server machine box node vm instance",
  "disk filesystem volume storage partition",
  "full space room filling fill filled exhausted",
  "memory ram oom swap",
  "cpu processor load",
  "slow latency sluggish lag delay",
  "crash crashing dies died killed restart restarting",
  "fail failing failure error broken",
  "certificate cert tls ssl https",
  "expire expiring expired expiry expiration renew renewal",
  "dns resolve resolving resolution nameserver",
  "cache cdn purge invalidate flush clear stale",
  "database db postgres postgresql mysql",
  "replica replication standby follower secondary",
  "backup restore snapshot",
  "rollback revert undo back",
  "deploy deployment release rollout",
  "remove delete drop",
  "log logs logging logrotate",
  "pod container",
  "login ssh password key",
  "network packet connection connectivity",
  "alert alarm page paging",
  "unreachable down offline unavailable dead",
  "handover handoff oncall",
  "user customer visitor client people",
  "huge big large",
  "stuck hang hanging",
  "mistake accident",
  "reboot restart",
].map((line) => analyse(line));

const others = new Map<string, Set<string>>();
for (const set of sets) {
  for (const term of set) others.set(term, new Set([...(others.get(term) ?? []), ...set]));
}

/** Other terms for this one. */
export const synonymsOf = (term: string): readonly string[] => [...(others.get(term) ?? [])];

/** Term → weight: the asked terms themselves at 1, their synonyms at less. */
export function expand(terms: readonly string[]): Map<string, number> {
  const weights = new Map(terms.map((term) => [term, 1]));
  for (const term of terms) {
    for (const other of others.get(term) ?? []) if (!weights.has(other)) weights.set(other, weight);
  }
  return weights;
}
