/** An Action: one thing the bot can do. One definition gives validation, plan, effect, help, command grammar and examples. */
import type { z } from "zod";
import type { Inventory, Names } from "./inventory.ts";
import type { Effect, Plan, Resource } from "./plan.ts";
import type { Person } from "./people.ts";
import type { Place } from "./message.ts";
import type { Providers } from "./providers/index.ts";
import type { Reply } from "./reply.ts";
import type { Outcome } from "./receipt.ts";

/** A typed thing that the parser can find in a sentence. */
export type Slot =
  | "host"
  | "group"
  | "target"
  | "service"
  | "zone"
  | "environment"
  | "playbook"
  | "alert"
  | "request"
  | "signal"
  | "name"
  | "ip"
  | "cidr"
  | "url"
  | "duration"
  /** How far back to look: "the last hour"; any length of time may be meant so. */
  | "window"
  | "number"
  | "record-type"
  | "check"
  | "everything"
  /** Text the person quoted: data, never words of their own. */
  | "quoted"
  /** The address in "from 192.0.2.1 to …": what is there now. */
  | "former"
  /** The second name in "www.example.test to shop.example.test". */
  | "destination"
  /** Seconds that stand behind the word "ttl". */
  | "ttl"
  /** The number that stands behind the word "priority". */
  | "priority"
  /** "true" or "false" for "proxied" and "not proxied". */
  | "proxied"
  /** A name relative to its zone: "api" in "api in example.test". */
  | "label"
  /** An action's name. */
  | "action"
  | "model"
  /** A release: "v2.14.1". */
  | "version"
  /** "from staging", "to prod": an environment and the part that it plays. */
  | "from-environment"
  | "to-environment"
  /** "to 5 replicas", "two more", "double": a count, a signed difference, a factor. */
  | "replicas"
  | "delta"
  /** "from 9", "from v7.2.0": what it is changed from. */
  | "former-number"
  | "former-version"
  | "factor"
  /** How a restart goes about it: "rolling", "graceful", "force". */
  | "strategy"
  /** A log's level and an alert's severity and state, a host's state. */
  | "level"
  | "severity"
  | "alert-state"
  /** A word that alerts are called by ("HighErrorRate"), known or not. */
  | "alert-name"
  | "host-state"
  /** A number of days ahead: "in the next two weeks" is 14. */
  | "days"
  /** "the last 50 lines": how many are wanted. */
  | "limit"
  /** What is looked for in a log: "for connection reset". */
  | "query"
  /** What the person gives as a reason, in their own words. */
  | "reason"
  /** "with tag product-42", "under www.example.test/static". */
  | "tag"
  | "prefix"
  /** A word for parts of a cache: "tags", "urls". */
  | "cache-part"
  /** When it is to happen: a five-field cron line if it repeats, else "tomorrow 03:00". */
  | "when"
  /** An IANA time zone. */
  | "zone-of-time"
  /** A person of the configuration, and a role that somebody here may have. */
  | "person"
  | "role"
  /** "days=7": a playbook's own parameter. */
  | "variable";

/** Typed values found in a sentence, in the order they stand there; each as the inventory spells it. */
export type Found = Readonly<Partial<Record<Slot, readonly string[]>>>;

/** How plain words become this action. All of it is data, so that a reading can be explained. */
export interface Frame {
  /** One of these phrases must stand in the words (whole words, case ignored). For a deed the order must begin with it. */
  readonly triggers: readonly string[];
  /** A typed value that is a trigger by itself: a playbook's alias is an order already ("clean up temp files"). */
  readonly triggeredBy?: Slot;
  /** One of these must stand there too, if given: the thing that is acted on. */
  readonly about?: readonly string[];
  /** Words that may stand there too and change nothing. For a deed any word that nothing accounts for is a question. */
  readonly also?: readonly string[];
  /** Verbs that mean this action even where nothing is named yet ("restart it"): then it is asked for. */
  readonly alone?: readonly string[];
  /** For a read: how many unexplained words it bears at most, where its own words are everybody's. */
  readonly spare?: number;
  /** Which typed value fills which parameter. A parameter the input requires and nothing fills becomes a question. */
  readonly slots: Readonly<Record<string, Slot>>;
  /** Further kinds of values that `fill` looks at. */
  readonly reads?: readonly Slot[];
  /** Kinds of values that may stand there and fill nothing: what there was before. */
  readonly ignores?: readonly Slot[];
  /** At least one of these slots must be found, else the frame does not apply (typed evidence, not just words). */
  readonly requires?: readonly Slot[];
  /** All of these slots must be found. */
  readonly needs?: readonly Slot[];
  /** At least one of these parameters must be filled even if the input could do without: else the first is asked for. */
  readonly oneOf?: readonly string[];
  /** It is said of the answer that was given last in the thread, with no other word: by itself it means nothing. */
  readonly afterAnswer?: true;
  /** From typed values to parameters, where one to one is not enough (a name splits into zone and record). */
  readonly fill?: (found: Found, names: Names) => Record<string, unknown>;
}

