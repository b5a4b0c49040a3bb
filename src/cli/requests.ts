/** `signalbox requests` and `signalbox show`: what was asked for, as far as one may see it; nothing is started. */
import { toJson } from "../../adapters/terminal/json.ts";
import { renderReply } from "../../adapters/terminal/render.ts";
import { cardOf } from "../card.ts";
import type { Where } from "../cli.ts";
import { problem } from "../problem.ts";
import { listFor } from "../requests.ts";
import { maySee } from "../sight.ts";
import * as requests from "../store/requests.ts";
import { readDatabase } from "./database.ts";
import { look } from "./site.ts";
import { viewerOf } from "./viewer.ts";

type Options = Where & { readonly as?: string; readonly json?: boolean };

const newest = 100;

export const list = (options: Options): Promise<0> =>
  readDatabase(options, async ({ db, config }) => {
    const { person, people, place, parts } = await viewerOf(config, db, options.as);
    for (const request of await listFor(parts, person, place, newest)) {
      const { id, state, createdAt, requester, plan } = request;
      const line = `${id}  ${state.padEnd(9)}  ${createdAt.slice(0, 16)}  ${requester}: ${plan.sentence}`;
      console.log(options.json ? JSON.stringify(toJson({ reply: "card", card: cardOf(request, people) })) : line);
    }
    return 0 as const;
  });

/** Throws Problem UNKNOWN_REQUEST, also for one that this person may not see. */
export const show = (id: string, options: Options): Promise<0> =>
  readDatabase(options, async ({ db, config }) => {
    const { person, people, place, parts } = await viewerOf(config, db, options.as);
    const request = await requests.get(db, id);
    if (!request || !maySee(parts, person, request, place)) throw problem("UNKNOWN_REQUEST", { id });
    const reply = { reply: "card", card: cardOf(request, people) } as const;
    const json = { ...toJson(reply), votes: reply.card.votes, plan: request.plan };
    console.log(options.json ? JSON.stringify(json) : renderReply(reply, look));
    return 0 as const;
  });
