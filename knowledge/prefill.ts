/**
 * A runbook's commands may leave names open: `playbook.run disk-report targets={host}`. They are closed with names of
 * the inventory that the question holds. The words of a question only choose among those names; none of them is taken over.
 */
import type { Names } from "../src/inventory.ts";
import type { Suggestion } from "../src/reply.ts";
import { analyse } from "./analyse.ts";
import { close, exactCommand, openingsIn, type Opening } from "./command.ts";

export type KnownNames = Pick<Names, "hosts" | "groups" | "services" | "zones" | "playbooks" | "envs" | "aliases">;

/** Characters; names stand in a question, not in a pasted log. */
const longestQuestion = 4000;

/**
 * The suggestions whose openings can all be closed, each command once: by the only name of its kind in the question, or
 * by its default where there is none. Two names are no answer to which one is meant.
 */
export function prefill(suggestions: readonly Suggestion[], question: string, names: KnownNames): Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const { label, command, ...rest } of suggestions) {
    const values = new Map<string, string>();
    for (const { kind, otherwise } of openingsIn(command)) {
      const [name = otherwise, ...others] = namedIn(question, spellings(kind, names));
      if (name !== null && others.length === 0 && /^[\w.:/@%*+-]+$/.test(name)) values.set(kind, name);
    }
    const closed = close(command, values);
    // An opening that is still there, or a name that the grammar would read as more than one word.
    if (openingsIn(closed).length > 0 || !exactCommand(closed)) continue;
    if (!found.has(closed)) found.set(closed, { label: close(label, values), command: closed, ...rest });
  }
  return [...found.values()];
}

type Spelling = readonly [word: string, name: string];

const plain = (names: readonly string[]): Spelling[] => names.map((name) => [name, name]);

/** What people call each thing of this kind → its name. */
function spellings(kind: Opening, { hosts, services, groups, zones, envs, playbooks, aliases }: KnownNames) {
  const aliased = (names: readonly string[]): Spelling[] => [
    ...Object.entries(aliases ?? {}).filter(([, name]) => names.includes(name)),
    ...plain(names),
  ];
  const all: Record<Opening, () => Spelling[]> = {
    host: () => aliased(hosts),
    // As alerts name it, with a port that is no part of the host's name.
    instance: () => aliased(hosts),
    group: () => plain(Object.keys(groups)),
    service: () => aliased(services),
    zone: () => plain(zones),
    playbook: () =>
      Object.entries(playbooks).flatMap(([name, others]) => [name, ...others].map((word): Spelling => [word, name])),
    environment: () => plain(envs),
  };
  // A group called "all" is not meant by everybody who says the word.
  const told = all[kind]().filter(([word]) => analyse(word).length > 0);
  return new Map(told.map(([word, name]) => [word.toLowerCase(), name]));
}

/** The names whose spelling stands in the question as a word of its own, each once; of two that overlap the longer. */
function namedIn(question: string, spelled: ReadonlyMap<string, string>): string[] {
  if (spelled.size === 0) return [];
  const words = [...spelled.keys()].toSorted((a, b) => b.length - a.length).map((word) => RegExp.escape(word));
  // "web-1" does not stand in "web-10", "web-1.example.test" or "old-web-1"; it does in "web-1:9100" and "on web-1.".
  const whole = new RegExp(`(?<![\\p{L}\\p{N}_.-])(?:${words.join("|")})(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])`, "gu");
  const text = question.slice(0, longestQuestion).toLowerCase();
  return [...new Set(Array.from(text.matchAll(whole), ([word]) => spelled.get(word) ?? ""))];
}
