/** `signalbox requests` and `signalbox show`: what was asked for, read from the database; nothing is started. */
import { toJson } from "../../adapters/terminal/json.ts";
import { renderReply } from "../../adapters/terminal/render.ts";
import { cardOf } from "../card.ts";
import type { Where } from "../cli.ts";
import { peopleOf } from "../main.ts";
import type { People } from "../people.ts";
import { problem } from "../problem.ts";
import { migrate, openDatabase, type Db } from "../store/database.ts";
import * as requests from "../store/requests.ts";
import { look, openConfig } from "./site.ts";

type Options = Where & { readonly json?: boolean };

async function withDatabase<T>(options: Options, work: (db: Db, people: People) => Promise<T>): Promise<T> {
  const config = openConfig(options);
  const { db, close } = await openDatabase(config.data, config.database.url);
  try {
    await migrate(db);
    return await work(db, peopleOf(config));
  } finally {
    await close();
  }
}

const newest = 100;

export const list = (options: Options): Promise<0> =>
  withDatabase(options, async (db, people) => {
    for (const request of await requests.list(db, newest)) {
      const line = `${request.id}  ${request.state.padEnd(9)}  ${request.createdAt.slice(0, 16)}  ${request.requester}: ${request.plan.sentence}`;
      console.log(options.json ? JSON.stringify(toJson({ reply: "card", card: cardOf(request, people) })) : line);
    }
    return 0 as const;
  });

export const show = (id: string, options: Options): Promise<0> =>
  withDatabase(options, async (db, people) => {
    const request = await requests.get(db, id);
    if (!request) throw problem("UNKNOWN_REQUEST", { id });
    const reply = { reply: "card", card: cardOf(request, people) } as const;
    console.log(
      options.json
        ? JSON.stringify({ ...toJson(reply), votes: reply.card.votes, plan: request.plan })
        : renderReply(reply, look),
    );
    return 0 as const;
  });
