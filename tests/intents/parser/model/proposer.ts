/** What the deterministic stages make of the real actions, and how a test reads the form that a model is sent. */
import { createLook } from "../../../../intents/parser/model/look.ts";
import { createParser } from "../../../../intents/parser/index.ts";
import type { Names } from "../../../../src/inventory.ts";
import { actions, names } from "../catalog.ts";

export const parse = createParser({ actions, names });
export const look = createLook({ actions, names });

/** The same where other names exist. */
export const elsewhere = (other: Names) => ({
  names: other,
  parse: createParser({ actions, names: other }),
  look: createLook({ actions, names: other }),
});

/** The schema's keys for values, each with its handles. */
export const handlesIn = (format: object): Record<string, readonly string[]> => {
  const { properties } = format as { properties: Record<string, { enum?: readonly string[] }> };
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([key]) => key.startsWith("d_"))
      .map(([key, { enum: handles = [] }]) => [key, handles]),
  );
};
