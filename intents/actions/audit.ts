/** audit.list and audit.export: what is written in the audit trail, and how to have it as files. */
import { z } from "zod";
import { defineRead } from "../../src/action.ts";
import { problem } from "../../src/problem.ts";
import { say } from "../../src/reply.ts";
import * as wording from "../wording/audit.ts";

const shown = 50;

export const auditList = defineRead({
  name: "audit.list",
  summary: "Show what is written about one request, or by one person",
  input: z.strictObject({ request: z.string().optional(), person: z.string().optional() }),
  positional: ["request"],
  examples: ["audit.list r-8KQ2ZC7M", "audit.list person=ann", "show the audit trail of r-8KQ2ZC7M"],
  frames: wording.auditList,
  resources: () => [{ kind: "site", id: "audit" }],
  answer: async ({ request, person }, { providers, person: asker, place }) => {
    if (request === undefined && person === undefined) {
      throw problem("BAD_INPUT", { action: "audit.list", field: "request", why: "name a request or a person" });
    }
    const rows = await providers.trail.list({ request, person }, asker, place, shown);
    const about = [request, person].filter((one) => one !== undefined).join(" and ");
    if (rows.length === 0) return say(`Nothing that you may see is written about ${about}.`);
    return say(`The newest ${rows.length} entries about ${about}.`, {
      blocks: [
        {
          kind: "table",
          columns: ["when", "what", "who", "request", "action", "because"],
          rows: rows.map((row) => [
            row.at.slice(0, 19),
            row.event,
            row.person ?? "",
            row.request ?? "",
            row.action ?? "",
            row.because ?? "",
          ]),
        },
      ],
    });
  },
});

export const auditExport = defineRead({
  name: "audit.export",
  summary: "Say how to have the audit trail as files; whoever may ask for this may make them",
  input: z.strictObject({ format: z.enum(["ndjson", "csv"]).default("ndjson") }),
  positional: ["format"],
  examples: ["audit.export", "audit.export csv"],
  frames: [],
  resources: () => [{ kind: "site", id: "audit" }],
  answer: async ({ format }, { providers }) =>
    say(
      `The trail has ${await providers.trail.size()} entries. They are not sent through a chat: on the bot's machine, ` +
        `\`signalbox audit export --format ${format} --out FOLDER\` writes them down, and the trail says who had them.`,
    ),
});
