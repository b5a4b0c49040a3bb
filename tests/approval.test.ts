/** The quorum, held against every way there is to seat the people who said yes. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerers, mayAnswer, openNeeds, type Approval, type Ballot } from "../src/approval.ts";
import { directory, type People, type Person } from "../src/people.ts";
import { strictest, type Need } from "../src/policy.ts";
import { filled, places } from "./support/seats.ts";

const ids = ["ann", "bob", "cleo", "dan", "eve"] as const;
const roles = ["approver", "sre", "owner"] as const;
const digest = "d".repeat(64);

const someone = fc.constantFrom(...ids);
const someRoles = fc.uniqueArray(fc.constantFrom(...roles), { maxLength: 3 });
const person = (id: string) =>
  fc
    .record({ roles: someRoles, lent: fc.option(fc.record({ person: someone, roles: someRoles })) })
    .map(({ lent, ...had }): Person => ({
      ...had,
      id,
      name: id,
      accounts: [],
      ...(lent && lent.person !== id ? { standsFor: [lent] } : {}),
    }));
const team = fc.tuple(...ids.map(person)).map((all) => all.filter(({ roles: had }) => had.length > 0));
const need = fc.record({
  count: fc.integer({ min: 1, max: 3 }),
  role: fc.constantFrom(...roles),
  or: fc.option(fc.constantFrom(...roles)),
});
/** As policies make them, each role once; after an escalation another role will do as well. */
const needs = fc.array(need, { minLength: 1, maxLength: 3 }).map((some) =>
  strictest(some.map(({ count, role }) => ({ count, role }))).map((one): Need => {
    const { or } = some.find(({ role }) => role === one.role) ?? {};
    return or && or !== one.role ? { ...one, or } : one;
  }),
);
const vote = fc.record({
  person: someone,
  verdict: fc.constantFrom("approve", "approve", "approve", "deny"),
  digest: fc.constantFrom(digest, digest, digest, "e".repeat(64)),
});
const ballot = fc
  .record({
    needs,
    requester: someone,
    votes: fc.uniqueArray(vote, { maxLength: 5, selector: (one) => one.person }),
    excludes: fc.uniqueArray(someone, { maxLength: 1 }),
  })
  .map(({ votes, excludes, ...rest }) => ({
    ...rest,
    digest,
    plan: { excludes },
    approvals: votes.map((one): Approval => ({ ...one, reason: null, at: "" })),
  }));

const barred = ({ requester, plan }: Ballot): string[] => [requester, ...(plan.excludes ?? [])];
const open = (one: Ballot, people: People): number => places(openNeeds(one, people));
const yes = (by: string): Approval => ({ person: by, verdict: "approve", reason: null, digest, at: "" });
const plus = (one: Ballot, by: string): Ballot => ({ ...one, approvals: [...one.approvals, yes(by)] });
/** Those who said yes to this plan, as the people are now. */
const voters = ({ approvals }: Ballot, people: People): Person[] =>
  approvals.flatMap((one) => {
    const voter = one.verdict === "approve" && one.digest === digest ? people.get(one.person) : null;
    return voter ? [voter] : [];
  });
const runs = { numRuns: 3000 };
const holds = (promise: (one: Ballot, people: People, all: readonly Person[]) => void): void =>
  fc.assert(
    fc.property(ballot, team, (one, all) => promise(one, directory(all), all)),
    runs,
  );

