/** One call of a model within fixed bounds: time, places, size, form. It always comes to an answer or to a reason. */
import type { z } from "zod";
import { createBreaker, type Breaker } from "./breaker.ts";
import { ModelFault, type Why } from "./fault.ts";
import { createTurnstile, type Turnstile } from "./turnstile.ts";

export interface Prompt {
  readonly system: string;
  readonly user: string;
}

export interface Chat {
  /** Loads the library, which costs more than many an answer; begun at once, and no part of any deadline. */
  readonly ready: Promise<unknown>;
  /**
   * The model's words. `heard` is told them piece by piece as they come, where the server sends them so; only what is
   * returned was whole and well ended. Throws ModelFault, or whatever a vendor's library throws.
   */
  say(prompt: Prompt, format: object, signal: AbortSignal, heard?: Heard): Promise<string>;
}

export type Heard = (piece: string) => void;

export type Answered<T> =
  | { readonly ok: true; readonly value: T; readonly ms: number }
  | { readonly ok: false; readonly why: Why; readonly detail: string; readonly ms: number };

export type Call = <T>(
  prompt: Prompt,
  schema: z.ZodType<T>,
  format: object,
  /** Is told the model's words as they come, before anybody knows whether they will end well. */
  heard?: Heard,
) => Promise<Answered<T>>;

export interface CallSettings {
  readonly chat: Chat;
  /** Milliseconds for everything: waiting for a place, a second attempt, the answer. */
  readonly deadline: number;
  readonly breaker?: Breaker;
  readonly turnstile?: Turnstile;
}

/** Tokens of one answer, where nobody says otherwise. */
export const longestAnswer = 400;
/** What everybody who asks the same server shares: it has so many places, and is down for all of them. */
export const sharedBounds = (): Pick<Required<CallSettings>, "breaker" | "turnstile"> => ({
  breaker: createBreaker(),
  turnstile: createTurnstile(places, seats),
});

/** A server takes one question at a time unless it is told otherwise; what waits longer than this waits in vain. */
const places = 1;
const seats = 8;
/** A second attempt may mend these, and only these: it answered, and in another form. Not if its words were told on. */
const worthAnother: ReadonlySet<Why> = new Set<Why>(["not_json", "schema"]);

export function createCall({
  chat,
  deadline,
  breaker = createBreaker(),
  turnstile = createTurnstile(places, seats),
}: CallSettings): Call {
  const attempt = async <T>(
    prompt: Prompt,
    schema: z.ZodType<T>,
    format: object,
    signal: AbortSignal,
    heard?: Heard,
  ): Promise<T> => {
    const text = await settled(chat.say(prompt, format, signal, heard), signal);
    if (text.trim() === "") throw new ModelFault("empty");
    const parsed = schema.safeParse(parse(text));
    if (!parsed.success) throw new ModelFault("schema", parsed.error.issues[0]?.message);
    return parsed.data;
  };

  return async (prompt, schema, format, heard) => {
    const started = performance.now();
    const failed = (why: Why, detail = "") => ({ ok: false, why, detail, ms: performance.now() - started }) as const;
    if (breaker.isOpen()) return failed("resting");
    await chat.ready.catch(() => undefined);
    const signal = AbortSignal.timeout(deadline);
    if (!(await turnstile.enter(signal))) return failed("busy");
    let told = false;
    const listen: Heard | undefined =
      heard &&
      ((piece) => {
        if (signal.aborted) return;
        told = true;
        heard(piece);
      });
    try {
      if (breaker.isOpen()) return failed("resting");
      const value = await attempt(prompt, schema, format, signal, listen).catch((error: unknown) => {
        if (told || !worthAnother.has(faultOf(error, signal).why)) throw error;
        return attempt(prompt, schema, format, signal, listen);
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
