/**
 * Reads secrets from HashiCorp Vault, KV version 2, at start and never again: nothing is leased or renewed.
 * https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2, …/auth/approle and …/api-docs#http-status-codes
 */
import { readFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { z } from "zod";
import { readAtMost } from "../providers/read-at-most.ts";
import { Secret, type Kept } from "../secret.ts";

export interface VaultSettings {
  readonly address: string | undefined;
  readonly namespace: string | undefined;
  readonly token: Secret | null;
  /** Exchanged for a token by AppRole, where there is no token. */
  readonly roleId: Secret | null;
  readonly secretId: Secret | null;
  /** PEM file. */
  readonly ca: string | undefined;
  /** Milliseconds for one question. */
  readonly timeoutMs: number;
}

export type VaultPlace = Extract<Kept, { kind: "vault" }>;

/** Why a secret cannot be had: the end of a sentence, with nothing of what Vault answered in it. */
export class NotHad extends Error {
  override readonly name = "NotHad";
}

export interface VaultReader {
  /** Asks once for each path and version, however many of its keys are read. Throws NotHad. */
  read(place: VaultPlace): Promise<string>;
  /** The token in use, which must not be shown either. Throws NotHad. */
  token(): Promise<Secret>;
}

const largestAnswer = 1_000_000;

export function createVaultReader(settings: VaultSettings): VaultReader {
  const asked = new Map<string, Promise<Readonly<Record<string, unknown>>>>();
  let loggedIn: Promise<Secret> | undefined;
  const token = (): Promise<Secret> => (loggedIn ??= logIn(settings));
  return {
    token,
    read: async ({ mount, path, version, key }) => {
      const parts = [mount, "data", ...path.split("/")].map(encodeURIComponent).join("/");
      const where = `${parts}${version === null ? "" : `?version=${version}`}`;
      const reading = asked.get(where) ?? token().then((held) => readData(settings, held, where));
      asked.set(where, reading);
      const data = await reading;
      const value = Object.hasOwn(data, key) ? data[key] : undefined;
      if (value === undefined) throw new NotHad(`which has no key ${key}`);
      if (typeof value !== "string" || value === "") throw new NotHad(`whose key ${key} is no text, or empty`);
      return value;
    },
  };
}

const login = z.object({ auth: z.object({ client_token: z.string().min(1) }) });

async function logIn(settings: VaultSettings): Promise<Secret> {
  if (settings.token) return settings.token;
  if (!settings.roleId) throw new NotHad("but neither vault.token nor vault.role_id is there");
  const credentials = { role_id: settings.roleId.reveal(), secret_id: settings.secretId?.reveal() };
  const { status, body } = await ask(settings, "auth/approle/login", { body: JSON.stringify(credentials) });
  if (status === 400 || status === 403) throw new NotHad("but Vault does not accept vault.role_id and vault.secret_id");
  const answer = login.safeParse(body);
  if (status !== 200 || !answer.success) throw unexpected(settings, status);
  return new Secret(answer.data.auth.client_token, "vault:auth/approle/login");
}

const versioned = z.object({
  data: z.object({
    data: z.record(z.string(), z.unknown()).nullable(),
    metadata: z.object({ deletion_time: z.string(), destroyed: z.boolean(), version: z.int() }),
  }),
});

async function readData(settings: VaultSettings, token: Secret, path: string) {
  const { status, body } = await ask(settings, path, { token });
  const answer = versioned.safeParse(body);
  if (status === 200 && answer.data?.data.data) return answer.data.data.data;
  if (status === 403) throw new NotHad("but Vault does not let this token read it, or no longer knows the token");
  if (status !== 404) throw unexpected(settings, status);
  // A version that was deleted is a 404 that says so.
  if (!answer.success) throw new NotHad("which is not there");
  const { destroyed, version } = answer.data.data.metadata;
  throw new NotHad(`which is not there any more: version ${version} was ${destroyed ? "destroyed" : "deleted"}`);
}

/** What kept Vault from answering, by its documented status codes; those of standby nodes are the health check's. */
function unexpected({ address }: VaultSettings, status: number): NotHad {
  const is = (what: string): NotHad => new NotHad(`but Vault at ${address} ${what}`);
  switch (status) {
    case 503:
      return is("is sealed or down for maintenance");
    case 501:
      return is("has not been initialised");
    case 429:
    case 472:
    case 473:
      return is(`is a standby that does not answer for the active node (HTTP ${status})`);
    case 307:
      return is("is a standby that sends elsewhere: name the active node in vault.address");
    default:
      return is(status === 200 ? "did not answer as KV version 2 does" : `answered with HTTP ${status}`);
  }
}

async function ask(
  settings: VaultSettings,
  path: string,
  { token, body }: { readonly token?: Secret; readonly body?: string },
): Promise<{ readonly status: number; readonly body: unknown }> {
  const { address, namespace, ca, timeoutMs } = settings;
  if (address === undefined) throw new NotHad("but vault.address is not set");
  const url = URL.parse(`${address.replace(/\/+$/, "")}/v1/${path}`);
  if (!url || !/^https?:$/.test(url.protocol)) throw new NotHad("but vault.address is no address");
  const options: https.RequestOptions = {
    method: body === undefined ? "GET" : "POST",
    headers: {
      // A Vault proxy may insist on it; it keeps pages in a browser from asking.
      "x-vault-request": "true",
      ...(token ? { "x-vault-token": token.reveal() } : {}),
      ...(namespace === undefined ? {} : { "x-vault-namespace": namespace }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(ca === undefined ? {} : { ca: readCa(ca) }),
    // No connection is kept: there are no later questions.
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
  };
  try {
    const { status, text } = await send(url, options, body);
    return { status, body: parse(text) };
  } catch (error) {
    const { name, code } = error as NodeJS.ErrnoException;
    if (name === "AbortError" || name === "TimeoutError") {
      throw new NotHad(`but Vault at ${url.origin} did not answer within ${timeoutMs} ms`);
    }
    throw new NotHad(`but Vault at ${url.origin} cannot be reached (${code ?? name})`);
  }
}

function readCa(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new NotHad(`but vault.ca cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** `fetch` cannot be told whose certificates to trust. Follows no redirect: the token goes to one address. */
const send = (url: URL, options: https.RequestOptions, body?: string) =>
  new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
    const { request } = url.protocol === "https:" ? https : http;
    const sent = request(url, options, (response) => {
      const stream = Readable.toWeb(response) as ReadableStream<Uint8Array>;
      readAtMost(new Response(stream), largestAnswer).then(
        (text) => resolve({ status: response.statusCode ?? 0, text }),
        reject,
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
