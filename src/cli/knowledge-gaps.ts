/** `signalbox knowledge gaps`: the questions that no runbook answers, or none that helped. */
import { gapsOf } from "../../knowledge/gaps.ts";
import { renderReply } from "../../adapters/terminal/render.ts";
import type { Where } from "../cli.ts";
import { sayGaps } from "../gaps.ts";
import { problem } from "../problem.ts";
import { mostCompared } from "../questions.ts";
import * as store from "../store/questions.ts";
import { allowed } from "./allowed.ts";
import { readDatabase } from "./database.ts";
import { look } from "./site.ts";

const day = 86_400;

export const gaps = (
  options: Where & { readonly as?: string; readonly days: string; readonly json?: boolean },
): Promise<0> =>
  readDatabase(options, async ({ db, config }) => {
    const days = Number(options.days);
    if (!Number.isInteger(days) || days < 1 || days > 365) throw problem("BAD_USAGE", { why: "--days takes 1 to 365" });
    const { id, roles } = await allowed(config, options.as, { action: "knowledge.gaps", input: {}, id: "questions" });
    const found = gapsOf(await store.since(db, days * day, mostCompared), { person: id, audiences: [roles] });
    if (options.json) for (const gap of found) console.log(JSON.stringify(gap));
    else console.log(renderReply(sayGaps(found, days === 1 ? "in the last day" : `in the last ${days} days`), look));
    return 0 as const;
  });
