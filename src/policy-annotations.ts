/** What the annotations of a policy ask for: @approve, @valid, @reason, … docs/policy.md is the guide. */
import { parseNeeds, type Need, type Terms } from "./policy.ts";
import { unsafePattern } from "./policy-pattern.ts";

export interface Annotations {
  readonly id: string;
  readonly needs: readonly Need[];
  /** How long people have to answer, seconds; null if it does not say. */
  readonly expires: number | null;
  readonly terms: Terms;
  /** Seconds that a broken glass lasts; null for a permit that counts as long as none is broken. */
  readonly glass: number | null;
  /** Why a forbid forbids, in its author's words. */
  readonly because: string | null;
}

/** The annotation that is not right, and why. */
export interface Wrong {
  readonly wrong: string;
  readonly why: string;
}

const known = {
  id: "both",
  approve: "permit",
  expires: "permit",
  valid: "permit",
  reason: "permit",
  ticket: "permit",
  notify: "permit",
  remind: "permit",
  escalate: "permit",
  breakglass: "permit",
  because: "forbid",
} as const;

type Name = keyof typeof known;
/** All that there are. */
export const annotations = Object.keys(known) as Name[];

/** Without anybody who has to agree these would bind nothing. */
const needApproval: readonly Name[] = ["expires", "valid", "remind", "escalate"];

class Mistake extends Error {
  readonly wrong: Wrong;
  constructor(wrong: string, why: string) {
    super(why);
    this.wrong = { wrong, why };
  }
}

const reasons = ["requester", "approver"] as const;
const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const role = /^[a-z0-9][a-z0-9._-]*(?::[a-z0-9][a-z0-9._-]*)?$/;
const channelOrRole = /^#?[a-z0-9][a-z0-9._:-]*$/;

/** `given` by name; an annotation without a value is "". */
export function readAnnotations(
  effect: "permit" | "forbid",
  given: Readonly<Partial<Record<string, string>>>,
): Annotations | Wrong {
  try {
    return read(effect, given);
  } catch (error) {
    if (error instanceof Mistake) return error.wrong;
    throw error;
  }
}

function read(effect: "permit" | "forbid", given: Readonly<Partial<Record<string, string>>>): Annotations {
  const { id, because } = given;
  if (id === undefined || !/^[a-z0-9][a-z0-9._-]*$/.test(id)) {
    throw new Mistake(
      "id",
      'a policy needs a name like @id("prod-writes"): lower case letters, digits, dot, dash, underscore',
    );
  }
  for (const name of Object.keys(given)) {
    const belongs = Object.hasOwn(known, name) ? known[name as Name] : undefined;
    if (belongs === undefined) {
      throw new Mistake(name, `there is no annotation @${name}: ${annotations.map((one) => `@${one}`).join(", ")}`);
    }
    if (belongs !== "both" && belongs !== effect) throw new Mistake(name, `@${name} belongs on a ${belongs}`);
  }
  if (because === "")
    throw new Mistake("because", '@because needs a clause, like @because("it is frozen for the release")');

  const needs = given["approve"] === undefined ? [] : parseNeeds(given["approve"]);
  if (needs === null) throw new Mistake("approve", '@approve is written "1 of approver" or "1 of sre and 1 of owner"');
  for (const name of needApproval) {
    if (given[name] !== undefined && needs.length === 0) throw new Mistake(name, `@${name} needs an @approve`);
  }
  // Terms may be absent, not undefined: a decision is compared and written down as it is.
  const terms: Terms = JSON.parse(
    JSON.stringify({
      valid: duration("valid", given),
      reason: reasonOf(given, needs),
      ticket: ticketOf(given),
      notify: notifyOf(given),
      remind: duration("remind", given),
      escalate: escalateOf(given),
    }),
  );
  return {
    id,
    needs,
    expires: duration("expires", given) ?? null,
    terms,
    glass: duration("breakglass", given) ?? null,
    because: because?.replace(/\.$/, "") ?? null,
  };
}

type Given = Readonly<Partial<Record<string, string>>>;

/** Seconds. */
function secondsOf(text: string | undefined): number | null {
  if (text === undefined || !/^[1-9]\d{0,4}[smhd]$/.test(text)) return null;
  return Number.parseInt(text, 10) * units[text.at(-1) as keyof typeof units];
}

function duration(name: Name, given: Given): number | undefined {
  if (given[name] === undefined) return undefined;
  const seconds = secondsOf(given[name]);
  if (seconds === null) throw new Mistake(name, `@${name} is a number and one of s, m, h, d, like "4h"`);
  return seconds;
}

function reasonOf({ reason }: Given, needs: readonly Need[]): Terms["reason"] {
  if (reason === undefined) return undefined;
  const parts = reason.split(" and ");
  const whose = reasons.filter((one) => parts.includes(one));
  if (whose.length < parts.length) {
    throw new Mistake("reason", '@reason is written "requester", "approver" or "requester and approver"');
  }
  if (whose.includes("approver") && needs.length === 0) {
    throw new Mistake("reason", '@reason("approver") needs an @approve');
  }
  return whose;
}

function ticketOf({ ticket, reason }: Given): string | undefined {
  if (ticket === undefined) return undefined;
  if (reason === undefined) throw new Mistake("ticket", "@ticket needs a @reason that holds it");
  const why = unsafePattern(ticket);
  if (why !== null) throw new Mistake("ticket", `@ticket is a regular expression like "[A-Z]+-[0-9]+": ${why}`);
  return ticket;
}

function notifyOf({ notify }: Given): readonly string[] | undefined {
  if (notify === undefined) return undefined;
  const whom = notify.split(" and ");
  if (!whom.every((one) => channelOrRole.test(one))) {
    throw new Mistake("notify", '@notify names channels and roles, like "#ops" or "#ops and duty-manager"');
  }
  return whom;
}

function escalateOf({ escalate }: Given): Terms["escalate"] {
  if (escalate === undefined) return undefined;
  const [after, to, ...more] = escalate.split(" to ");
  const seconds = secondsOf(after);
  if (seconds === null || to === undefined || more.length > 0 || !role.test(to)) {
    throw new Mistake("escalate", '@escalate is written "1h to duty-manager"');
  }
  return { after: seconds, role: to };
}
