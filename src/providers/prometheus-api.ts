/** One question to a Prometheus server's HTTP API: bounded in time and size, the token sent nowhere else. */
import { z } from "zod";
import { problem, type Problem } from "../problem.ts";
import type { Secret } from "../secret.ts";
import { excerpt } from "./excerpt.ts";
import { readAtMost } from "./read-at-most.ts";

export interface PrometheusServer {
  readonly url: string;
  readonly token?: Secret | null;
  /** Milliseconds for one question. */
  readonly timeoutMs: number;
}

const largestAnswer = 5_000_000;

const failed = (why: string): Problem => problem("PROVIDER_FAILED", { provider: "Prometheus", why: excerpt(why, 300) });

const envelope = z.object({
  status: z.enum(["success", "error"]),
  errorType: z.string().optional(),
  error: z.string().optional(),
  warnings: z.array(z.string()).default([]),
  data: z.unknown().optional(),
});

export interface Answer<T> {
  readonly data: T;
  readonly warnings: readonly string[];
}

/**
 * GET, or POST with a form. `data` is what the answer must hold. Throws Problem PROVIDER_FAILED; whatever is not the
 * API's answer is said to be none.
 */
export async function askPrometheus<T>(
  { url, token, timeoutMs }: PrometheusServer,
  question: { readonly path: string; readonly form?: URLSearchParams; readonly data: z.ZodType<T> },
  signal: AbortSignal,
): Promise<Answer<T>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url.replace(/\/+$/, "")}${question.path}`, {
      ...(question.form ? { method: "POST", body: question.form } : {}),
      headers: token ? { authorization: `Bearer ${token.reveal()}` } : {},
      // A little longer than the server's own limit, so that its answer says which it was.
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs + 500)]),
      redirect: "error",
    });
    text = await readAtMost(response, largestAnswer);
  } catch (error) {
    if (signal.aborted) throw failed("the question was given up");
    if (error instanceof Error && error.name === "TimeoutError") throw failed(`no answer within ${timeoutMs} ms`);
    if (error instanceof RangeError) throw failed(error.message);
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    throw failed(`it cannot be reached${cause}`);
  }
  if (response.status === 401 || response.status === 403) {
    throw failed(`HTTP ${response.status}; check prometheus.token`);
  }
  const stranger = failed(`HTTP ${response.status}, and no answer of Prometheus's API; check prometheus.url`);
  const answer = envelope.safeParse(parseJson(text));
  if (!answer.success) throw stranger;
  const { status, errorType = "error", error = "no data", warnings, data } = answer.data;
  if (status === "error" || data === undefined) throw failed(`${errorType}: ${error}`);
  const read = question.data.safeParse(data);
  if (!read.success) throw stranger;
  return { data: read.data, warnings };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
