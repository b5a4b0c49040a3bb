/** All typed values of a sentence, overlapping as they may; `longest` chooses among those that somebody wants. */
import type { Found, Slot } from "../../../src/action.ts";
import type { Names } from "../../../src/inventory.ts";
import { textOf, wordsOf, type Word } from "../words.ts";
import { cachePart, prefix, tag } from "./cache-part.ts";
import { check } from "./check.ts";
import { days } from "./days.ts";
import { destination } from "./destination.ts";
import { duration } from "./duration.ts";
import { environmentFinder } from "./environment.ts";
import { everything } from "./everything.ts";
import { nothing, type Finder } from "./finder.ts";
import { former } from "./former.ts";
import { fqdn } from "./fqdn.ts";
import { ip } from "./ip.ts";
import { labelFinder } from "./label.ts";
import { level } from "./level.ts";
import { limit } from "./limit.ts";
import { alertName, model } from "./shape.ts";
import { nameFinder } from "./names.ts";
import { number } from "./number.ts";
import { priority } from "./priority.ts";
import { proxied } from "./proxied.ts";
import { queryFinder } from "./query.ts";
import { quoted } from "./quoted.ts";
import { reason } from "./reason.ts";
import { recordType } from "./record-type.ts";
import { request } from "./request.ts";
import { scale } from "./scale.ts";
import { signalFinder } from "./signal.ts";
import { ttl } from "./ttl.ts";
import { url } from "./url.ts";
import { variable } from "./variable.ts";
import { version } from "./version.ts";
import { when } from "./when.ts";
import { zoneOfTime } from "./zone-of-time.ts";

export interface Mention {
  readonly slot: Slot;
  readonly value: string;
  /** The first word, and the first after it. */
  readonly from: number;
  readonly to: number;
  /** As the person wrote it. */
  readonly said: string;
}

/** Asks a finder only where the word may begin something of its kind: most words begin nothing. */
const where =
  (may: RegExp, find: Finder): Finder =>
  (words, at) =>
    may.test(words[at]?.lower ?? "") ? find(words, at) : nothing;

const count = String.raw`\d|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|sixty|an?)$`;
const starting = (words: string): RegExp => new RegExp(`^(?:${count}|${words})`);

