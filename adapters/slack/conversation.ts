/** What was said in a thread: https://docs.slack.dev/reference/methods/conversations.replies. Takes a scope that not every site gives. */
import type { webApi } from "@slack/bolt";
import type { Config } from "../../src/config.ts";
import type { ConversationSource, Said } from "../../src/conversation.ts";
import type { Log } from "../../src/log.ts";
import { createClient } from "./client.ts";
import { wordFailure } from "./failure.ts";
import { whoAmI, type Self } from "./self.ts";
import { wordsOf } from "./words.ts";

/** Pages of 200 messages: what is longer is a story that nobody reads. */
const mostPages = 5;

/** Joins, topics and the like are nobody's words. */
const spoken = new Set([undefined, "bot_message", "thread_broadcast", "file_share", "me_message"]);

/** The part of a message of the history that is read. */
interface Kept {
  readonly user?: string;
  readonly bot_id?: string;
  readonly subtype?: string;
  readonly text?: string;
  readonly ts?: string;
  readonly attachments?: readonly { readonly fallback?: string; readonly text?: string }[];
}

/** Needs no started adapter, only the token. */
export function slackConversation(config: Config["slack"], log: Log): ConversationSource {
  let opening: Promise<{ readonly client: webApi.WebClient; readonly self: Self }> | undefined;
  const open = async () => {
    const client = await createClient(config, log);
    return { client, self: await whoAmI(client) };
  };
  return {
    said: async ({ channel, thread }, signal) => {
      if (thread === undefined) return [];
      try {
        opening ??= open();
        const { client, self } = await opening;
        const said: Said[] = [];
        let cursor = "";
        for (let page = 0; page < mostPages; page++) {
          signal.throwIfAborted();
          const asked = { channel, ts: thread, limit: 200, ...(cursor ? { cursor } : {}) };
          const { messages = [], response_metadata: next } = await client.conversations.replies(asked);
          said.push(...messages.flatMap((message) => readKept(message, self)));
          cursor = next?.next_cursor ?? "";
          if (!cursor) break;
        }
        return said;
      } catch (error) {
        opening = undefined;
        throw new Error(wordFailure(error), { cause: error });
      }
    },
  };
}

/** None for our own words and for what says nothing. */
function readKept(message: Kept, self: Self): Said[] {
  const { user, bot_id: bot, subtype, ts = "" } = message;
  const raw = [message.text, ...(message.attachments ?? []).map(({ text, fallback }) => text ?? fallback)]
    .filter((text) => text?.trim())
    .join("\n");
  if (user === self.user || bot === self.bot || !spoken.has(subtype) || raw === "") return [];
  const mentions = Array.from(raw.matchAll(/<@(\w+)(?:\|[^<>]*)?>/g), ([, id = ""]) => id);
  return [
    {
      text: wordsOf(raw, self.user).replaceAll(`@${self.user}`, "the bot"),
      mentions: [...new Set(mentions)].filter((id) => id !== self.user),
      at: new Date(Number(ts) * 1000).toISOString(),
    },
  ];
}
