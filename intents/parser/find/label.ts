/** A name relative to its zone: "grafana to the example.test zone", "api in example.test", "name _dmarc". */
import type { Names } from "../../../src/inventory.ts";
import type { Word } from "../words.ts";
import { nothing, type Finder } from "./finder.ts";

const shape = /^(?:@|\*|[a-z0-9_*](?:[a-z0-9_-]*[a-z0-9])?)$/;
const links = new Set(["in", "to", "from", "on", "into", "under", "within"]);
const prepositions = new Set([...links, "at", "for", "by", "of", "as", "above", "below"]);
const named = new Set(["name", "named", "called", "subdomain", "hostname", "label"]);
/** Words that stand there and are no names. */
const plain = new Set(
  "exist exists live lives is are was fresh second third first another additional old every each listed published any some all no of with add create register make set put publish insert delete remove drop change update switch move point repoint modify alter edit swap turn get show list take bin wipe new please pls just record records entry entries dns a aaaa cname txt mx ns srv caa ptr spf it that this these those them all everything out over name names is are was value ttl zone domain cache caches cached alias address ip up down off get go back traffic visitors requests stuff thing things me us for the an and with proxied seconds minutes hours host hosts certificate cert ssl tls anything something called goes points point pointing resolves due subdomain hostname new files pages tags urls prefix scope".split(
    " ",
  ),
);

/** "delete the broken A record in example.test", "a new one": said of a record, and seldom its name. Whoever means the name can say "named". */
const kinds = new Set(
  "broken stale unused duplicate duplicated dead obsolete outdated wrong bad invalid expired orphaned orphan dangling temporary latest newest oldest last both half one ones other others another same right correct current previous existing missing extra redundant conflicting incorrect misconfigured useless recent empty necessary unneeded superfluous leading fourth fifth most few several two three four five relevant respective corresponding matching whole entire".split(
    " ",
  ),
);
/** "the TXT record with spf-check from example.test": what is said of a record, not what it is called. */
const tells = new Set(["with", "containing", "holding", "having", "saying", "whose"]);

const isLabel = (word: Word | undefined): word is Word =>
  word !== undefined &&
  shape.test(word.lower) &&
  !plain.has(word.lower) &&
  !prepositions.has(word.lower) &&
  !/^\d+$/.test(word.lower);

export function labelFinder({ zones }: Pick<Names, "zones">): Finder {
  const isZone = (word: Word | undefined): boolean => zones.includes(word?.lower ?? "");

  return (words, at) => {
    const word = words[at];
    if (!word) return nothing;
    if (named.has(word.lower)) {
      const skip = /^(?:is|of|for)$/.test(words[at + 1]?.lower ?? "") ? 2 : 1;
      const next = words[at + skip];
      return isLabel(next) && words.some(isZone) ? [{ slot: "label", value: next.lower, length: skip + 1 }] : nothing;
    }
    if (!isLabel(word) || word.genitive || word.pause !== "" || kinds.has(word.lower)) return nothing;
    if (tells.has(words[at - 1]?.lower ?? "")) return nothing;
    let to = at + 1;
    // "ftp A 192.0.2.5 in zone example.test"
    while (/^(?:a|aaaa|cname|txt|mx|record|\d{1,3}(?:\.\d{1,3}){3})$/.test(words[to]?.lower ?? "")) to++;
    if (words[to]?.lower === "out" && words[to + 1]?.lower === "of") to++;
    else if (!links.has(words[to]?.lower ?? "")) return nothing;
    to++;
    while (/^(?:the|our|zone|domain|dns|of)$/.test(words[to]?.lower ?? "")) to++;
    const value = word.lower === "wildcard" ? "*" : word.lower;
    return isZone(words[to]) ? [{ slot: "label", value, length: 1 }] : nothing;
  };
}
