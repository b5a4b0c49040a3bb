/** What a command says of itself, its errors above all, is redacted like everything else. */
import { createRedactor } from "../providers/redact.ts";
import type { Secret } from "../secret.ts";

let redactor = createRedactor([]);

/** From now on these are in nothing that `shown` returns. */
export function keepSecret(secrets: readonly Secret[]): void {
  redactor = createRedactor(secrets);
}

export const shown = (text: string): string => redactor.text(text);
