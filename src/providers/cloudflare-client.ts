/**
 * The npm package `cloudflare` behind one gate: what it answers is checked, what fails becomes a Problem, and nothing
 * is sent twice unless somebody looked in between. The package itself repeats a POST whose connection broke, without
 * an idempotency key, and returns null for `success: false`; both are switched off here.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { APIError, Cloudflare } from "cloudflare";
import { Lost } from "../action.ts";
import { problem, type Problem } from "../problem.ts";
import type { Secret } from "../secret.ts";
import { excerpt } from "./excerpt.ts";
import { readAtMost } from "./read-at-most.ts";

export interface CloudflareSettings {
  /** A scoped API token, never the global key. */
  readonly token: Secret | null;
  /** For tests: the base of the API, up to and with /client/v4. */
  readonly apiUrl?: string | undefined;
  /** Milliseconds for one call, its body included. */
  readonly timeoutMs?: number;
}

/** What a look at the live state says of a write whose answer never came. */
export type Look = "done" | "not done" | "something else";

export interface CloudflareClient {
  /** Runs a call that only reads; repeats it on 429, 5xx and broken connections. Throws Problem PROVIDER_FAILED. */
  read<T>(call: (api: Cloudflare) => PromiseLike<T>): Promise<T>;
  /**
   * Runs a call that changes something. Where the answer leaves open whether it happened, `look` is asked before the
   * call is repeated. Throws Problem PROVIDER_FAILED, or Lost if looking was impossible too.
   */
  write(call: (api: Cloudflare) => PromiseLike<unknown>, look: () => Promise<Look>): Promise<void>;
}

const attempts = 3;
/** Seconds: a longer Retry-After is told to the person instead of waited for. */
const longestWait = 10;
const largestAnswer = 5_000_000;

export function cloudflareClient({ token, apiUrl, timeoutMs = 15_000 }: CloudflareSettings): CloudflareClient {
  let loaded: Promise<Cloudflare> | undefined;
  const api = (): Promise<Cloudflare> => (loaded ??= load());

  const load = async (): Promise<Cloudflare> => {
    if (!token) {
      throw problem("NOT_CONFIGURED", {
        what: "Cloudflare",
        setting: "cloudflare.token",
        how: "Create an API token with Zone.DNS Edit and Zone.Cache Purge for these zones and set CLOUDFLARE_API_TOKEN (docs/cloudflare.md).",
      });
    }
    const { Cloudflare: Client } = await import("cloudflare");
    return new Client({
      apiToken: token.reveal(),
      // Otherwise the package fills these from the environment: a global key would go out beside the token.
      apiKey: null,
      apiEmail: null,
      userServiceKey: null,
      baseURL: apiUrl ?? "https://api.cloudflare.com/client/v4",
      timeout: timeoutMs,
      maxRetries: 0,
      logLevel: "off",
      fetch: checkedFetch,
    });
  };

  const failure = async (error: unknown): Promise<Failure> => {
    const { APIError: ApiError } = await import("cloudflare");
    if (!(error instanceof ApiError)) throw error;
    return describe(error, token?.reveal() ?? "");
  };

  return {
    read: async (call) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await call(await api());
        } catch (error) {
          const failed = await failure(error);
          if (failed.kind === "refused") throw failed.problem;
          await pause(failed, attempt);
        }
      }
    },
    write: async (call, look) => {
      for (let attempt = 1; ; attempt++) {
        try {
          await call(await api());
          return;
        } catch (error) {
          const failed = await failure(error);
          if (failed.kind === "refused") throw failed.problem;
          if (failed.kind === "open") {
            const seen = await look().catch(() => {
              throw new Lost(`Nobody can know whether Cloudflare did it: ${failed.problem.sentence}`);
            });
            if (seen === "done") return;
            if (seen === "something else") throw failed.problem;
          }
          await pause(failed, attempt);
        }
      }
    },
  };
}

/** Waits as long as asked, or half a second, then one; throws if that is too long or was the last attempt. */
async function pause({ problem: why, retryAfter }: Failure, attempt: number): Promise<void> {
  const seconds = retryAfter ?? 0.5 * 2 ** (attempt - 1);
  if (attempt >= attempts || seconds > longestWait) throw why;
  await sleep(seconds * 1000);
}

interface Failure {
  /** refused: it said no. later: it did nothing and may be asked again. open: nobody knows whether it did it. */
  readonly kind: "refused" | "later" | "open";
  readonly problem: Problem;
  /** Seconds, if it named them. */
  readonly retryAfter: number | null;
}

/** Errors of connections that were never made. */
const neverSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

function describe(error: APIError, token: string): Failure {
  // The package leaves status and headers out for connections that failed, whatever its types say.
  const { status, headers }: { status?: number | undefined; headers?: Headers | undefined } = error;
  const [vendor] = error.errors ?? [];
  const cause = causeCode(error);
  const details = [
    vendor?.code === undefined ? null : `code ${vendor.code}`,
    cause,
    headers?.get("cf-ray") ? `cf-ray ${headers.get("cf-ray")}` : null,
  ].filter((detail) => detail !== null);
  const said = vendor?.message ?? (status === undefined ? error.message : `HTTP ${status}`);
  const hint =
    status === 401 || status === 403
      ? "; the token in cloudflare.token needs Zone.DNS Edit and Zone.Cache Purge for this zone"
      : "";
  const retryAfter = secondsOf(headers?.get("retry-after") ?? null);
  const wait = retryAfter === null ? "" : `; it asks to wait ${retryAfter} s`;
  const text = `${said}${details.length > 0 ? ` (${details.join(", ")})` : ""}${hint}${wait}`;
  const why = excerpt(token ? text.replaceAll(token, "[secret]") : text, 400);
  const kind =
    status === 429 || (cause !== null && neverSent.has(cause))
      ? "later"
      : status !== undefined && status < 500 && status !== 408
        ? "refused"
        : "open";
  return { kind, problem: problem("PROVIDER_FAILED", { provider: "Cloudflare", why }), retryAfter };
}

/** The operating system's code of a broken connection, from the innermost cause. */
function causeCode(error: unknown): string | null {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if ("code" in inner && typeof inner.code === "string") return inner.code;
  }
  return null;
}

function secondsOf(header: string | null): number | null {
  if (header === null) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return Number.isFinite(seconds) ? Math.max(seconds, 0) : null;
}

/**
 * fetch, but the body is read here, so that the time limit covers it too, and an answer counts as success only if it
 * says so: HTTP 200 with `success: false` is a refusal, and one that is cut, too long or no JSON leaves it open.
 */
async function checkedFetch(...[url, init]: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(url, { ...init, redirect: "error" });
  const text = await readAtMost(response, largestAnswer);
  const answer = (status: number): Response => new Response(text, { status, headers: response.headers });
  if (!response.ok) return answer(response.status);
  const body = parse(text);
  if (body?.success === false) return answer(422);
  // A list that is null would read as "no records"; a write may answer with null.
  const missing = body?.result === undefined || (body.result === null && init?.method === "GET");
  if (body?.success !== true || missing) return answer(502);
  return answer(200);
}

function parse(text: string): { success?: unknown; result?: unknown } | null {
  try {
    return JSON.parse(text) as { success?: unknown; result?: unknown } | null;
  } catch {
    return null;
  }
}
