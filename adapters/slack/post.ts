/**
 * Posts a reply or redraws it. Slack has no idempotency key for messages, so every message carries the delivery's key as
 * metadata: after a failure that leaves open whether a message is there, it is looked for before it is posted again.
 */
import { isDeepStrictEqual } from "node:util";
import type { webApi } from "@slack/bolt";
import type { Delivery, Ref } from "../../src/adapter.ts";
import type { Log } from "../../src/log.ts";
import type { Place } from "../../src/message.ts";
import { refusalOf, wordFailure } from "./failure.ts";
import type { Pace } from "./pace.ts";
import { render, type Rendered } from "./render.ts";

export const eventType = "signalbox_reply";

/** No links are followed, drawn or made by Slack: an unfurled link is a request to somebody else's server. */
export const plain = { parse: "none", link_names: false } as const;
export const unfurlNothing = { unfurl_links: false, unfurl_media: false } as const;

const metadata = (key: string) => ({ event_type: eventType, event_payload: { key } });

/** Pages of a thread that are searched for a message of ours. */
const mostPages = 5;

export interface Post {
  /** Throws what Slack's client throws. */
  deliver(delivery: Delivery): Promise<Ref>;
  /** Redraws a message that is there. */
  update(ref: Ref, key: string, rendered: Rendered): Promise<void>;
}

export function createPost(client: webApi.WebClient, pace: Pace, log: Log): Post {
  const update = async (ref: Ref, key: string, rendered: Rendered): Promise<void> => {
    const { channel = "", ts = "" } = ref;
    await pace.call("chat.update", channel, () =>
      drawn(rendered, ({ text, blocks }) =>
        client.chat.update({ channel, ts, text, blocks, metadata: metadata(key), ...plain }),
      ),
    );
  };

  const post = async (place: Place, key: string, rendered: Rendered): Promise<Ref> => {
    const { channel, thread } = place;
    const answer = await pace.call("chat.postMessage", channel, () =>
      drawn(rendered, ({ text, blocks }) =>
        client.chat.postMessage({
          channel,
          ...(thread === undefined ? {} : { thread_ts: thread }),
          text,
          blocks,
          metadata: metadata(key),
          ...plain,
          ...unfurlNothing,
        }),
      ),
    );
    return { channel: answer.channel ?? channel, ts: answer.ts ?? "" };
  };

  /** A message that Slack will not draw is said in words alone, rather than not at all. */
  const drawn = async <T>(rendered: Rendered, send: (rendered: Rendered) => Promise<T>): Promise<T> => {
    try {
      return await send(rendered);
    } catch (error) {
      const refusal = refusalOf(error) ?? "";
      if (!["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"].includes(refusal)) throw error;
      log.error({ error: wordFailure(error) }, "Slack does not draw a message of ours; sent as text");
      return send({ text: rendered.text, blocks: [] });
    }
  };

  /** The message with this key, if an earlier attempt got through. Null also where the app may not read the channel. */
  const find = async ({ channel, thread }: Place, key: string): Promise<Ref | null> => {
    let cursor: string | undefined;
    for (let page = 0; page < mostPages; page++) {
      const asked = { channel, limit: 200, include_all_metadata: true, ...(cursor ? { cursor } : {}) };
      const answer =
        thread === undefined
          ? await pace.call("conversations.history", channel, () => client.conversations.history(asked))
          : await pace.call("conversations.replies", channel, () =>
              client.conversations.replies({ ...asked, ts: thread }),
            );
      const ours = answer.messages?.find(
        ({ metadata: data }) => data?.event_type === eventType && isDeepStrictEqual(data.event_payload, { key }),
      );
      if (ours?.ts) return { channel, ts: ours.ts };
      cursor = answer.response_metadata?.next_cursor;
      if (!cursor) return null;
    }
    return null;
  };

  /** Where we may not look we post again: rather twice than not at all, and both cards have the same buttons. */
  const lookFor = async (place: Place, key: string): Promise<Ref | null> => {
    try {
      return await find(place, key);
    } catch (error) {
      if (!["missing_scope", "thread_not_found", "not_in_channel"].includes(refusalOf(error) ?? "")) throw error;
      log.warn({ key, error: wordFailure(error) }, "may not look whether a reply is there already");
      return null;
    }
  };

  return {
    update,
    deliver: async ({ key, place, reply, ref, uncertain }) => {
      const rendered = render(reply);
      const there = ref ?? (uncertain ? await lookFor(place, key) : null);
      if (!there) return post(place, key, rendered);
      try {
        // What was found is redrawn as well: it may be older than what is to be said now.
        await update(there, key, rendered);
        return there;
      } catch (error) {
        // Somebody deleted it, or it is too old to be edited.
        const gone = ["message_not_found", "cant_update_message", "edit_window_closed"];
        if (!gone.includes(refusalOf(error) ?? "")) throw error;
        return post(place, key, rendered);
      }
    },
  };
}
