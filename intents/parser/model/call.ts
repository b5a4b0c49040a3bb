/** One call of a model within fixed bounds: time, places, size, form. It always comes to an answer or to a reason. */
import type { z } from "zod";
import { createBreaker, type Breaker } from "./breaker.ts";
import { ModelFault, type Why } from "./fault.ts";
import type { Prompt } from "./prompt.ts";
import { createTurnstile, type Turnstile } from "./turnstile.ts";

export interface Chat {
  /** Loads the library, which costs more than many an answer; begun at once, and no part of any deadline. */
  readonly ready: Promise<unknown>;
  /** The model's words. Throws ModelFault, or whatever a vendor's library throws. */
  say(prompt: Prompt, format: object, signal: AbortSignal): Promise<string>;
}

export type Answered<T> =
  | { readonly ok: true; readonly value: T; readonly ms: number }
  | { readonly ok: false; readonly why: Why; readonly detail: string; readonly ms: number };

export type Call = <T>(prompt: Prompt, schema: z.ZodType<T>, format: object) => Promise<Answered<T>>;

export interface CallSettings {
  readonly chat: Chat;
  /** Milliseconds for everything: waiting for a place, a second attempt, the answer. */
  readonly deadline: number;
  readonly breaker?: Breaker;
  readonly turnstile?: Turnstile;
}

/** A server takes one question at a time unless it is told otherwise; what waits longer than this waits in vain. */
const places = 1;
const seats = 8;
/** A second attempt may mend these, and only these: it was heard, and spoke in another form. */
const worthAnother: ReadonlySet<Why> = new Set<Why>(["not_json", "schema"]);

export function createCall({
  chat,
  deadline,
  breaker = createBreaker(),
  turnstile = createTurnstile(places, seats),
}: CallSettings): Call {
  const attempt = async <T>(prompt: Prompt, schema: z.ZodType<T>, format: object, signal: AbortSignal): Promise<T> => {
    const text = await settled(chat.say(prompt, format, signal), signal);
    if (text.trim() === "") throw new ModelFault("empty");
    const parsed = schema.safeParse(parse(text));
    if (!parsed.success) throw new ModelFault("schema", parsed.error.issues[0]?.message);
    return parsed.data;
  };

  return async (prompt, schema, format) => {
    const started = performance.now();
    const failed = (why: Why, detail = "") => ({ ok: false, why, detail, ms: performance.now() - started }) as const;
    if (breaker.isOpen()) return failed("resting");
    await chat.ready.catch(() => undefined);
    const signal = AbortSignal.timeout(deadline);
    if (!(await turnstile.enter(signal))) return failed("busy");
    try {
      if (breaker.isOpen()) return failed("resting");
      const value = await attempt(prompt, schema, format, signal).catch((error: unknown) => {
        if (!worthAnother.has(faultOf(error, signal).why)) throw error;
        return attempt(prompt, schema, format, signal);
      });
      breaker.answered();
      return { ok: true, value, ms: performance.now() - started };
    } catch (error) {
      const { why, message } = faultOf(error, signal);
      if (why === "timeout") breaker.timedOut();
      else breaker.answered();
      return failed(why, message);
    } finally {
      turnstile.leave();
    }
  };
}

/** Whatever a library does with the signal, nobody waits longer. */
async function settled<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = Promise.withResolvers<never>();
  const giveUp = (): void => late.reject(new ModelFault("timeout"));
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ModelFault("not_json", text);
  }
}

const faultOf = (error: unknown, signal: AbortSignal): ModelFault => {
  if (error instanceof ModelFault) return error;
  return signal.aborted ? new ModelFault("timeout") : new ModelFault("failed", String(error));
};
