/** `signalbox parse`: JSON lines in, how each is understood out. No database, no provider but the model; nothing is done. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { openUnderstanding } from "../../intents/parser/open.ts";
import type { Where } from "../cli.ts";
import type { Config } from "../config.ts";
import type { Intent } from "../intent.ts";
import { namesOf, type Names } from "../inventory.ts";
import { withModels } from "../model-settings.ts";
import { loadActions } from "../catalog.ts";
import { withPeople } from "../people.ts";
import { problem } from "../problem.ts";
import { loadPlaybooks } from "../providers/playbook/load.ts";
import { createRedactor } from "../providers/redact.ts";
import { chooseModel, warmUp } from "./model-choice.ts";
import { openConfig } from "./site.ts";

const params = z.record(z.string(), z.unknown());
const turn = z.union([
  z.object({ role: z.literal("user"), text: z.string() }),
  z.object({ role: z.literal("bot"), done: z.object({ action: z.string(), params }) }),
  z.object({
    role: z.literal("bot"),
    clarify: z.object({
      intent: z.string(),
      missing: z.array(z.string()),
      candidates: z.array(z.string()).optional(),
      params: params.default({}),
    }),
  }),
  z.object({ role: z.literal("bot"), data: z.string() }),
]);
const lineSchema = z.object({
  id: z.union([z.string(), z.number()]),
  text: z.string(),
  context: z.array(turn).default([]),
});

const list = z.array(z.string()).default([]);
const snapshot = z.object({
  zones: list,
  envs: list,
  services: list,
  hosts: list,
  groups: z.record(z.string(), z.array(z.string())).default({}),
  playbooks: z.record(z.string(), z.array(z.string())).default({}),
  alerts: list,
  jobs: list,
  models_installed: list,
  models_known: list,
  signals: list,
  people: z.record(z.string(), z.string()).default({}),
  roles: list,
});

function namesFor(options: { readonly inventory?: string }, config: Config): Names {
  if (options.inventory === undefined) {
    const { playbooks } = loadPlaybooks(config.folders.playbooks);
    return withPeople(withModels(namesOf({ ...config.inventory, playbooks }), config.model), config);
  }
  const file = options.inventory;
  try {
    return snapshot.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).split("\n")[0] : (error as Error).message;
    throw problem("BAD_USAGE", { why: `the inventory ${file} cannot be read: ${why}` });
  }
}

/** The parts of an intent that other tools may rely on. */
function line(id: string | number, intent: Intent): object {
  const { kind } = intent;
  switch (intent.kind) {
    case "act":
      return { id, kind, action: intent.action, params: intent.params };
    case "clarify":
      return {
        id,
        kind,
        ...(intent.action ? { action: intent.action } : {}),
        params: intent.params,
        missing: intent.missing,
      };
    case "multi":
      return { id, kind, steps: intent.steps };
    default:
      return { id, kind };
  }
}

export async function parse(options: Where & { readonly inventory?: string; readonly model?: string }): Promise<0 | 2> {
  const config = await openConfig(options);
  const model = chooseModel(config, options.model);
  const catalog = await loadActions();
  const redactor = createRedactor(config.secrets);
  const { parse: understand } = openUnderstanding({
    model,
    actions: catalog.all,
    names: namesFor(options, config),
    redact: (text) => redactor.text(text),
    tenant: config.file,
  });
  await warmUp(model);
  const unasked = new Map<string, number>();
  let number = 0;
  for await (const text of createInterface({ input: process.stdin })) {
    number++;
    if (text.trim() === "") continue;
    let input: z.output<typeof lineSchema>;
    try {
      input = lineSchema.parse(JSON.parse(text));
    } catch {
      throw problem("BAD_USAGE", { why: `line ${number} is not an object with "id" and "text"` });
    }
    const intent = await understand(input.text, input.context);
    console.log(JSON.stringify(line(input.id, intent)));
    const why = intent.reading.unasked;
    if (why !== undefined) unasked.set(why, (unasked.get(why) ?? 0) + 1);
  }
  for (const [why, times] of unasked) {
    console.error(`${times === 1 ? "1 sentence was" : `${times} sentences were`} read without the model: ${why}.`);
  }
  return 0;
}
