/** "203.0.113.7 is hammering us, block it": a pronoun of the order, and what it may stand for. */
import type { Mention } from "./find/index.ts";
import type { Word } from "./words.ts";

const pronouns = new Set(["it", "that", "this", "them", "him", "her", "those", "these", "there", "its"]);
const nouns =
  /^(?:one|ip|ips|address|addresses|host|server|machine|box|node|service|app|zone|domain|site|record|name|job|request|alert|network|range|subnet|host|model|version|guy|thing|playbook)$/;
const kinds = new Set("host group target service zone playbook alert request name ip cidr url model".split(" "));

/**
 * The clause with its pronoun put right, once for each thing that was named before it; none if it has no pronoun.
 * `mentions` are those of the whole sentence.
 */
export function resolved(clause: readonly Word[], before: readonly Word[], mentions: readonly Mention[]): Word[][] {
  const at = clause.findIndex((word) => pronouns.has(word.lower));
  if (at < 0) return [];
  const named = mentions.filter((one) => kinds.has(one.slot) && one.to <= before.length);
  const spans = new Map(named.map((one) => [one.value, one] as const));
  const noun = nouns.test(clause[at + 1]?.lower ?? "") && clause[at]?.lower !== "it";
  const length = noun ? 2 : 1;
  const pause = clause[at + length - 1]?.pause ?? "";
  const on: Word[] = clause[at]?.lower === "there" ? [{ text: "on", lower: "on", pause: "" }] : [];
  return [...spans.values()].slice(0, 4).map((one) => {
    const name = before.slice(one.from, one.to).map((word, index, all) => ({
      ...word,
      pause: index === all.length - 1 ? pause : "",
    }));
    return [...clause.slice(0, at), ...on, ...name, ...clause.slice(at + length)];
  });
}
