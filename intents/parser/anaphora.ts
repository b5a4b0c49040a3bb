/** "203.0.113.7 is hammering us, block it": a pronoun of the order, and the one thing that was named before it. */
import type { Mention } from "./find/index.ts";
import type { Word } from "./words.ts";

const pronouns = new Set(["it", "that", "this", "them", "him", "her", "those", "these", "there"]);
const nouns =
  /^(?:one|ip|ips|address|addresses|host|server|machine|box|node|service|app|zone|domain|site|record|name|job|request|alert|network|range|subnet|host|model|version|guy|thing|playbook)$/;
const kinds = new Set("host group target service zone playbook alert request name ip cidr url model".split(" "));

/**
 * The clause with its pronoun put right; undefined if it has none, or if not exactly one stretch of words before it names
 * something. `mentions` are those of the whole sentence that stand before the clause.
 */
export function resolved(
  clause: readonly Word[],
  before: readonly Word[],
  mentions: readonly Mention[],
): Word[] | undefined {
  const at = clause.findIndex((word) => pronouns.has(word.lower));
  if (at < 0) return undefined;
  const named = mentions.filter((one) => kinds.has(one.slot) && one.to <= before.length);
  const spans = new Map(named.map((one) => [`${one.from}-${one.to}`, one] as const));
  const values = new Set(named.map((one) => one.value));
  const [first] = spans.values();
  if (!first || (spans.size > 1 && values.size > 1)) return undefined;
  const length = nouns.test(clause[at + 1]?.lower ?? "") && clause[at]?.lower !== "it" ? 2 : 1;
  const name = before.slice(first.from, first.to);
  const last = name.at(-1);
  const pause = clause[at + length - 1]?.pause ?? "";
  if (!last) return undefined;
  const on: Word[] = clause[at]?.lower === "there" ? [{ text: "on", lower: "on", pause: "" }] : [];
  return [...clause.slice(0, at), ...on, ...name.slice(0, -1), { ...last, pause }, ...clause.slice(at + length)];
}