const plain: readonly Finder[] = [
  alertName,
  cachePart,
  check,
  where(/^(?:in|within|the|next|coming|upcoming|under|less|than|over|this)$/, days),
  destination,
  where(starting("half|last|past|previous|trailing|next|coming|couple|quarter|hour|fortnight|three"), duration),
  everything,
  former,
  where(/\./, fqdn),
  where(/[.:]/, ip),
  level,
  where(starting("limit|last|first|latest|newest|top|max|recent"), limit),
  where(/:/, model),
  number,
  where(/\//, prefix),
  where(/^pr/, priority),
  proxied,
  reason,
  recordType,
  where(/-/, request),
  where(
    starting(
      String.raw`x\d|[+-]\d|by|in|to|at|from|another|extra|additional|further|more|doubl|tripl|quadr|hal|twice|thrice|.*=`,
    ),
    scale,
  ),
  tag,
  where(starting("ttl|half|quarter"), ttl),
  where(/^https?:/, url),
  where(/=/, variable),
  where(/\d|^(?:version|release|build|tag|revision|rev|sha|commit|from)$/, version),
  where(
    starting(
      String.raw`\*|at$|@|by$|around$|on$|in$|the$|this$|next$|coming$|every$|each$|daily|nightly|hourly|week|work|month|once$|half$|quarter$|noon|mid|to(?:day|night|morrow)|mon|tue|wed|thu|fri|sat|sun`,
    ),
    when,
  ),
  zoneOfTime,
];
const quantifiers = new Set(["all", "every", "each"]);
const joints = new Set(["of", "the", "our", "my"]);

export function finderOf(names: Names, actions: readonly string[] = []): (words: readonly Word[]) => Mention[] {
  const name = nameFinder(names);
  const query = queryFinder([name, duration, url]);
  const finders = [name, environmentFinder(name), labelFinder(names), signalFinder(names), query, ...plain];
  if (actions.length > 0) finders.push(actionFinder(actions));

  const hitsAt = (words: readonly Word[], at: number): Mention[] => {
    const quote = words[at]?.quote;
    if (!quote) {
      return finders.flatMap((find) => find(words, at)).map((hit) => mention(words, at, hit));
    }
    // A quotation may be a value as a whole (`clean-temp`), and is never looked into for more.
    const inner = quote.block ? [] : wordsOf({ own: quote.text, quotes: [] });
    const whole = finders.flatMap((find) => find(inner, 0)).filter((hit) => hit.length === inner.length);
    return [...quoted(words, at), ...whole].map((hit) => mention(words, at, { ...hit, length: 1 }));
  };

  return (words) => words.flatMap((_, at) => hitsAt(words, at));
}

const actionFinder = (actions: readonly string[]): Finder => {
  const known = new Set(actions);
  return (words, at) => {
    const lower = words[at]?.lower ?? "";
    return lower.includes(".") && known.has(lower) ? [{ slot: "action", value: lower, length: 1 }] : [];
  };
};

/** Kinds of values that mean something only to an action that asks for them: "errors" is a level to a log. */
const particular: ReadonlySet<Slot> = new Set<Slot>([
  "action",
  "alert-name",
  "alert-state",
  "cache-part",
  "days",
  "delta",
  "factor",
  "from-environment",
  "host-state",
  "label",
  "level",
  "limit",
  "person",
  "prefix",
  "query",
  "reason",
  "replicas",
  "role",
  "severity",
  "strategy",
  "tag",
  "to-environment",
  "variable",
  "version",
  "when",
  "zone-of-time",
]);

/** What a sentence names whatever is wanted of it. */
export const plainly = (words: readonly Word[], mentions: readonly Mention[]): Mention[] =>
  longest(
    words,
    mentions.filter((one) => !particular.has(one.slot)),
  );

/** The longest reading of each stretch of words; readings of equal length all stay. */
export function longest(words: readonly Word[], mentions: readonly Mention[]): Mention[] {
  const kept: Mention[] = [];
  for (const one of mentions.toSorted((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from)) {
    const rival = kept.find((other) => one.from < other.to && other.from < one.to);
    if (!rival || (rival.from === one.from && rival.to === one.to)) kept.push(one);
  }
  return absorbQuantifiers(words, kept).toSorted((a, b) => a.from - b.from);
}

const mention = (
  words: readonly Word[],
  at: number,
  { slot, value, length }: { slot: Slot; value: string; length: number },
): Mention => ({ slot, value, from: at, to: at + length, said: textOf(words.slice(at, at + length)) });

/** "all web hosts" and "all of web" mean web, not the group that is called "all" and web besides. */
function absorbQuantifiers(words: readonly Word[], mentions: readonly Mention[]): Mention[] {
  const nextAfter = (at: number): number => {
    let next = at + 1;
    while (joints.has(words[next]?.lower ?? "")) next++;
    return next;
  };
  const counted = (one: Mention): boolean =>
    one.slot === "group" || one.slot === "target" || one.slot === "service" || one.slot === "cidr";
  const quantified = words.flatMap((word, at) => {
    const next = nextAfter(at);
    return quantifiers.has(word.lower) && mentions.some((one) => one.from === next && counted(one))
      ? [{ at, next }]
      : [];
  });
  return mentions
    .filter((one) => !quantified.some(({ at }) => one.from === at && one.to === at + 1))
    .map((one) => ({ ...one, from: quantified.find(({ next }) => one.from === next)?.at ?? one.from }));
}

/** The values by kind, in the order of the sentence, each once. */
export function foundOf(mentions: readonly Mention[]): Found {
  const found: Partial<Record<Slot, string[]>> = {};
  for (const { slot, value } of mentions) {
    const values = (found[slot] ??= []);
    if (!values.includes(value)) values.push(value);
  }
  return found;
}
