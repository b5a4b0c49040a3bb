/** logs.search: what services and hosts wrote down. */
import { z } from "zod";
import { defineRead } from "../../src/action.ts";
import { problem } from "../../src/problem.ts";
import { hostResource, knownHost, serviceNamed, serviceResource } from "../services.ts";
import { name, whole, window, words } from "../values.ts";
import * as wording from "../wording/logs.ts";

const levels = ["debug", "info", "warn", "error", "fatal"] as const;

export const logsSearch = defineRead({
  name: "logs.search",
  summary: "Search what services and hosts wrote in their logs",
  input: z.strictObject({
    service: name.optional(),
    host: name.optional(),
    env: name.optional(),
    query: words.optional(),
    level: z.enum(levels, `must be one of ${levels.join(", ")}`).optional(),
    window: window.optional(),
    limit: whole(1, 1000).optional(),
  }),
  positional: ["service"],
  examples: ["logs.search service=shop level=error window=1h", 'logs.search host=localhost query="out of memory"'],
  frames: wording.logsSearch,
  resources: ({ service, host, env }, inventory) => {
    const found = service === undefined ? undefined : serviceNamed(inventory, service);
    const things = [
      ...(found ? [serviceResource(found, found.environment ?? env)] : []),
      ...(host === undefined ? [] : [hostResource(knownHost(inventory, host))]),
    ];
    return things.length > 0 ? things : [{ kind: "site", id: "logs" }];
  },
  answer: () => {
    const how = "This version has no source of logs; a playbook that only looks can show the last lines of a file.";
    throw problem("NOT_PROVIDED", { does: "keeps logs that I can search", how });
  },
});