export interface ReadContext {
  readonly person: Person;
  readonly place: Place;
  readonly inventory: Inventory;
  readonly providers: Providers;
  readonly signal: AbortSignal;
}

export interface AnswerContext extends ReadContext {
  /** The message that is answered, by its id in the inbox. */
  readonly message: string;
}

/** How an interrupted side effect may be taken up again. */
export type Retry = "read" | "idempotent" | "keyed" | "once";

/** What is known of a side effect whose result was not recorded. */
export type Sighting<T> = { readonly happened: true; readonly value: T } | { readonly happened: false } | "unknown";

export interface SideEffect<T> {
  /** Unique within the request and the same in every attempt: "web-1/2". */
  readonly key: string;
  readonly retry: Retry;
  /** Looks, read-only, whether an interrupted attempt took effect. Without it a `once` effect ends as lost. */
  readonly look?: () => Promise<Sighting<T>>;
  /**
   * The effect itself. A Problem thrown here says that it certainly did not happen; Lost, that nobody can know; anything
   * else is taken for Lost.
   */
  readonly run: () => Promise<T>;
}

export interface ApplyContext extends ReadContext {
  readonly request: string;
  /** Text for the people who watch; already redacted by the provider that produced it. Never awaited. */
  readonly progress: (line: string) => void;
  /**
   * Carries out one side effect at most once: an intent row is committed before `run`, the result after. On a
   * later attempt a recorded result is returned as it is. Throws Lost where nobody can know, and Stopped, with nothing
   * begun, once somebody has asked the request to stop. T must be JSON.
   */
  readonly effect: <T>(effect: SideEffect<T>) => Promise<T>;
}

interface Common<I extends z.ZodObject> {
  /** Dotted, lower case: "dns.record.update". */
  readonly name: string;
  /** One line for help, in the imperative. */
  readonly summary: string;
  readonly input: I;
  readonly effect: Effect;
  /** All that its plans may come to, where that is more than `effect`: a playbook may only look, or destroy. */
  readonly effects?: readonly Effect[];
  /** It changes who may do what: a second person agrees to it, whatever the policies say. */
  readonly governed?: boolean;
  /** Sentences that must be read as this action; they are shown in help and run as tests. */
  readonly examples: readonly string[];
  /** For the command grammar: parameters that may be given without their name, in order. */
  readonly positional?: readonly (keyof z.output<I> & string)[];
  readonly frames: readonly Frame[];
  /** What policy rules on before anything is read. */
  readonly resources: (input: z.output<I>, inventory: Inventory) => readonly Resource[];
}

/** An action that only looks: answered at once if policy allows. */
export interface Read<I extends z.ZodObject = z.ZodObject> extends Common<I> {
  readonly kind: "read";
  readonly effect: "read";
  readonly answer: (input: z.output<I>, context: AnswerContext) => Promise<Reply>;
}

/** An action that is carried out: planned, decided, perhaps approved, performed once. */
export interface Deed<I extends z.ZodObject = z.ZodObject> extends Common<I> {
  readonly kind: "deed";
  readonly plan: (input: z.output<I>, context: ReadContext) => Promise<Plan>;
  readonly apply: (plan: Plan, context: ApplyContext) => Promise<Outcome>;
}

export type Action<I extends z.ZodObject = z.ZodObject> = Read<I> | Deed<I>;

export const defineRead = <I extends z.ZodObject>(action: Omit<Read<I>, "kind" | "effect">): Read<I> => ({
  kind: "read",
  effect: "read",
  ...action,
});

export const defineDeed = <I extends z.ZodObject>(action: Omit<Deed<I>, "kind">): Deed<I> => ({
  kind: "deed",
  ...action,
});

/** Thrown by an effect that was not begun because the request has been told to stop. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/** Thrown by an effect when nobody can know whether it happened. The request ends as lost and a person looks. */
export class Lost extends Error {
  override readonly name = "Lost";
}
