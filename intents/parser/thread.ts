/** A message as one turn of a thread: the answer to our question, or what was done last with one thing changed. */
import type { Action } from "../../src/action.ts";
import type { Intent, Turn } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { answerTo, askAgain, isDismissal } from "./answer.ts";
import { carriedOver, pointedBack } from "./carry-over.ts";
import { pendingIn, type Reply } from "./context.ts";
import type { Word } from "./words.ts";

export interface ThreadParts {
  readonly byName: ReadonlyMap<string, Action>;
  readonly names: Names;
  /** The words by themselves. */
  readonly read: (words: readonly Word[]) => Intent;
}

/** `direct` is the message by itself. */
export function inThread(
  reply: Reply,
  context: readonly Turn[],
  direct: () => Intent,
  { byName, names, read }: ThreadParts,
): Intent {
  const pending = pendingIn(context);
  const action = pending && byName.get("done" in pending ? pending.done.action : pending.clarify.intent);
  if (!pending || !action) return direct();
  if ("clarify" in pending) {
    if (isDismissal(reply.words)) {
      // "forget it, restart payments instead"
      const instead = direct();
      return instead.kind === "act" ? instead : { kind: "none", reading: { stage: "frames" } };
    }
    const answer = answerTo(pending.clarify, reply, action, names);
    if (answer) return answer;
    const alone = direct();
    // A new order is a new subject; a short reply that answers nothing leaves the question open.
    return alone.kind === "none" && alone.reading.veto !== "role"
      ? (askAgain(pending.clarify, reply, action, names) ?? alone)
      : alone;
  }
  const carried = carriedOver(pending.done, reply, action, names);
  if (carried) return carried;
  // "and the cpu of web-2?" says it all.
  const alone = direct();
  if (alone.kind === "act" || alone.kind === "multi") return alone;
  // "why would it be that high?" asks about what was just shown.
  if (
    alone.kind === "none" &&
    alone.reading.veto === "how-to" &&
    reply.words.some(({ lower }) => /^(?:it|that|this)$/.test(lower))
  )
    return { kind: "ask", question: reply.words.map((word) => word.text).join(" "), reading: alone.reading };
  const pointed = pointedBack(reply.words, pending.done);
  const again = pointed && read(pointed);
  return again?.kind === "act" ? again : alone;
}
