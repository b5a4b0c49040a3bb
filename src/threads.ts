/**
 * What was said last, by one person in one thread, so that "the second one" and "same on web-2" can be read, and so that
 * "why?" can be answered. A convenience in memory: after a restart, or in another process, the bot asks again. Nobody
 * else's words are in it.
 */
import type { Intent, Turn } from "./intent.ts";
import type { Account, Message, Place } from "./message.ts";
import type { Readings, Remembered } from "./providers/readings.ts";

export interface Threads extends Readings {
  /** Earlier turns of this person in this thread, oldest first; empty after ten minutes of silence. */
  before(message: Message): readonly Turn[];
  remember(message: Message, intent: Intent): void;
  /** This request came of that message. */
  led(message: Message, request: string): void;
}

interface Thread {
  readonly at: number;
  readonly turns: readonly Turn[];
  /** The newest message and how it was read. */
  readonly message: Message;
  readonly intent: Intent;
  readonly follows: boolean;
  readonly request: string | null;
}

const silence = 600_000;
const mostTurns = 6;
const mostThreads = 1000;

const keyOf = (account: Account, place: Place): string =>
  JSON.stringify([account.platform, account.id, place.workspace, place.channel, place.thread]);

export function createThreads(now: () => number = Date.now): Threads {
  // Insertion order is age: the first key is the thread that has been silent longest.
  const threads = new Map<string, Thread>();
  const isFresh = ({ at }: Thread): boolean => now() - at < silence;
  const before = ({ account, place }: Message): readonly Turn[] => {
    const thread = threads.get(keyOf(account, place));
    return thread && isFresh(thread) ? thread.turns : [];
  };
  return {
    before,
    remember: (message, intent) => {
      // To ask why is no turn: what it asks about stays the last one, and a question of ours stays open.
      if (intent.kind === "act" && intent.action === "why") return;
      const key = keyOf(message.account, message.place);
      const earlier = before(message);
      const turns = [...earlier, { role: "user", text: message.text } as const, ...answered(intent)];
      threads.delete(key);
      const follows = earlier.length > 0;
      threads.set(key, { at: now(), turns: turns.slice(-mostTurns), message, intent, follows, request: null });
      const [oldest] = threads.keys();
      if (threads.size > mostThreads && oldest !== undefined) threads.delete(oldest);
    },
    led: (message, request) => {
      const key = keyOf(message.account, message.place);
      const thread = threads.get(key);
      // Something else may have been said since.
      if (thread?.message.id === message.id) threads.set(key, { ...thread, request });
    },
    last: ({ accounts }, place) => {
      const theirs = [...threads.values()].filter(
        (thread) => isFresh(thread) && accounts.some((account) => isSame(account, thread.message.account)),
      );
      const here = theirs.findLast(({ message }) => isThread(message.place, place));
      const found = here ?? theirs.findLast(({ message }) => isChannel(message.place, place));
      return found ? remembered(found, here !== undefined) : null;
    },
  };
}

const remembered = ({ message, intent, follows, request }: Thread, here: boolean): Remembered => ({
  text: message.text,
  intent,
  follows,
  request,
  here,
});

const isSame = (one: Account, other: Account): boolean => one.platform === other.platform && one.id === other.id;

const isChannel = (one: Place, other: Place): boolean =>
  one.platform === other.platform && one.workspace === other.workspace && one.channel === other.channel;

const isThread = (one: Place, other: Place): boolean => isChannel(one, other) && one.thread === other.thread;

/** The turn that our reply makes; none for what was no request. What is said of an answer leaves it the last. */
function answered(intent: Intent): Turn[] {
  if (intent.kind === "ask" || (intent.kind === "act" && /^ask$|^answer\./.test(intent.action)))
    return [{ role: "bot", answered: true }];
  if (intent.kind === "act") return [{ role: "bot", done: { action: intent.action, params: intent.params } }];
  if (intent.kind !== "clarify" || intent.action === undefined) return [];
  const { action, missing, params, candidates } = intent;
  return [{ role: "bot", clarify: { intent: action, missing, params, ...(candidates ? { candidates } : {}) } }];
}
