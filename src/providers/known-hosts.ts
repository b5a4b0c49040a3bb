/**
 * OpenSSH's known_hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): plain, wildcard, negated and hashed names, ports,
 * @revoked. @cert-authority lines are passed over, because ssh2 is shown the plain key only.
 */
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

export interface KnownHosts {
  /** Null if this key is known for this host; otherwise why it is refused, as the end of a sentence. */
  refuse(address: string, port: number, key: Buffer): string | null;
  /** The types of the keys known for this host ("ssh-ed25519"), so that the server is asked for one of them. */
  types(address: string, port: number): readonly string[];
}

interface Line {
  readonly marker: string | null;
  readonly names: string;
  readonly type: string;
  readonly key: Buffer;
}

/** "SHA256:…", as ssh-keygen -l prints it. */
export const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;

/** Reads the file anew, so that a line added by hand counts at once. Throws what readFileSync throws. */
export const readKnownHosts = (file: string): KnownHosts => parseKnownHosts(readFileSync(file, "utf8"));

export function parseKnownHosts(text: string): KnownHosts {
  const lines = text.split(/\r?\n/).flatMap(parseLine);
  const about = (address: string, port: number): Line[] => {
    const name = (port === 22 ? address : `[${address}]:${port}`).toLowerCase();
    return lines.filter((line) => line.marker !== "@cert-authority" && matches(line.names, name));
  };
  return {
    refuse(address, port, key) {
      const known = about(address, port);
      if (known.some((line) => line.marker === "@revoked" && line.key.equals(key))) return "this key is revoked";
      const trusted = known.filter((line) => line.marker === null);
      if (trusted.some((line) => line.key.equals(key))) return null;
      const shown = fingerprint(key);
      return trusted.length === 0
        ? `no key of this host is known, and it showed ${shown}`
        : `it showed ${shown}, which is none of those known for it`;
    },
    types: (address, port) => [...new Set(about(address, port).flatMap((line) => (line.marker ? [] : [line.type])))],
  };
}

/** None for a comment, an empty line, an unknown marker or a line that is not one. */
function parseLine(text: string): Line[] {
  const words = text.trim().split(/[ \t]+/);
  const marker = words[0]?.startsWith("@") ? (words.shift() ?? null) : null;
  const [names, type, key] = words;
  if (!names || names.startsWith("#") || !type || !key) return [];
  if (marker !== null && marker !== "@revoked" && marker !== "@cert-authority") return [];
  return [{ marker, names, type, key: Buffer.from(key, "base64") }];
}

function matches(names: string, wanted: string): boolean {
  if (names.startsWith("|")) return matchesHash(names, wanted);
  const patterns = names.toLowerCase().split(",");
  const hit = (pattern: string): boolean => wildcard(pattern).test(wanted);
  // One negated pattern that fits is enough to pass the whole line over.
  if (patterns.some((pattern) => pattern.startsWith("!") && hit(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith("!") && hit(pattern));
}

/** `|1|salt|hash`: HMAC-SHA1 of the name under the salt, both in base64. */
function matchesHash(names: string, wanted: string): boolean {
  const [, version, salt, hash] = names.split("|");
  if (version !== "1" || !salt || !hash) return false;
  return createHmac("sha1", Buffer.from(salt, "base64")).update(wanted).digest("base64") === hash;
}

/** `*` is any run of characters, `?` any one; everything else, brackets too, is itself. */
const wildcard = (pattern: string): RegExp => {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`);
};