describe("what is still open", () => {
  test("AP-3 is as little as there can be, out of all the ways to seat those who said yes", () => {
    holds((one, people) => {
      const most = filled(one.needs, voters(one, people), barred(one));
      expect(open(one, people)).toBe(places(one.needs) - most);
    });
  });

  test("AP-3 is a part of what was needed", () => {
    holds((one, people) => {
      for (const { count, role, or } of openNeeds(one, people)) {
        const whole = one.needs.find((other) => other.role === role && other.or === or);
        expect(whole?.count).toBeGreaterThanOrEqual(count);
      }
    });
  });

  test("AP-2 one person fills one place at most, and a vote counted twice changes nothing", () => {
    holds((one, people) => {
      expect(places(one.needs) - open(one, people)).toBeLessThanOrEqual(voters(one, people).length);
      expect(openNeeds({ ...one, approvals: [...one.approvals, ...one.approvals] }, people)).toEqual(
        openNeeds(one, people),
      );
    });
  });

  test("AP-5 the requester and whoever gains by it fill nothing, whatever their roles", () => {
    holds((one, people) => {
      for (const id of barred(one)) expect(open(plus(one, id), people)).toBe(open(one, people));
    });
  });

  test("AP-5 nobody stands in for the requester, nor for whoever gains by it", () => {
    holds((one, people, all) => {
      const alone = all.map((each) => ({
        ...each,
        standsFor: (each.standsFor ?? []).filter((lent) => !barred(one).includes(lent.person)),
      }));
      expect(openNeeds(one, people)).toEqual(openNeeds(one, directory(alone)));
    });
  });

  test("AP-2 somebody and whoever stands in for them are two, but on the rights of one", () => {
    const cleo: Person = { id: "cleo", name: "Cleo", roles: ["sre"], accounts: [] };
    const eve: Person = { ...cleo, id: "eve", roles: [], standsFor: [{ person: "cleo", roles: ["sre"] }] };
    const two = { needs: [{ count: 2, role: "sre" }], requester: "ann", digest, plan: {}, approvals: [yes("eve")] };
    expect(open(two, directory([cleo, eve]))).toBe(1);
    expect(open(plus(two, "cleo"), directory([cleo, eve]))).toBe(1);
  });

  test("AP-10 whoever has left or lost every role no longer counts", () => {
    holds((one, _, all) => {
      const gone = one.approvals[0]?.person;
      const without = one.approvals.filter(({ person: id }) => id !== gone);
      const stayed = directory(all.filter(({ id }) => id !== gone));
      expect(open(one, stayed)).toBe(open({ ...one, approvals: without }, stayed));
    });
  });

  test("AP-9 a yes to another plan does not count, nor does a no", () => {
    holds((one, people) => {
      const counted = one.approvals.filter((each) => each.verdict === "approve" && each.digest === digest);
      expect(openNeeds(one, people)).toEqual(openNeeds({ ...one, approvals: counted }, people));
    });
  });

  test("AP-3 is found for as many people as a policy can ask for, some of whom lost their role", () => {
    const crowd = Array.from({ length: 60 }, (_, at): Person => {
      const had = at % 3 === 2 ? [] : at % 3 === 1 ? ["sre", "approver"] : ["approver"];
      return { id: `p${at}`, name: `P${at}`, roles: had, accounts: [] };
    });
    const most = { requester: "ann", digest, plan: {}, approvals: crowd.map(({ id }) => yes(id)) };
    const asked = [
      { count: 30, role: "approver" },
      { count: 15, role: "sre" },
    ];
    expect(open({ ...most, needs: asked }, directory(crowd))).toBe(5);
  });
});

describe("who may answer", () => {
  test("AP-3 those are named whose yes brings it further, and nobody else", () => {
    holds((one, people, all) => {
      const helps = (id: string): boolean => open(plus(one, id), people) < open(one, people);
      const voted = one.approvals.filter((each) => each.digest === digest).map((each) => each.person);
      const named = all.filter(({ id }) => !voted.includes(id) && helps(id));
      expect(answerers(one, people)).toEqual(named);
    });
  });

  test("AP-5 the requester and whoever gains by it never may", () => {
    holds((one, _, all) => {
      const those = all.filter(({ id }) => barred(one).includes(id));
      expect(those.filter((each) => mayAnswer(one, one.needs, each))).toEqual([]);
    });
  });

  test("AP-3 whoever has no part in it does not bring it further", () => {
    holds((one, people, all) => {
      const others = all.filter((each) => !mayAnswer(one, one.needs, each));
      expect(others.filter(({ id }) => open(plus(one, id), people) < open(one, people))).toEqual([]);
    });
  });
});
