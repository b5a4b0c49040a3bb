/**
 * Orders said in a roundabout way, turned into plain ones: "we need checkout restarted", "would you mind restarting
 * checkout", "give checkout a restart". Only how they begin decides; "bob wants checkout restarted" is what bob wants.
 */
import { phraseSet } from "./phrases.ts";
import type { Word } from "./words.ts";

/** Base form → participle and gerund. */
const forms: Readonly<Record<string, readonly [participle: string, gerund: string]>> = {
  add: ["added", "adding"],
  apply: ["applied", "applying"],
  ban: ["banned", "banning"],
  block: ["blocked", "blocking"],
  bounce: ["bounced", "bouncing"],
  cancel: ["cancelled", "cancelling"],
  change: ["changed", "changing"],
  clear: ["cleared", "clearing"],
  create: ["created", "creating"],
  delete: ["deleted", "deleting"],
  deploy: ["deployed", "deploying"],
  do: ["done", "doing"],
  double: ["doubled", "doubling"],
  drop: ["dropped", "dropping"],
  execute: ["executed", "executing"],
  flush: ["flushed", "flushing"],
  halve: ["halved", "halving"],
  invalidate: ["invalidated", "invalidating"],
  list: ["listed", "listing"],
  mute: ["muted", "muting"],
  point: ["pointed", "pointing"],
  promote: ["promoted", "promoting"],
  pull: ["pulled", "pulling"],
  purge: ["purged", "purging"],
  push: ["pushed", "pushing"],
  reboot: ["rebooted", "rebooting"],
  remove: ["removed", "removing"],
  restart: ["restarted", "restarting"],
  revert: ["reverted", "reverting"],
  "roll back": ["rolled back", "rolling back"],
  run: ["run", "running"],
  scale: ["scaled", "scaling"],
  "scale down": ["scaled down", "scaling down"],
  "scale up": ["scaled up", "scaling up"],
  schedule: ["scheduled", "scheduling"],
  set: ["set", "setting"],
  ship: ["shipped", "shipping"],
  show: ["shown", "showing"],
  silence: ["silenced", "silencing"],
  snooze: ["snoozed", "snoozing"],
  stop: ["stopped", "stopping"],
  switch: ["switched over", "switching"],
  move: ["moved", "moving"],
  modify: ["modified", "modifying"],
  replace: ["replaced", "replacing"],
  wipe: ["wiped", "wiping"],
  evict: ["evicted", "evicting"],
  kill: ["killed", "killing"],
  abort: ["aborted", "aborting"],
  lift: ["lifted", "lifting"],
  redirect: ["redirected", "redirecting"],
  resize: ["resized", "resizing"],
  release: ["released", "releasing"],
  publish: ["published", "publishing"],
  fetch: ["fetched", "fetching"],
  download: ["downloaded", "downloading"],
  install: ["installed", "installing"],
  launch: ["launched", "launching"],
  start: ["started", "starting"],
  trigger: ["triggered", "triggering"],
  search: ["searched", "searching"],
  check: ["checked", "checking"],
  bring: ["brought", "bringing"],
  take: ["taken", "taking"],
  put: ["put", "putting"],
  give: ["given", "giving"],
  increase: ["increased", "increasing"],
  reduce: ["reduced", "reducing"],
  bump: ["bumped", "bumping"],
  terminate: ["terminated", "terminating"],
  triple: ["tripled", "tripling"],
  unban: ["unbanned", "unbanning"],
  unblock: ["unblocked", "unblocking"],
  update: ["updated", "updating"],
  withdraw: ["withdrawn", "withdrawing"],
};
const spellings: readonly (readonly [participle: string, base: string])[] = [
  ["canceled", "cancel"],
  ["switched", "switch"],
  ["re-pointed", "point"],
  ["repointed", "point"],
  ["nuked", "delete"],
];

const participles = new Map([
  ...Object.entries(forms).map(([base, [participle]]) => [participle, base] as const),
  ...spellings,
]);
const gerunds = new Map([
  ...Object.entries(forms).map(([base, [, gerund]]) => [gerund, base] as const),
  ["canceling", "cancel"] as const,
]);

/** What is wanted comes next, and its participle after it. */
const wishes = phraseSet([
  ..."i we".split(" ").flatMap((who) => [`${who} need`, `${who} want`, `${who} would like`, `${who} require`]),
  ..."i'd like|we'd like|need|want|get|please get|i'd love|we'd love|can i get|can we get|could i get|could we get|can i have|can we have|could i have|could we have|may i have|i wanna have|i need to have|we need to have|i need to get|we need to get|can you get|could you get|please have".split(
    "|",
  ),
]);
/** A gerund comes next. */
const favours = phraseSet("would you mind|do you mind|mind|you mind".split("|"));
const bases = new Map(Object.keys(forms).map((base) => [base, base]));
const between = new Set(["to", "be", "get"]);

