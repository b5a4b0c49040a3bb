/** The real actions, and a site whose names invite mistakes. */
import path from "node:path";
import site from "../../../intents/evals/site.json" with { type: "json" };
import { loadCatalog } from "../../../src/catalog.ts";
import type { Names } from "../../../src/inventory.ts";

export const { all: actions } = await loadCatalog(path.join(import.meta.dirname, "../../../intents/actions"));

export const names: Names = site;
