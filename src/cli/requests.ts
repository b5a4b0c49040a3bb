/** `signalbox requests` and `signalbox show`: what was asked for, read from the database; nothing is started. */
import { toJson } from "../../adapters/terminal/json.ts";
import { renderReply } from "../../adapters/terminal/render.ts";
import { cardOf } from "../card.ts";
import type { Where } from "../cli.ts";
import { peopleOf } from "../people.ts";
import { problem } from "../problem.ts";
import * as requests from "../store/requests.ts";
import { readDatabase } from "./database.ts";
import { look } from "./site.ts";

type Options = Where & { readonly json?: boolean };

const newest = 100;

export const list = (options: Options): Promise<0> =>
  readDatabase(options, async ({ db, config }) => {
    const people = peopleOf(config);
    for (const request of await requests.list(db, newest)) {
      const { id, state, createdAt, requester, plan } = request;
      const line = `${id}  ${state.padEnd(9)}  ${createdAt.slice(0, 16)}  ${requester}: ${plan.sentence}`;
      console.log(options.json ? JSON.stringify(toJson({ reply: "card", card: cardOf(request, people) })) : line);
    }
    return 0 as const;
  });

export const show = (id: string, options: Options): Promise<0> =>
  readDatabase(options, async ({ db, config }) => {
    const request = await requests.get(db, id);
    if (!request) throw problem("UNKNOWN_REQUEST", { id });
    const reply = { reply: "card", card: cardOf(request, peopleOf(config)) } as const;
    const json = { ...toJson(reply), votes: reply.card.votes, plan: request.plan };
    console.log(options.json ? JSON.stringify(json) : renderReply(reply, look));
    return 0 as const;
  });
