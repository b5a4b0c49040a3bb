/** A Decision: allow, ask (whom, how many), or deny (because). A value: it replies, writes and logs nothing. */
import type { Effect, Resource } from "./plan.ts";
import type { Person } from "./people.ts";
import type { Place } from "./message.ts";

/** So many distinct persons with this role must say yes. Several needs are joined by AND. */
export interface Need {
  readonly count: number;
  readonly role: string;
  /** Another role that will do as well, since nobody answered. */
  readonly or?: string;
}

/** What else a yes is bound to. Whatever is absent is not asked for. */
export interface Terms {
  /** Seconds from the last yes in which it must begin; after that the yeses have lapsed. */
  readonly valid?: number;
  /** Who must say why. */
  readonly reason?: readonly ("requester" | "approver")[];
  /** A regular expression: what such a reason must hold, like the number of a ticket. `holds` says whether it does. */
  readonly ticket?: string;
  /** Channels or roles that are told of it, besides the place where it was asked. */
  readonly notify?: readonly string[];
  /** Seconds of silence after which whoever may answer is reminded, again and again. */
  readonly remind?: number;
  /** After so many seconds of silence people with this role may answer as well. */
  readonly escalate?: { readonly after: number; readonly role: string };
}

/** What is so at this moment, whatever is asked for. */
export interface Circumstances {
  /** A freeze holds for one of the things that are asked about. */
  readonly frozen: boolean;
  /** A change window is open, or none is asked for. */
  readonly windowOpen: boolean;
  /** Somebody broke the glass for this request. */
  readonly breakGlass: boolean;
  /** 0–23 and 1 (Monday) – 7, in the time zone of the calendar. */
  readonly hour: number;
  readonly weekday: number;
}

/** A working Monday noon with nothing out of the ordinary: what a question is put with where the moment does not matter. */
export const ordinary: Circumstances = { frozen: false, windowOpen: true, breakGlass: false, hour: 12, weekday: 1 };

export interface Question {
  readonly person: Person;
  readonly action: string;
  readonly effect: Effect;
  readonly input: Readonly<Record<string, unknown>>;
  readonly resources: readonly Resource[];
  readonly facts: Readonly<Record<string, boolean | number | string>>;
  readonly place: Place;
  readonly now: Circumstances;
}

export type Decision =
  | {
      readonly kind: "allow";
      readonly terms?: Terms;
      /** Seconds that a broken glass lasts, in a question where somebody broke it. */
      readonly glass?: number;
      readonly policies: readonly string[];
    }
  | {
      readonly kind: "ask";
      readonly needs: readonly Need[];
      /** How long people have to answer, seconds; null where no policy says. */
      readonly expires: number | null;
      readonly terms?: Terms;
      readonly glass?: number;
      readonly policies: readonly string[];
    }
  | {
      readonly kind: "deny";
      /** One clear sentence for the person. */
      readonly because: string;
      readonly policies: readonly string[];
    };

/** Implemented over Cedar in cedar.ts. `decide` is pure and never throws: an engine error is a denial. */
export interface Policy {
  /** SHA-256 hex of the policies and schema in force; part of every digest. */
  readonly version: string;
  decide(question: Question): Decision;
  /** Whether any permit could let this person do this to something. Conservative: when in doubt, true. */
  couldAllow(person: Person, action: string): boolean;
}

/** The files that policies are made of, each name with its text: `*.cedar` and the schema. */
export type Bundle = Readonly<Record<string, string>>;

/** The policies in force: they may be replaced while the process runs, so each decision takes them as they are then. */
export interface Policies {
  now(): Policy;
}

/**
 * "2 of approver", "1 of sre and 1 of owner:shop" → needs. `owner:*` is whoever has the role `owner:NAME` for each service
 * that is touched. Null if it is not written like that, or names a role twice.
 */
export function parseNeeds(text: string): Need[] | null {
  const needs: Need[] = [];
  for (const part of text.split(" and ")) {
    const [, count, role] = /^([1-9]\d?) of ([a-z0-9][a-z0-9._-]*(?::(?:[a-z0-9][a-z0-9._-]*|\*))?)$/.exec(part) ?? [];
    if (count === undefined || role === undefined || needs.some((need) => need.role === role)) return null;
    needs.push({ count: Number(count), role });
  }
  return needs;
}

/** All of these needs at once: for each role the highest count, roles joined by AND, sorted by role. */
export function strictest(needs: readonly Need[]): Need[] {
  const highest = new Map<string, number>();
  for (const { role, count } of needs) highest.set(role, Math.max(count, highest.get(role) ?? 0));
  return [...highest].map(([role, count]) => ({ count, role })).toSorted((a, b) => (a.role < b.role ? -1 : 1));
}

const each = ":*";

/** `owner:*` becomes `owner:shop`, …: one need for each of these services. Null if it cannot, as there is none. */
export function perService(needs: readonly Need[], services: readonly string[]): Need[] | null {
  if (services.length === 0 && needs.some(({ role }) => role.endsWith(each))) return null;
  return needs.flatMap(({ count, role }) =>
    role.endsWith(each)
      ? services.map((service) => ({ count, role: `${role.slice(0, -each.length)}:${service}` }))
      : { count, role },
  );
}

const set = <T extends string>(list: readonly T[]): T[] => [...new Set(list)].toSorted();
const shortest = (list: readonly number[]): number | undefined => (list.length > 0 ? Math.min(...list) : undefined);

/** All of these terms at once: the shortest times, everybody's reasons, every ticket, the earliest escalation. */
export function strictestTerms(all: readonly Terms[]): Terms | undefined {
  const valid = shortest(all.flatMap((terms) => terms.valid ?? []));
  const reason = set(all.flatMap((terms) => terms.reason ?? []));
  const ticket = every(set(all.flatMap((terms) => terms.ticket ?? [])));
  const notify = set(all.flatMap((terms) => terms.notify ?? []));
  const remind = shortest(all.flatMap((terms) => terms.remind ?? []));
  const [escalate] = all
    .flatMap((terms) => terms.escalate ?? [])
    .toSorted((a, b) => a.after - b.after || (a.role < b.role ? -1 : 1));
  const terms: Terms = {
    ...(valid === undefined ? {} : { valid }),
    ...(reason.length === 0 ? {} : { reason }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(notify.length === 0 ? {} : { notify }),
    ...(remind === undefined ? {} : { remind }),
    ...(escalate === undefined ? {} : { escalate }),
  };
  return Object.keys(terms).length === 0 ? undefined : terms;
}

/** One pattern that holds where each of these does: whoever asks for two tickets gets both. */
const every = ([first, ...more]: readonly string[]): string | undefined =>
  more.length === 0 || first === undefined ? first : `^${[first, ...more].map((one) => `(?=[^]*(?:${one}))`).join("")}`;

/** Characters of a reason that are searched for a ticket: no pattern gets a text on which it could run for long. */
const searched = 300;

/** Whether a reason holds what `Terms.ticket` asks for. */
export const holds = (ticket: string, reason: string): boolean => new RegExp(ticket).test(reason.slice(0, searched));
