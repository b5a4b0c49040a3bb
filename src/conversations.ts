/** Conversations: from the platform where it lets us look, else what was said to us. */
import type { Adapter } from "./adapter.ts";
import type { Said } from "./conversation.ts";
import type { Log } from "./log.ts";
import type { Place } from "./message.ts";
import type { People, Person } from "./people.ts";
import type { Conversations, Line } from "./providers/conversations.ts";
import type { Reply } from "./reply.ts";
import type { Roster } from "./roster.ts";
import type { Db } from "./store/database.ts";
import { saidIn } from "./store/thread.ts";

interface Parts {
  readonly db: Db;
  readonly roster: Roster;
  readonly adapters: readonly Adapter[];
  readonly log: Log;
}

export function createConversations({ db, roster, adapters, log }: Parts): Conversations {
  const byPlatform = new Map(adapters.map((adapter) => [adapter.platform, adapter.conversation]));
  /** Null where the platform does not let us look. */
  const all = async (place: Place, signal: AbortSignal): Promise<readonly Said[] | null> => {
    try {
      return (await byPlatform.get(place.platform)?.said(place, signal)) ?? null;
    } catch (error) {
      log.warn({ error: String(error) }, "a conversation could not be read; what was said to the bot is all there is");
      return null;
    }
  };
  return {
    of: async (place, person, signal) => {
      const people = await roster.now(db);
      const [shown, told] = await Promise.all([all(place, signal), saidIn(db, place)]);
      if (shown) {
        const orders = new Set(told.filter(({ reply }) => !isTalk(reply)).map(({ message }) => message.text));
        const talk = shown.filter(({ text }) => !orders.has(text));
        return { lines: talk.map((said) => lineOf(said, place, people)), whole: true };
      }
      const talk = told.filter(
        ({ message, reply }) => isTalk(reply) && isFor(person, place, people.of(message.account)),
      );
      const mentions = people.all().flatMap(({ accounts }) => accounts.map(({ id }) => id));
      return { lines: talk.map(({ message }) => lineOf({ ...message, mentions }, place, people)), whole: false };
    },
  };
}

/** A question for the runbooks, or words that we could not follow: not an order, and not a look at something. */
const isTalk = (reply: Reply | null): boolean =>
  reply?.reply === "answer" || (reply?.reply === "text" && (reply.unmet === true || reply.problem !== undefined));

/** Where one person reads, several may sit down one after the other. */
const isFor = (person: Person, { direct }: Place, by: Person | null): boolean => !direct || by?.id === person.id;

/** Nobody is called by an account's id: people are known here by a name, or not at all. */
function lineOf({ text, mentions, at }: Said, { platform }: Place, people: People): Line {
  const named = mentions.reduce(
    (words, id) => words.replaceAll(`@${id}`, people.of({ platform, id })?.name ?? "somebody"),
    text,
  );
  return { text: named, at };
}