/** Undefined where the sentence is no such thing. `start` is where greetings end. */
export function straightened(words: readonly Word[], start: number): Word[] | undefined {
  const favour = favours.at(words, start);
  if (favour) {
    const rest = words.slice(start + favour.length);
    const base = verbAt(rest, 0, gerunds);
    // "would you mind …?" is no question of mind.
    return base ? [...spoken(base.base), ...unasked(rest.slice(base.length))] : undefined;
  }
  const thought = suggestions.at(words, start);
  if (thought) {
    const rest = words.slice(start + thought.length);
    const base = verbAt(rest, 0, gerunds);
    if (base) return [...spoken("maybe"), ...spoken(base.base), ...rest.slice(base.length)];
  }
  const wish = wishes.at(words, start);
  if (!wish) return had(words, start) ?? needed(words, start);
  const rest = words.slice(start + wish.length);
  for (let at = 1; at < rest.length; at++) {
    // Nothing but what is acted on may stand between: a pause or a second verb makes another sentence of it.
    if (rest[at - 1]?.pause !== "") return undefined;
    const base = verbAt(rest, at, participles);
    if (!base) continue;
    let to = at;
    while (to > 1 && between.has(rest[to - 1]?.lower ?? "")) to--;
    const asks = /^(?:can|could|may)$/.test(words[start]?.lower ?? "");
    const tail = rest.slice(at + base.length);
    return [...spoken(base.base), ...rest.slice(0, to), ...(asks ? unasked(tail) : tail)];
  }
  // "i want shop at eight instances": whatever it is, it is to be got.
  const [next] = rest;
  return next &&
    !notThings.has(next.lower) &&
    verbAt(rest, 0, bases) === null &&
    !/^(?:can|could|may)$/.test(words[start]?.lower ?? "")
    ? [...spoken("get"), ...rest]
    : undefined;
}

/** "have vacuum-postgres run on db-1": no question of having. */
function had(words: readonly Word[], start: number): Word[] | undefined {
  if (
    words[start]?.lower !== "have" ||
    subjects.has(words[start + 1]?.lower ?? "") ||
    words.some(({ pause }) => pause === "?")
  )
    return undefined;
  for (let at = start + 2; at < words.length && words[at - 1]?.pause === ""; at++) {
    const verb = verbAt(words, at, participles);
    if (verb) return [...spoken(verb.base), ...words.slice(start + 1, at), ...words.slice(at + verb.length)];
  }
  return undefined;
}

/** A gerund behind these is a suggestion. */
const suggestions = phraseSet(
  "might be worth|may be worth|it might be worth|would be worth|worth|consider|how about|what about|i suggest|suggest|i'd suggest|i recommend|i'd recommend|i propose|thinking about|thinking of|i'm thinking of|we're thinking of".split(
    "|",
  ),
);

/** What follows a wish that is for somebody to do something. */
const notThings = new Set("to you him her them someone somebody it that this help me us know see".split(" "));

const necessities = phraseSet(
  "needs|need|needs to be|need to be|has to be|have to be|must be|should be|ought to be|wants|could use|can be|needs to get|should get".split(
    "|",
  ),
);

/** "shop has to be restarted", "checkout needs a restart": what is said of a thing, with a please, is asked for. */
function needed(words: readonly Word[], start: number): Word[] | undefined {
  for (let at = start + 1; at < words.length; at++) {
    if (words[at - 1]?.pause !== "") return undefined;
    const need = necessities.at(words, at);
    if (!need) continue;
    const verb = verbAt(words, at + need.length, participles) ?? verbAt(words, at + need.length, gerunds);
    const object = words.slice(start, at);
    if (!verb || object.some(({ lower }) => subjects.has(lower))) return undefined;
    const polite = words.some(({ lower }) => lower === "please" || lower === "pls" || lower === "plz");
    const order = [...spoken(verb.base), ...object, ...words.slice(at + need.length + verb.length)];
    return polite || strong.test(words[at]?.lower ?? "") ? order : [...spoken("maybe"), ...order];
  }
  return undefined;
}
/** What must be is wanted now; what should be is somebody's opinion. */
const strong = /^(?:needs?|has|have|must)$/;
const subjects = new Set("any i we you they he she it who what which that this".split(" "));

function verbAt(
  words: readonly Word[],
  at: number,
  verbs: ReadonlyMap<string, string>,
): { base: string; length: number } | null {
  const lower = words[at]?.lower ?? "";
  const two = verbs.get(`${lower} ${words[at + 1]?.lower ?? ""}`);
  if (two !== undefined) return { base: two, length: 2 };
  const one = verbs.get(lower);
  return one === undefined ? null : { base: one, length: 1 };
}

const spoken = (text: string): Word[] => text.split(" ").map((word) => ({ text: word, lower: word, pause: "" }));

/** Without the question mark that politeness put there. */
const unasked = (words: readonly Word[]): Word[] =>
  words.map((word, at) => (at === words.length - 1 && word.pause === "?" ? { ...word, pause: "" } : word));
