import { expect, it } from "vitest";
import * as cache from "../../../intents/actions/cache.ts";
import * as dns from "../../../intents/actions/dns.ts";
import * as metrics from "../../../intents/actions/metrics.ts";
import { createParser } from "../../../intents/parser/index.ts";
import { catalogOf, loadCatalog, readInput } from "../../../src/catalog.ts";
import { namesOf } from "../../../src/inventory.ts";
import type { Action } from "../../../src/action.ts";
import path from "node:path";
import { openSite } from "./site.ts";

const ours = catalogOf([dns, cache, metrics].flatMap((module) => Object.values(module) as unknown as Action[])).all;

it.each(ours.flatMap((action) => action.examples.map((example) => [example, action] as const)))(
  "“%s” is read as the action that shows it, with input that it takes",
  async (example, action) => {
    const site = await openSite();
    const catalog = await loadCatalog(path.join(import.meta.dirname, "../../../intents/actions"));
    const intent = createParser({ actions: catalog.all, names: namesOf(site.inventory) })(example);
    expect(intent).toMatchObject({ kind: "act", action: action.name });
    const params = intent.kind === "act" ? intent.params : {};
    expect(action.resources(readInput(action, params), site.inventory)).toHaveLength(1);
    await site.close();
  },
);
