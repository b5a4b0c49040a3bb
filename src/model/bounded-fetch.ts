/**
 * fetch for a model's server. The whole answer is read here before any library sees it: so the deadline closes the
 * socket wherever the server hangs, half an answer never looks like a whole one, and nothing that a server writes ends
 * up on the console. Throws ModelFault.
 */
import { ModelFault } from "./fault.ts";

/** A line of JSON for each token of an answer is not longer than this. */
const bytesPerToken = 164;

export interface Bounds {
  readonly signal: AbortSignal;
  /** Tokens of the longest answer. */
  readonly longest: number;
  /** Is told each part of a good answer as it comes. It must not throw. */
  readonly heard?: (part: Uint8Array) => void;
  /** Further keys of the JSON that is sent. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export const boundedFetch =
  ({ signal, longest, heard, extra = {} }: Bounds): typeof fetch =>
  async (url, init = {}) => {
    const body = typeof init.body === "string" ? JSON.stringify({ ...JSON.parse(init.body), ...extra }) : init.body;
    const signals = init.signal ? [init.signal, signal] : [signal];
    try {
      const response = await fetch(url, {
        ...init,
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.any(signals),
        redirect: "error",
      });
      const text = await read(response, longest * bytesPerToken, response.ok ? heard : undefined);
      if (!response.ok) throw refusal(response.status, text);
      return new Response(text, { status: response.status, headers: { "content-type": "application/x-ndjson" } });
    } catch (error) {
      throw faultOf(error, signal);
    }
  };

async function read(response: Response, largest: number, heard: Bounds["heard"]): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > largest) throw new ModelFault("too_large", `more than ${largest} bytes`);
    chunks.push(chunk);
    heard?.(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function refusal(status: number, text: string): ModelFault {
  const why = status === 404 ? "missing" : status === 503 || status === 429 ? "busy" : "refused";
  return new ModelFault(why, `HTTP ${status}: ${text}`);
}

const never = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function faultOf(error: unknown, signal: AbortSignal): ModelFault {
  if (error instanceof ModelFault) return error;
  if (signal.aborted) return new ModelFault("timeout");
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const message = cause instanceof Error ? cause.message : String(error);
  if (never.has(code)) return new ModelFault("down", message);
  if (/redirect/i.test(message)) return new ModelFault("refused", "it redirects elsewhere");
  return new ModelFault("cut", message);
}
