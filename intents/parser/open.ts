/** The understanding of a site, put together from its configuration: with a language model, or without. */
import { createHash } from "node:crypto";
import type { Action } from "../../src/action.ts";
import type { ModelSettings } from "../../src/config.ts";
import type { Names } from "../../src/inventory.ts";
import { createParser } from "./index.ts";
import { createCall } from "./model/call.ts";
import { createProposer } from "./model/index.ts";
import { createLook } from "./model/look.ts";
import { ollamaChat } from "./model/ollama-chat.ts";
import { otherChat } from "./model/other-chat.ts";
import { createUnderstanding, type Understanding } from "./understand.ts";

export interface OpenParts {
  readonly model: ModelSettings;
  readonly actions: readonly Action[];
  readonly names: Names;
  /** Takes secrets out of what a model is sent. */
  readonly redact: (text: string) => string;
  /** Whose site it is: its configuration file. */
  readonly tenant: string;
}

export function openUnderstanding({ model, actions, names, redact, tenant }: OpenParts): Understanding {
  const parse = createParser({ actions, names });
  if (model.provider === "none") return { parse, forget: () => undefined };
  const look = createLook({ actions, names });
  const known = [model.provider, model.name, model.url, actions.map(({ name, summary }) => [name, summary]), names];
  const version = createHash("sha256").update(JSON.stringify(known)).digest("hex");
  return createUnderstanding({
    parse,
    propose: createProposer({ call: callOf(model), actions, names, look, redact }),
    look,
    tenant,
    version: () => version,
  });
}

/** A call of the configured model. The provider must not be `none`. */
export function callOf({
  provider,
  name,
  url,
  key,
  deadline_ms: deadline,
}: ModelSettings): ReturnType<typeof createCall> {
  const chat =
    provider === "ollama" && url !== null
      ? ollamaChat({ url, model: name })
      : otherChat({ provider, model: name, url, key });
  return createCall({ chat, deadline });
}
