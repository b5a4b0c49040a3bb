/** An entry outside the database: one line of JSON that has all that its hash is made of. */
import type { AuditRow } from "../audit.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

export const writeLine = (tenant: string, { seq, prev, hash, body }: AuditRow): string =>
  `${JSON.stringify({ tenant, seq, prev: hex(prev), hash: hex(hash), body })}\n`;

/** Throws if it is not such a line. */
export function readLine(text: string): AuditRow {
  const { seq, prev, hash, body } = JSON.parse(text) as Record<string, unknown>;
  if (typeof seq !== "number" || typeof prev !== "string" || typeof hash !== "string" || typeof body !== "string") {
    throw new TypeError("it is not an entry");
  }
  return { seq, prev: Buffer.from(prev, "hex"), hash: Buffer.from(hash, "hex"), body };
}
