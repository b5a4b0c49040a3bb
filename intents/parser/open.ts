/** The understanding of a site, put together from its configuration: with a language model, or without. */
import { createHash } from "node:crypto";
import type { Action } from "../../src/action.ts";
import type { ModelSettings } from "../../src/config.ts";
import type { Names } from "../../src/inventory.ts";
import { callOf, type Bounds } from "../../src/model/open.ts";
import { createParser } from "./index.ts";
import { createProposer } from "./model/index.ts";
import { createLook } from "./model/look.ts";
import { createUnderstanding, type Understanding } from "./understand.ts";

export interface OpenParts {
  readonly model: ModelSettings;
  readonly actions: readonly Action[];
  readonly names: Names;
  /** Takes secrets out of what a model is sent. */
  readonly redact: (text: string) => string;
  /** Whose site it is: its configuration file. */
  readonly tenant: string;
  /** What is shared with others who call the same model. */
  readonly bounds?: Bounds;
}

export function openUnderstanding({ model, actions, names, redact, tenant, bounds }: OpenParts): Understanding {
  const parse = createParser({ actions, names });
  if (model.provider === "none") return { parse, forget: () => undefined };
  const look = createLook({ actions, names });
  const known = [model.provider, model.name, model.url, actions.map(({ name, summary }) => [name, summary]), names];
  const version = createHash("sha256").update(JSON.stringify(known)).digest("hex");
  return createUnderstanding({
    parse,
    propose: createProposer({ call: callOf(model, bounds), actions, names, look, redact }),
    look,
    tenant,
    version: () => version,
  });
}
