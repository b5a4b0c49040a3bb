/** Load: so many mentions, so many of them open at once, each measured from being sent until its reply is posted. */
import type { FakeSlack, Message } from "../tests/fakes/slack/index.ts";
import { speaker } from "./bots.ts";
import { percentile } from "./figures.ts";

export interface Round {
  /** Replies a second. */
  readonly perSecond: number;
  /** Milliseconds from the mention to its reply. */
  readonly p50: number;
  readonly p99: number;
  /** Not acknowledged at the first attempt, or not answered. */
  readonly failed: number;
  /** Answered more than once. */
  readonly doubled: number;
  /** The last reply's text. */
  readonly reply: string;
}

interface Load {
  readonly slack: FakeSlack;
  readonly text: (index: number) => string;
  readonly messages: number;
  readonly concurrency: number;
}

/** Milliseconds after which a reply counts as missing. */
const patience = 10_000;

/** Sends to wherever `slack` sends to. Throws if nothing at all is answered. */
export async function runLoad({ slack, text, messages, concurrency }: Load): Promise<Round> {
  const open = new Map<string, (message: Message) => void>();
  const answered = new Set<string>();
  const latencies: number[] = [];
  const acknowledged: Promise<boolean>[] = [];
  let doubled = 0;
  let reply = "";

  const see = (message: Message): void => {
    const { thread_ts: thread, edits } = message;
    if (thread === undefined || edits > 0) return;
    if (answered.has(thread)) doubled += 1;
    open.get(thread)?.(message);
  };
  const one = async (index: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<Message | null>();
    const timer = setTimeout(() => resolve(null), patience);
    const sentAt = performance.now();
    const { ts, outcome } = slack.mention({ user: speaker, channel: "C0PS", text: text(index) });
    open.set(ts, resolve);
    acknowledged.push(outcome.then(({ acknowledged: yes, attempts }) => yes && attempts === 1));
    const message = await promise;
    clearTimeout(timer);
    open.delete(ts);
    if (!message) return;
    answered.add(ts);
    latencies.push(performance.now() - sentAt);
    reply = message.text;
  };

  slack.world.on("message", see);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < messages) await one(next++);
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - begun) / 1000;
  const kept = (await Promise.all(acknowledged)).filter(Boolean).length;
  slack.world.off("message", see);
  return {
    perSecond: latencies.length / seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    failed: messages - Math.min(kept, latencies.length),
    doubled,
    reply,
  };
}
