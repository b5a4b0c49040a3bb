/** One-time codes: ten symbols of Crockford's base 32, 50 random bits. Only their SHA-256 is kept. */
import { hash, randomInt } from "node:crypto";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** "7K2QX-0M4TB" */
export function newCode(): string {
  const symbols = Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return `${symbols.slice(0, 5)}-${symbols.slice(5)}`;
}

/** The code in "link 7k2qx-om4tb", as it was shown; null for any other words. */
export function codeIn(text: string): string | null {
  const [, code] = /^\s*\/?link\s+([0-9a-z]{5}-[0-9a-z]{5})\s*$/i.exec(text) ?? [];
  return code === undefined ? null : code.toUpperCase().replaceAll("O", "0").replaceAll(/[IL]/g, "1");
}

export const hashOf = (code: string): string => hash("sha256", code);
