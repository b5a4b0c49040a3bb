/**
 * The npm package `@qdrant/js-client-rest`, loaded when it is first needed. Its errors become ours; by itself it waits
 * five minutes, and writes to the console.
 */
import type { QdrantClient } from "@qdrant/js-client-rest";
import { z } from "zod";
import { problem, type Problem } from "../../src/problem.ts";
import { excerpt } from "../../src/providers/excerpt.ts";
import type { Secret } from "../../src/secret.ts";

/** Asks, and gives up after so many milliseconds. Throws Problem SEARCH_UNREACHABLE, or PROVIDER_FAILED if it refuses. */
export type Ask = <T>(question: (client: QdrantClient) => Promise<T>, ms: number) => Promise<T>;

export interface Client {
  readonly ask: Ask;
  /**
   * Whether what answers is Qdrant and new enough: before 1.19 it ignores that rarity is to be counted within a scope, and
   * words that a reader may not see would count. Throws the same.
   */
  readonly check: (ms: number) => Promise<void>;
}

export function qdrantClient(address: string, key: Secret | null): Client {
  const url = new URL(address);
  const where = url.origin + url.pathname.replace(/\/$/, "");
  const clients = new Map<number, Promise<QdrantClient>>();

  const open = async (timeout: number): Promise<QdrantClient> => {
    const { QdrantClient: Client } = await import("@qdrant/js-client-rest");
    const headers = key ? { "api-key": key.reveal() } : {};
    const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
    const prefix = url.pathname === "/" ? "" : url.pathname.replace(/\/$/, "");
    return new Client({ url: url.origin, port, prefix, headers, timeout, checkCompatibility: false });
  };

  const safe = (why: string): string => excerpt(key ? why.replaceAll(key.reveal(), "…") : why, 300);
  const unreachable = (why: string): Problem => problem("SEARCH_UNREACHABLE", { url: where, why: safe(why) });
  const problemOf = (error: unknown): unknown => {
    if (!(error instanceof Error)) return error;
    if ("status" in error && typeof error.status === "number") {
      const why = `HTTP ${error.status}: ${saidBy(error)}`;
      // Overload and outages pass; a request that was refused will be refused again.
      if (error.status === 429 || error.status >= 500) return unreachable(why);
      return problem("PROVIDER_FAILED", { provider: "Qdrant", why: safe(why) });
    }
    if (error.name === "QdrantClientTimeoutError") return unreachable("it does not answer in time");
    if (error.name.startsWith("QdrantClient")) return unreachable(error.message);
    const { cause } = error;
    if (cause instanceof Error) return unreachable(cause.message || cause.name);
    const other = error instanceof SyntaxError || error.message === "Result came uninitialized";
    return other ? unreachable(notQdrant) : error;
  };

  const ask: Ask = async (question, ms) => {
    try {
      const opened = clients.get(ms) ?? open(ms);
      clients.set(ms, opened);
      return await question(await opened);
    } catch (error) {
      throw problemOf(error);
    }
  };
  const check = async (ms: number): Promise<void> => {
    const { version }: { readonly version?: string } = await ask((client) => client.versionInfo(), ms);
    const [, major, minor] = /^(\d+)\.(\d+)/.exec(version ?? "") ?? [];
    if (major === undefined) throw unreachable(notQdrant);
    const old = Number(major) < 1 || (major === "1" && Number(minor) < 19);
    const why = `it is version ${version}, and this needs 1.19`;
    if (old) throw problem("PROVIDER_FAILED", { provider: "Qdrant", why });
  };
  return { ask, check };
}

const notQdrant = "what answers there is not Qdrant";

const refusal = z.object({ status: z.object({ error: z.string() }) });

/** The API says why in `status.error`; a gateway in between, or the check of the key, says plain text. */
function saidBy(error: Error): string {
  const data: unknown = "data" in error ? error.data : null;
  const said = refusal.safeParse(data);
  return said.success ? said.data.status.error : typeof data === "string" ? data : error.message;
}
