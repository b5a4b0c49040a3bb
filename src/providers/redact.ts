/**
 * Takes secrets out of a stream of bytes, before anything stores, shows or forwards it. A secret may be cut anywhere
 * between two chunks, so the last bytes are held back until it is clear that none begins in them.
 */
import type { Secret } from "../secret.ts";

/** Shorter ones would be found in every second word. */
const shortest = 6;
const marker = Buffer.from("[redacted]");

export interface Redactor {
  /** Where secrets come from that are too short to be found: "env:PIN". */
  readonly refused: readonly string[];
  /** One for each stream. */
  stream(): RedactedStream;
  /** A whole text at once. JSON stays JSON: it is redacted value by value. */
  text(value: string): string;
}

export interface RedactedStream {
  /** What may be shown by now. */
  push(chunk: Uint8Array): Buffer;
  /** What was held back. */
  end(): Buffer;
}

export function createRedactor(secrets: readonly Secret[]): Redactor {
  const refused = secrets.filter((secret) => secret.reveal().length < shortest);
  const known = secrets.filter((secret) => !refused.includes(secret)).flatMap((secret) => parts(secret.reveal()));
  const forms = [...new Set(known.flatMap(formsOf))];
  const patterns = forms.map((form) => Buffer.from(form));
  // Nearly every text is clean, and this tells in a fiftieth of the time that looking for each of the forms takes.
  const any = new RegExp(
    forms.length > 0
      ? forms
          .toSorted()
          .map((form) => RegExp.escape(form))
          .join("|")
      : "(?!)",
  );
  const isClean = (text: string): boolean => !any.test(text);
  const whole = (value: string): string => {
    const stream = redactedStream(patterns);
    return Buffer.concat([stream.push(Buffer.from(value)), stream.end()]).toString("utf8");
  };
  const inJson = (_: string, value: unknown): unknown => {
    if (typeof value !== "string" && typeof value !== "number") return value;
    const text = String(value);
    return isClean(text) ? value : whole(text);
  };
  return {
    refused: refused.map((secret) => secret.source),
    stream: () => redactedStream(patterns),
    text: (value) => {
      if (isClean(value)) return value;
      const json = readJson(value);
      const redacted = json === null ? null : JSON.stringify(json, inJson) + (/\s*$/.exec(value)?.[0] ?? "");
      return redacted !== null && isClean(redacted) ? redacted : whole(value);
    },
  };
}

function readJson(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

/** An address is rarely printed as a whole, its password alone may be; unless that is no secret, like its user's name. */
function parts(secret: string): string[] {
  const password = URL.parse(secret)?.password ?? "";
  if (password.length < shortest || secret.split(password).length > 2) return [secret];
  return [secret, password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The ways in which programs print a value that they were given. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString("hex");
  const json = JSON.stringify(secret).slice(1, -1);
  const forms = [
    secret,
    hex,
    hex.toUpperCase(),
    ...inUrl(secret),
    json,
    json.replaceAll("/", String.raw`\/`),
    ...inAscii(json),
    // As it stands in an excerpt.
    secret.replaceAll(/\s+/g, " "),
    // JSON within JSON: what somebody answered, as somebody else's message.
    JSON.stringify(json).slice(1, -1),
    ...[0, 1, 2].flatMap((offset) => inBase64(bytes, offset)),
  ];
  return forms.filter((form) => form.length >= shortest);
}

/** Percent-encoded: which marks are left alone differs, and so do the case of the digits and what a space becomes. */
function inUrl(secret: string): string[] {
  const usual = encodeURIComponent(secret);
  const strict = usual.replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  return [usual, strict]
    .flatMap((url) => [url, url.replaceAll("%2F", "/")])
    .flatMap((url) => [url, url.replaceAll("%20", "+")])
    .flatMap((url) => [url, url.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())]);
}

/** JSON of programs that escape everything outside of ASCII, or what HTML would take for its own (Go does). */
function inAscii(json: string): string[] {
  const escaped = (pattern: RegExp) =>
    json.replaceAll(pattern, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const ascii = escaped(/[\u0080-\uffff]/g);
  const upper = ascii.replaceAll(/\\u[0-9a-f]{4}/g, (escape) => `\\u${escape.slice(2).toUpperCase()}`);
  return [ascii, upper, escaped(/[<>&]/g)];
}

/** How the bytes look within the base64 of something longer that they begin `offset` bytes into. */
function inBase64(bytes: Buffer, offset: number): string[] {
  const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
  // A character stands for six bits: those that also hold bits of a neighbour are not ours to know.
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor((padded.length * 8) / 6);
  return (["base64", "base64url"] as const).map((encoding) => padded.toString(encoding).slice(first, last));
}

function redactedStream(patterns: readonly Buffer[]): RedactedStream {
  const window = Math.max(0, ...patterns.map((pattern) => pattern.length)) - 1;
  let held: Buffer = Buffer.alloc(0);
  /** How many of the held bytes belong to a secret that has been announced. */
  let covered = 0;
  /** Whether what was shown last is a marker, so that a secret right after it needs none. */
  let announced = false;

  /** Everything that begins before `upTo` is settled; what follows is held. */
  const settle = (bytes: Buffer, upTo: number): Buffer => {
    const shown: Buffer[] = [];
    let at = covered;
    for (const [start, end] of spans(bytes, patterns)) {
      if (start >= upTo) break;
      if (end <= at) continue;
      // Secrets that touch or overlap are one gap: a second marker would tell where one ends.
      if (start > at || !announced) shown.push(bytes.subarray(at, start), marker);
      announced = true;
      at = end;
    }
    if (at < upTo) {
      shown.push(bytes.subarray(at, upTo));
      announced = false;
    }
    covered = Math.max(0, at - upTo);
    held = Buffer.from(bytes.subarray(upTo));
    return Buffer.concat(shown);
  };
  return {
    push: (chunk) => {
      if (patterns.length === 0) return Buffer.from(chunk);
      const bytes = Buffer.concat([held, chunk]);
      return settle(bytes, Math.max(0, bytes.length - window));
    },
    end: () => settle(held, held.length),
  };
}

/** Where the patterns stand, overlapping ones too, by their beginning. */
function spans(bytes: Buffer, patterns: readonly Buffer[]): [start: number, end: number][] {
  const found: [number, number][] = [];
  for (const pattern of patterns) {
    for (let at = bytes.indexOf(pattern); at !== -1; at = bytes.indexOf(pattern, at + 1)) {
      found.push([at, at + pattern.length]);
    }
  }
  return found.toSorted(([a], [b]) => a - b);
}
