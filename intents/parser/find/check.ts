/** "dry run", "without changing anything": look only. These words negate nothing but the change itself. */
import { phraseSet } from "../phrases.ts";
import { nothing, type Finder } from "./finder.ts";

const kinds = ["dry run", "dry-run", "dryrun", "check mode", "check-mode", "simulation", "no-op", "noop"];
const changes = ["changing anything", "making changes", "making any changes", "any changes", "changes"];
const phrases = phraseSet([
  ...kinds.flatMap((kind) => [
    kind,
    `as a ${kind}`,
    `in ${kind}`,
    `a ${kind} of`,
    `do a ${kind} of`,
    `do a ${kind}`,
    `${kind} of`,
    `${kind} only`,
  ]),
  "in dry run mode",
  "in dry-run mode",
  "check only",
  "check=true",
  "--check",
  "--dry-run",
  ...changes.map((words) => `without ${words}`),
  "don't change anything",
  "do not change anything",
  "dont change anything",
  "but don't change anything",
  "but do not change anything",
  "but change nothing",
  "change nothing",
  "no changes",
  "with no changes",
  "but only as a dry run",
  "only as a dry run",
  "only a dry run",
  "just a dry run",
  "as a dry run only",
  "but just as a dry run",
  "dry run first",
  "a dry run",
  "as a dry-run",
  "as a rehearsal",
  "in dry run",
  "in check",
  "just check",
  "only check",
  ...["i", "we", "and i", "but i"].flatMap((who) => [
    `${who} don't want anything changed`,
    `${who} don't want anything changed yet`,
    `${who} don't want anything to change`,
    `${who} don't want any changes`,
  ]),
  "nothing changed for real",
  "just simulate",
  "simulate",
]);

export const check: Finder = (words, at) => {
  const hit = phrases.at(words, at);
  return hit ? [{ slot: "check", value: "true", length: hit.length }] : nothing;
};
