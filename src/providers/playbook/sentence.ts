/** The words of a plan. Written here, by code, from what was found. */
import type { Changes } from "./definition.ts";

/** 5.0 MB, in steps of 1024, as `ls -h` and `df -h` count. */
export function bytesText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.max(0, Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return power === 0 ? `${bytes} bytes` : `${(bytes / 1024 ** power).toFixed(1)} ${units[power]}`;
}

const verbs = { create: "create", update: "change", delete: "delete", run: "run" } as const;

const past = (verb: string): string => (verb === "run" ? "ran" : verb.endsWith("e") ? `${verb}d` : `${verb}ed`);

/** "delete 3 files, 5.0 MB", or, once it is done, "deleted 3 files, 5.0 MB" */
export function countText(changes: Changes, count: number, bytes: number | null, done: boolean): string {
  const noun = count === 1 ? changes.noun : (changes.plural ?? `${changes.noun}s`);
  const verb = changes.verb ?? verbs[changes.kind];
  return `${done ? past(verb) : verb} ${count} ${noun}${bytes === null ? "" : `, ${bytesText(bytes)}`}`;
}

/** "web-1", "web-1 and web-2", "5 hosts (web-1, web-2, web-3 and 2 more)" */
export function hostsText(names: readonly string[]): string {
  if (names.length <= 2) return names.join(" and ");
  const rest = names.length - 3;
  return `${names.length} hosts (${names.slice(0, 3).join(", ")}${rest > 0 ? ` and ${rest} more` : ""})`;
}
