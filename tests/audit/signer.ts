/** The part of a configuration that signs: a data folder of its own, and whatever a test adds. */
import { schema, type Config } from "../../src/config.ts";
import { temporaryFolder } from "../support/database.ts";

type Signer = Pick<Config, "data" | "audit" | "references" | "surroundings">;

export function signer(
  checkpoint: Partial<Config["audit"]["checkpoint"]> = {},
  more: Partial<Config["audit"]> = {},
): Signer {
  const { audit } = schema.parse({});
  const { every, after } = audit.checkpoint;
  return {
    data: temporaryFolder(),
    audit: { key: null, key_passphrase: null, ...more, checkpoint: { every, after, token: null, ...checkpoint } },
    references: new Map(),
    surroundings: process.env,
  };
}
