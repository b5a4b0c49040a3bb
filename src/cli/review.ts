/** `signalbox review`: a person answers a card from the command line. The same door as a button. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { renderReply } from "../../adapters/terminal/render.ts";
import { toJson } from "../../adapters/terminal/json.ts";
import type { Adapter } from "../adapter.ts";
import { cardOf } from "../card.ts";
import type { Where } from "../cli.ts";
import { compose } from "../main.ts";
import type { Place, Verdict } from "../message.ts";
import { problem } from "../problem.ts";
import type { People } from "../people.ts";
import type { Reply } from "../reply.ts";
import { rests, type Request } from "../request.ts";
import * as requests from "../store/requests.ts";
import { codeOf } from "./chat.ts";
import { look, openConfig, speaker } from "./site.ts";

const place: Place = { platform: "terminal", channel: "terminal", direct: true };
const verdicts: readonly Verdict[] = ["approve", "deny", "retract", "withdraw", "cancel"];
const isVerdict = (text: string): text is Verdict => verdicts.some((verdict) => verdict === text);

export async function review(
  id: string,
  verdict: string,
  options: Where & { readonly as?: string; readonly reason?: string; readonly json?: boolean },
): Promise<0 | 1> {
  if (!isVerdict(verdict)) throw problem("BAD_USAGE", { why: `${verdict} is not one of ${verdicts.join(", ")}` });
  const config = await openConfig(options);
  const account = speaker(config, options.as);
  let objection: Reply | null = null;
  const listener: Adapter = {
    platform: "terminal",
    start: async () => {},
    deliver: async ({ reply }) => {
      if (reply.reply === "text") objection = reply;
      return null;
    },
    stop: async () => {},
  };
  const box = await compose(config, [listener], () => {});
  let now: Request;
  let people: People;
  try {
    // Not started: nothing but this request is swept, carried out or said from here.
    const request = await requests.get(box.db, id);
    if (!request) throw problem("UNKNOWN_REQUEST", { id });
    const reason = options.reason === undefined ? {} : { reason: options.reason };
    const click = {
      id: randomUUID(),
      account,
      place,
      request: id,
      digest: request.digest,
      verdict,
      ...reason,
      at: new Date().toISOString(),
    };
    const kept = await box.house.receive({ kind: "click", click });
    await box.house.attend(kept.id);
    await box.bot.perform(id);
    // Another process may have been faster: then it is waited for.
    people = await box.roster.now(box.db);
    while (!rests((now = (await requests.get(box.db, id)) ?? request).state)) await sleep(50);
  } finally {
    // An objection is still delivered before everything is closed.
    await box.stop();
  }
  const reply = objection ?? ({ reply: "card", card: cardOf(now, people) } as const);
  console.log(options.json ? JSON.stringify(toJson(reply)) : renderReply(reply, look));
  return objection ? 1 : verdict === "approve" ? codeOf(reply) : 0;
}
