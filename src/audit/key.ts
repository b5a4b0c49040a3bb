/**
 * The key that signs what is said about the trail: from a secret, else made once in the data folder, readable by its
 * owner alone. Its public half, and that of every key before it, lies beside it.
 */
import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Config } from "../config.ts";
import { problem } from "../problem.ts";
import { describe, privateKeyOf } from "./statement.ts";

type At = Pick<Config, "data" | "audit" | "references">;

export const folderOf = ({ data }: Pick<At, "data">): string => path.join(data, "audit");
const fileOf = (at: At): string => path.join(folderOf(at), "key.pem");
/** Made by a rotation that has not ended yet. */
const nextFileOf = (at: At): string => path.join(folderOf(at), "next-key.pem");

/** Throws Problem SECRET_MISSING: to go on with another key, or an unlocked one, would be worse than not to sign. */
function insistOnSecrets({ references }: At): void {
  for (const setting of ["audit.key", "audit.key_passphrase"]) {
    const { source = "", missing = null } = references.get(setting) ?? {};
    if (missing !== null) throw problem("SECRET_MISSING", { setting, source, why: missing });
  }
}

function read(pem: string, { audit }: At, what: string): KeyObject {
  try {
    return privateKeyOf(pem, audit.key_passphrase?.reveal() ?? null);
  } catch (error) {
    throw problem("AUDIT_KEY_BROKEN", { what, why: (error as Error).message });
  }
}

/** Written once, and never over another. */
function make(file: string, { audit }: At): KeyObject {
  const { privateKey } = generateKeyPairSync("ed25519");
  const passphrase = audit.key_passphrase?.reveal();
  const pem = privateKey.export({
    type: "pkcs8",
    format: "pem",
    ...(passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase }),
  });
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, pem, { mode: 0o600, flag: "wx" });
  return privateKey;
}

/** Where its public half is kept. */
function publish(key: KeyObject, at: At): void {
  const file = path.join(folderOf(at), `${describe(key).id}.pub.pem`);
  if (existsSync(file)) return;
  mkdirSync(folderOf(at), { recursive: true, mode: 0o700 });
  writeFileSync(file, createPublicKey(key).export({ type: "spki", format: "pem" }), { mode: 0o644 });
}

/** The key that signs now; made if there is none. Throws Problem SECRET_MISSING or AUDIT_KEY_BROKEN. */
export function openKey(at: At): KeyObject {
  insistOnSecrets(at);
  const { key: secret } = at.audit;
  const file = fileOf(at);
  const key = secret
    ? read(secret.reveal(), at, secret.source)
    : existsSync(file)
      ? read(readFileSync(file, "utf8"), at, file)
      : make(file, at);
  publish(key, at);
  return key;
}

/** Every public key that has signed here. */
export function publicKeys(at: Pick<At, "data">): KeyObject[] {
  const folder = folderOf(at);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".pub.pem"));
  return files.map((name) => readPublicKey(path.join(folder, name)));
}

/** Throws Problem AUDIT_KEY_BROKEN. */
export function readPublicKey(file: string): KeyObject {
  try {
    const key = createPublicKey(readFileSync(file));
    if (key.asymmetricKeyType !== "ed25519") throw new Error(`it is of type ${key.asymmetricKeyType}, not ed25519`);
    return key;
  } catch (error) {
    throw problem("AUDIT_KEY_BROKEN", { what: file, why: (error as Error).message });
  }
}

export interface Change {
  readonly old: KeyObject;
  readonly new: KeyObject;
  /** Puts the new one in place; until then the old one signs. May be repeated. */
  readonly settle: () => void;
}

/**
 * The key that signs now and the one that is to follow it: from `file`, or made in the data folder. One that was made and
 * not put in place, because something came between, is taken up again.
 */
export function nextKey(at: At, file: string | undefined): Change {
  const old = openKey(at);
  if (file !== undefined) {
    const next = read(readPem(file), at, file);
    publish(next, at);
    return { old, new: next, settle: () => {} };
  }
  const secret = at.audit.key;
  if (secret) {
    throw problem("BAD_USAGE", {
      why: `audit.key comes from ${secret.source}: name the new key's file with --new-key`,
    });
  }
  const waiting = nextFileOf(at);
  const next = existsSync(waiting) ? read(readFileSync(waiting, "utf8"), at, waiting) : make(waiting, at);
  publish(next, at);
  return { old, new: next, settle: () => renameSync(waiting, fileOf(at)) };
}

function readPem(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw problem("AUDIT_KEY_BROKEN", { what: file, why: (error as Error).message });
  }
}
