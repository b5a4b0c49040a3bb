/**
 * The audit trail: who did what, when and on whose yes, as a chain in which every entry's hash covers the one before.
 * The chain is written by migrations/002_audit.ts, followed by audit/verify.ts, and defined in docs/audit.md.
 */
import { hash } from "node:crypto";
import canonicalize from "canonicalize";
import type { Receipt } from "./receipt.ts";

/** Everything that is ever written down. A state of a request that is entered is an event of the same name. */
export const events = [
  "answered",
  "waiting",
  "queued",
  "refused",
  "voted",
  "approved",
  "denied",
  "vote-refused",
  "retracted",
  "lapsed",
  "reasoned",
  "narrowed",
  "reminded",
  "escalated",
  "glass-broken",
  "glass-mended",
  "glass-reviewed",
  "glass-closed",
  "review-overdue",
  "expired",
  "withdrawn",
  "stop-asked",
  "stale",
  "running",
  "done",
  "failed",
  "lost",
  "cancelled",
  "started",
  "stopped",
  "link-offered",
  "link-claimed",
  "link-refused",
  "account-linked",
  "account-unlinked",
  "role-granted",
  "role-revoked",
  "delegated",
  "delegation-ended",
  "policies-changed",
  "policies-refused",
  "exported",
  "archived",
  "key-rotated",
] as const;

export type AuditEvent = (typeof events)[number];

export interface AuditEntry {
  readonly event: AuditEvent;
  /** Who: a person of the configuration, and the face they showed ("slack:U123"). Null: the bot by itself. */
  readonly person: string | null;
  readonly account: string | null;
  /** The inbox's id of what was said, and what it was taken for. */
  readonly message?: string;
  readonly kind?: string;
  readonly request?: string;
  readonly action?: string;
  /** Of the plan: what was asked for, agreed to or carried out, exactly. */
  readonly digest?: string;
  /** Ids of the policies that decided, and the version of all of them. */
  readonly policies?: readonly string[];
  readonly policyVersion?: string;
  /** The broken glass under which it was asked for, or which it speaks of. */
  readonly glass?: string;
  /** The version that was in force until then. */
  readonly policyBefore?: string;
  /** Which attempt it was. */
  readonly fence?: number;
  /** How it ended. Of its output only the hash is kept. */
  readonly outcome?: Receipt;
  readonly because?: string;
  /** What the request is about: "host:web-1", and the environments that those belong to. */
  readonly resources?: readonly string[];
  readonly environments?: readonly string[];
  /** Of the program, when it starts. */
  readonly version?: string;
  /** Which entries were handed out, in words: "environment=prod format=csv". */
  readonly filter?: string;
  /** The oldest entries, as they were taken out of the database. */
  readonly segment?: Segment;
  /** The key that signs from here on, and the one that signed before. */
  readonly rotation?: Rotation;
}

export interface Segment {
  readonly first: number;
  readonly last: number;
  /** Of the last entry, and of the file that they are in; hex. */
  readonly hash: string;
  readonly sha256: string;
}

/** Both keys sign that one follows the other, so whoever trusts either can trust both. */
export interface Rotation {
  readonly old: PublicKey;
  readonly new: PublicKey;
  /** Ed25519, base64, over the canonical JSON of `{"new","old","tenant","type":"rotation"}`. */
  readonly signatures: { readonly old: string; readonly new: string };
}

export interface PublicKey {
  /** The first 32 hex digits of the SHA-256 of its SPKI. */
  readonly id: string;
  /** SPKI in DER, base64. */
  readonly spki: string;
}

/** One site, one chain; the tables could hold several. */
export const tenant = "site";

/** The text that is chained: RFC 8785 JSON. `at` is ISO 8601, by the database's clock. */
export function seal({ outcome, ...entry }: AuditEntry, at: string): string {
  const { output, ...ended } = outcome ?? {};
  const text = canonicalize(
    wellFormed({
      v: 1,
      at,
      ...entry,
      ...(outcome ? { outcome: { ...ended, ...(output ? { output: digestOf(output) } : {}) } } : {}),
    }),
  );
  if (text === undefined) throw new TypeError("an audit entry must be plain JSON");
  return text;
}

/** Half a surrogate pair has no UTF-8, and so no RFC 8785 JSON; what a provider said may be cut inside one. */
const wellFormed = (entry: object): unknown =>
  JSON.parse(JSON.stringify(entry), (_, value: unknown) => (typeof value === "string" ? value.toWellFormed() : value));

const digestOf = ({ text, bytes, cut }: NonNullable<Receipt["output"]>) => ({
  sha256: hash("sha256", text),
  bytes,
  cut,
});

export interface AuditRow {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly body: string;
  readonly prev: Uint8Array;
  readonly hash: Uint8Array;
  /** prev ‖ seq ‖ tenant ‖ 0x00 ‖ body as one piece, where the reader has it so: to be hashed without putting it together. */
  readonly chained?: Uint8Array;
}

/** Where a chain stands, or stood: what to note down elsewhere. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: Uint8Array;
}

export const genesis = new Uint8Array(32);

/** SHA-256 over prev ‖ seq (8 bytes, big endian) ‖ tenant ‖ 0x00 ‖ body. */
export function chainHash(prev: Uint8Array, seq: number, of: string, body: string): Uint8Array {
  const number = Buffer.alloc(8);
  number.writeBigInt64BE(BigInt(seq));
  return hash("sha256", Buffer.concat([prev, number, Buffer.from(`${of}\0${body}`)]), "buffer");
}
