/** Who presses in a race, what they press, and what they are asked about. */
import type { Account } from "../../src/message.ts";
import type { People, Person } from "../../src/people.ts";
import type { Need } from "../../src/policy.ts";

const person = (id: string, ...roles: string[]): Person => ({
  id,
  name: id,
  roles,
  accounts: [
    { platform: "test", id },
    { platform: "test", id: `${id}-phone` },
  ],
});
/** Ann asks for everything, and would be an approver if it were somebody else's request. */
const everybody = [
  person("ann", "operator", "approver", "owner", "sre"),
  person("bob", "approver"),
  person("cleo", "approver"),
  person("eve", "approver"),
  person("both", "owner", "sre"),
  person("sam", "sre"),
  person("olga", "owner"),
  person("dan", "operator"),
];

/** Each request has an approver of its own, whose role is taken away while people press. */
export const passing = (request: string): string => `passing-${request}`;

/** `revoked`: whose roles are gone. */
export function peopleWithout(revoked: ReadonlySet<string>): People {
  const get = (id: string): Person | null => {
    if (!id.startsWith("passing-")) return everybody.find((one) => one.id === id) ?? null;
    return person(id, ...(revoked.has(id) ? [] : ["approver", "sre"]));
  };
  return {
    of: ({ id }: Account) => get(id.replace(/-phone$/, "")),
    get,
    all: () => everybody,
  };
}

/** By turns two of one role, and one of each of two. */
export const needsOf = (number: number): Need[] =>
  number % 2 === 0
    ? [{ count: 2, role: "approver" }]
    : [
        { count: 1, role: "owner" },
        { count: 1, role: "sre" },
      ];

export interface Press {
  readonly who: string;
  readonly verdict: "approve" | "deny" | "retract" | "withdraw" | "revoke";
  readonly request: string;
  readonly digest: string;
}

export type Dice = (sides: number) => number;

/** A source of numbers that can be had again. */
export function dice(seed: number): Dice {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

export interface Asked {
  readonly number: number;
  readonly request: string;
  readonly digest: string;
}

/** Ten that come at once, in any order: some would make a quorum, one may end it, the rest must not matter. */
export function presses({ number, request, digest }: Asked, roll: Dice): Press[] {
  const [one, other, third] = number % 2 === 0 ? ["bob", "eve", "cleo"] : ["both", "olga", "sam"];
  const press = (who = "", verdict: Press["verdict"] = "approve", of: Partial<Press> = {}): Press => ({
    who,
    verdict,
    request,
    digest,
    ...of,
  });
  const all = [
    press(one),
    press(one),
    press(`${other}-phone`, roll(4) === 0 ? "deny" : "approve"),
    press(other),
    press("ann-phone"),
    press(third, "approve", { digest: "0".repeat(64) }),
    press(third, "approve", roll(2) === 0 ? { request: "r-NOTHERE0" } : {}),
    press(passing(request)),
    press(passing(request), "revoke"),
    [press(one, "retract"), press(third, "deny"), press("ann", "withdraw"), press("dan"), press(other, "retract")][
      roll(5)
    ] ?? press("mallory"),
  ];
  return all
    .map((each) => ({ each, place: roll(1000) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ each }) => each);
}
