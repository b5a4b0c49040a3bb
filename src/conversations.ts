/** Conversations: from the platform where it lets us look, else what was said to us. */
import type { Adapter } from "./adapter.ts";
import type { Said } from "./conversation.ts";
import type { Log } from "./log.ts";
import type { Account } from "./message.ts";
import type { People } from "./people.ts";
import type { Conversations, Line } from "./providers/conversations.ts";
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
  return {
    of: async (place, person, signal) => {
      const people = await roster.now(db);
      const toLines = (all: readonly Said[]): Line[] => all.map((said) => lineOf(said, place.platform, people));
      const isOn = ({ platform }: Account): boolean => platform === place.platform;
      const source = byPlatform.get(place.platform);
      if (source) {
        try {
          return { lines: toLines(await source.said(place, signal)), whole: true };
        } catch (error) {
          log.warn(
            { error: String(error) },
            "a conversation could not be read; what was said to the bot is all there is",
          );
        }
      }
      const known = people.all().flatMap(({ accounts }) => accounts.filter(isOn).map(({ id }) => id));
      const ours = await saidIn(db, place);
      // Where one person reads, several may sit down one after the other.
      const theirs = ours.filter(({ account }) => !place.direct || people.of(account)?.id === person.id);
      return { lines: toLines(theirs.map((said) => ({ ...said, mentions: known }))), whole: false };
    },
  };
}

/** Nobody is called by an account's id: people are known here by a name, or not at all. */
function lineOf({ account, text, mentions, at }: Said, platform: string, people: People): Line {
  const named = mentions.reduce(
    (words, id) => words.replaceAll(`@${id}`, people.of({ platform, id })?.name ?? "somebody"),
    text,
  );
  return { text: named, person: (account && people.of(account)?.id) ?? null, at };
}
