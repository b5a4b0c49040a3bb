/**
 * What was said last, by one person in one thread, so that "the second one" and "same on web-2" can be read. A
 * convenience in memory: after a restart, or in another process, the bot asks again. Nobody else's words are in it.
 */
import type { Intent, Turn } from "./intent.ts";
import type { Message } from "./message.ts";

export interface Threads {
  /** Earlier turns of this person in this thread, oldest first; empty after ten minutes of silence. */
  before(message: Message): readonly Turn[];
  remember(message: Message, intent: Intent): void;
}

const silence = 600_000;
const mostTurns = 6;
const mostThreads = 1000;

const keyOf = ({ account, place }: Message): string =>
  JSON.stringify([account.platform, account.id, place.workspace, place.channel, place.thread]);

export function createThreads(now: () => number = Date.now): Threads {
  // Insertion order is age: the first key is the thread that has been silent longest.
  const threads = new Map<string, { readonly at: number; readonly turns: readonly Turn[] }>();
  const before = (message: Message): readonly Turn[] => {
    const thread = threads.get(keyOf(message));
    return thread && now() - thread.at < silence ? thread.turns : [];
  };
  return {
    before,
    remember: (message, intent) => {
      const key = keyOf(message);
      const turns = [...before(message), { role: "user", text: message.text } as const, ...answered(intent)];
      threads.delete(key);
      threads.set(key, { at: now(), turns: turns.slice(-mostTurns) });
      const [oldest] = threads.keys();
      if (threads.size > mostThreads && oldest !== undefined) threads.delete(oldest);
    },
  };
}

/** The turn that our reply makes; none for what was no request. */
function answered(intent: Intent): Turn[] {
  if (intent.kind === "act") return [{ role: "bot", done: { action: intent.action, params: intent.params } }];
  if (intent.kind !== "clarify" || intent.action === undefined) return [];
  const { action, missing, params, candidates } = intent;
  return [{ role: "bot", clarify: { intent: action, missing, params, ...(candidates ? { candidates } : {}) } }];
}
