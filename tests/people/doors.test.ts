import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { entries, slack } from "./people.ts";
import { openSite } from "./site.ts";

const oncall = { users: ["UEVE"] as readonly string[] | null };
const site = await openSite({
  people: { ann: ["operator"], bob: ["operator", "approver"], cat: ["operator"], eve: ["operator"] },
  roles: { approver: { slack: "S0ONCALL11", fresh: "1s", fallback: ["bob"] } },
  groups: {
    platform: "slack",
    members: async () => {
      if (oncall.users === null) throw new Error("out of reach");
      return oncall.users;
    },
  },
});
afterAll(() => site.close());
const { db, roster } = site.box;
const codeIn = (text: string): string => /link (\S+)`?/.exec(text)?.[1]?.replace("`", "") ?? "";

beforeEach(async () => {
  for (const table of ["accounts", "delegations", "link_codes", "link_tries"] as const) {
    await db.deleteFrom(table).execute();
  }
  oncall.users = ["UEVE"];
  await new Promise((resolve) => setTimeout(resolve, 1100));
});

describe("an account", () => {
  test("RB-1 is linked from the code to another's yes; then it is its person's, and can be given up", async () => {
    expect(await site.says("UANN", "link my account")).toContain("Ask me again in a direct message");
    const code = codeIn(await site.says("UANN", "link my account", true));
    expect(await site.says("UANN2", "account.list")).toContain("I do not know who slack:UANN2 is");
    await site.says("UANN2", `link ${code}`);
    expect(await site.says("UANN2", "account.list")).toContain("I do not know who slack:UANN2 is");
    expect(await site.says("UBOB", "account.link slack:UANN2")).toContain("No account slack:UANN2 has typed a code");
    expect(await site.says("UANN", "account.list")).toContain("with 1 account");

    expect(await site.says("UANN", "account.link slack:UANN2")).toContain("whoever uses it may do what ann may");
    expect((await site.clicks("UANN", "approve")).state).toBe("waiting");
    expect((await site.clicks("UBOB", "approve")).state).toBe("done");
    expect(await site.says("UANN2", "account.list")).toContain("You are ann, with 2 accounts");
    expect((await entries(db)).map(({ event }) => event)).toContain("account-linked");

    await site.says("UANN2", "account.unlink slack:UANN2");
    await site.clicks("UBOB", "approve");
    expect(await site.says("UANN2", "account.list")).toContain("I do not know who slack:UANN2 is");
    expect(await site.says("UANN", "account.unlink slack:UANN")).toContain("was not linked here");
  });

  test("RB-1 one that was claimed elsewhere in the meantime is not linked by an approval that comes later", async () => {
    const mine = codeIn(await site.says("UANN", "account.code", true));
    await site.says("UX", `link ${mine}`);
    await site.says("UANN", "account.link slack:UX");
    const card = site.card();
    const theirs = codeIn(await site.says("UCAT", "account.code", true));
    await site.says("UX", `link ${theirs}`);
    await site.says("UCAT", "account.link slack:UX");
    expect((await site.clicks("UBOB", "approve")).state).toBe("done");
    expect((await site.clicks("UBOB", "approve", card)).state).toBe("stale");
    expect((await roster.now(db)).of(slack("UX"))?.id).toBe("cat");
  });
});

describe("a group", () => {
  test("AP-15 is asked who is in it when somebody votes, not when it was asked for", async () => {
    await site.says("UANN", "delegation.set cat for=8h");
    oncall.users = [];
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await site.clicks("UEVE", "approve")).state).toBe("waiting");
    oncall.users = ["UEVE"];
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await site.clicks("UEVE", "approve")).state).toBe("done");
  });
});

describe("a delegation", () => {
  test("AP-15 is shown with its end, holds until then, and is ended by whoever gave it", async () => {
    expect(await site.says("UBOB", "let cat stand in for me for 3 days")).toMatch(/^Have cat answer for bob for 3d/);
    expect(site.card().changes).toMatchObject([{ subject: "who answers for bob", before: null, after: "cat for 3d" }]);
    expect((await site.clicks("UEVE", "approve")).state).toBe("done");
    expect((await roster.now(db)).get("cat")?.standsFor).toEqual([{ person: "bob", roles: ["operator", "approver"] }]);
    // It lends an answer, not a role.
    expect((await roster.now(db)).get("cat")?.roles).toEqual(["operator"]);
    expect(await site.says("UANN", "who stands in for whom?")).toContain("cat for bob");
    expect(await site.says("UCAT", "delegation.end")).toContain("Nobody answers for you");
    expect(await site.says("UBOB", "delegation.end cat")).toContain("Let cat no longer answer for bob");
    await site.clicks("UEVE", "approve");
    expect((await roster.now(db)).get("cat")?.standsFor).toBeUndefined();
  });

  test("lends only what one has, to somebody else, and for a time that is ahead", async () => {
    expect(await site.says("UANN", "delegation.set cat role=approver for=8h")).toContain(
      "do not have the role approver",
    );
    expect(await site.says("UANN", "delegation.set ann for=8h")).toContain("You answer for yourself already");
    expect(await site.says("UBOB", "delegation.set cat until=2020-01-01")).toContain("it is over already");
    expect(await site.says("UBOB", "delegation.set cat until=2090-01-01")).toContain("more than 60 days ahead");
    expect(await site.says("UBOB", "delegation.set cat")).toContain("for");
  });
});

// The last one here: a group that could not be read is left alone for a while.
test("AP-15 a group that cannot be asked gives its role to the fallback, and to nobody else", async () => {
  await site.says("UANN", "delegation.set cat for=8h");
  oncall.users = null;
  await new Promise((resolve) => setTimeout(resolve, 1100));
  for (const account of ["UEVE", "UCAT", "UANN"]) {
    expect((await site.clicks(account, "approve")).state).toBe("waiting");
  }
  expect(await site.says("UANN", "who are the approvers?")).toContain(
    "Who is in slack:S0ONCALL11, which gives approver, is not known: out of reach.",
  );
  expect((await site.clicks("UBOB", "approve")).state).toBe("done");
});
