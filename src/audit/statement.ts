/**
 * What is said about the trail and signed, so that it holds wherever it is kept: one line of canonical JSON (RFC 8785)
 * with an Ed25519 signature over the same line without it.
 */
import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from "node:crypto";
import canonicalize from "canonicalize";
import type { PublicKey, Rotation } from "../audit.ts";

/** Where the chain stood. */
export interface Checkpoint {
  readonly type: "checkpoint";
  readonly v: 1;
  readonly tenant: string;
  readonly seq: number;
  /** Of entry `seq`, hex. */
  readonly hash: string;
  /** ISO 8601, by the database's clock. */
  readonly at: string;
  /** What was archived by then, if anything: the last entry and its hash. */
  readonly archived?: { readonly seq: number; readonly hash: string };
}

/** `key` is the id of the public key; the signature is base64. */
export type Signed<T> = T & { readonly key: string; readonly signature: string };

const canonical = (value: unknown): Buffer => Buffer.from(canonicalize(value) ?? "");

/** SPKI in DER; its SHA-256 is what the key is called by. */
export function describe(key: KeyObject): PublicKey {
  const spki = (key.type === "private" ? createPublicKey(key) : key).export({ type: "spki", format: "der" });
  return { id: hash("sha256", spki).slice(0, 32), spki: spki.toString("base64") };
}

export const publicKeyOf = ({ spki }: PublicKey): KeyObject =>
  createPublicKey({ key: Buffer.from(spki, "base64"), type: "spki", format: "der" });

/** An Ed25519 private key in PEM (PKCS #8). Throws if it is anything else, or the passphrase is not right. */
export function privateKeyOf(pem: string, passphrase: string | null): KeyObject {
  const key = createPrivateKey({ key: pem, ...(passphrase === null ? {} : { passphrase }) });
  if (key.asymmetricKeyType !== "ed25519") throw new Error(`it is of type ${key.asymmetricKeyType}, not ed25519`);
  return key;
}

export function signed<T extends object>(statement: T, key: KeyObject): Signed<T> {
  const named = { ...statement, key: describe(key).id };
  return { ...named, signature: sign(null, canonical(named), key).toString("base64") };
}

/** Whether one of these keys, by their ids, has signed exactly this. */
export function isSigned({ signature, ...statement }: Signed<object>, keys: ReadonlyMap<string, KeyObject>): boolean {
  const key = keys.get(statement.key);
  return key !== undefined && verify(null, canonical(statement), key, Buffer.from(signature, "base64"));
}

const agreed = (tenant: string, old: PublicKey, next: PublicKey): Buffer =>
  canonical({ type: "rotation", tenant, old, new: next });

export function rotation(tenant: string, before: KeyObject, after: KeyObject): Rotation {
  const [old, next] = [describe(before), describe(after)];
  const text = agreed(tenant, old, next);
  const by = (key: KeyObject): string => sign(null, text, key).toString("base64");
  return { old, new: next, signatures: { old: by(before), new: by(after) } };
}

/** The keys that these rotations lead to from those that are trusted, forwards and backwards, and the trusted ones. */
export function trustedBy(
  keys: readonly KeyObject[],
  rotations: readonly Rotation[],
  tenant: string,
): ReadonlyMap<string, KeyObject> {
  const known = new Map(keys.map((key) => [describe(key).id, key]));
  const holds = rotations.filter((one) => holdsTogether(one, tenant));
  let before: number;
  do {
    before = known.size;
    for (const { old, new: next } of holds) {
      if (!known.has(old.id) && !known.has(next.id)) continue;
      for (const one of [old, next]) if (!known.has(one.id)) known.set(one.id, publicKeyOf(one));
    }
  } while (known.size > before);
  return known;
}

function holdsTogether({ old, new: next, signatures }: Rotation, tenant: string): boolean {
  try {
    const text = agreed(tenant, old, next);
    const pairs = [
      [old, signatures.old],
      [next, signatures.new],
    ] as const;
    return pairs.every(([one, signature]) => {
      const key = publicKeyOf(one);
      return describe(key).id === one.id && verify(null, text, key, Buffer.from(signature, "base64"));
    });
  } catch {
    return false;
  }
}
