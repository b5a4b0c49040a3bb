import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../src/message.ts";
import { codeIn, newCode } from "../../src/people/code.ts";
import { testDatabase } from "../support/database.ts";
import { entries, openAccounts, person, place, said, slack, someRequest, terminal } from "./people.ts";

const { db } = await testDatabase();
const ann = person("ann", ["operator"], terminal("ann"));
const bob = person("bob", ["approver"], slack("U0BOB"));
const { roster, accounts } = openAccounts(db, [ann, bob]);
const r = await someRequest(db);

const redeem = (account: Account, code: string, id: string = crypto.randomUUID()) =>
  accounts.redeem(id, said(account, `link ${code}`));
const lapse = () =>
  db
    .updateTable("link_codes")
    .set({ expires_at: new Date(0) })
    .execute();
let before = 0;
beforeEach(async () => {
  before = (await entries(db)).length;
});
afterEach(async () => {
  for (const table of ["accounts", "link_codes", "link_tries", "outbox"] as const) await db.deleteFrom(table).execute();
});
const news = async () =>
  (await entries(db, before + 1)).map(({ event, person: who, account }) => [event, who, account]);

describe("linking an account", () => {
  test("RB-1 takes the code, typed by the account, and then the person's word; all of it is in the trail", async () => {
    const code = await accounts.code(ann, place("terminal"));
    const reply = await redeem(slack("U0ANN"), code.toLowerCase());
    expect(reply).toMatchObject({ text: expect.stringContaining("account.link slack:U0ANN") });
    // Typing it has given no right yet.
    expect((await roster.now(db)).of(slack("U0ANN"))).toBeNull();
    const [asked] = await db.selectFrom("outbox").selectAll().execute();
    expect(asked).toMatchObject({ place: place("terminal"), reply: { text: expect.stringContaining("slack:U0ANN") } });

    expect(await accounts.mayLink(ann, slack("U0ANN"))).toEqual([]);
    await accounts.link(ann, slack("U0ANN"), r);
    expect((await roster.now(db)).of(slack("U0ANN"))?.id).toBe("ann");
    expect(await news()).toEqual([
      ["link-offered", "ann", null],
      ["link-claimed", "ann", "slack:U0ANN"],
      ["account-linked", "ann", "slack:U0ANN"],
    ]);
    // A second attempt of the same request, after a crash, finds it done.
    await accounts.link(ann, slack("U0ANN"), r);
    expect(await news()).toHaveLength(3);
  });

  test("RB-1 without a code that was typed by that account, nobody's word links anything", async () => {
    await accounts.code(ann, place("terminal"));
    await expect(accounts.mayLink(ann, slack("U0EVE"))).rejects.toMatchObject({ code: "LINK_UNKNOWN" });
    await expect(accounts.link(ann, slack("U0EVE"), r)).rejects.toMatchObject({ code: "LINK_UNKNOWN" });
    await redeem(slack("U0EVE"), await accounts.code(bob, place("slack")));
    // It typed Bob's code, not Ann's.
    await expect(accounts.link(ann, slack("U0EVE"), r)).rejects.toMatchObject({ code: "LINK_UNKNOWN" });
    expect((await roster.now(db)).of(slack("U0EVE"))).toBeNull();
  });

  test("RB-1 of many accounts that type one code at once, one waits and the others are refused", async () => {
    const code = await accounts.code(ann, place("terminal"));
    const tried = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => redeem(slack(`U0EVE${n}`), code)));
    expect(tried.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const faces = await accounts.of(ann);
    expect(faces.filter(({ from }) => from === "waiting")).toHaveLength(1);
    expect((await news()).filter(([event]) => event === "link-refused")).toHaveLength(7);
  });

  test("the same message taken up again has the same answer, and is one try", async () => {
    const code = await accounts.code(ann, place("terminal"));
    const first = await redeem(slack("U0ANN"), code, "m-1");
    expect(await redeem(slack("U0ANN"), code, "m-1")).toEqual(first);
    expect(await db.selectFrom("link_tries").select("tries").execute()).toEqual([{ tries: 1 }]);
    expect(await db.selectFrom("outbox").selectAll().execute()).toHaveLength(1);
  });

  test("a code is worth nothing when it has lapsed, and neither is an account that waited too long", async () => {
    const code = await accounts.code(ann, place("terminal"));
    await lapse();
    await expect(redeem(slack("U0ANN"), code)).rejects.toMatchObject({ code: "LINK_REFUSED" });
    await redeem(slack("U0ANN"), await accounts.code(ann, place("terminal")));
    await lapse();
    await expect(accounts.link(ann, slack("U0ANN"), r)).rejects.toMatchObject({ code: "LINK_UNKNOWN" });
  });

  test("a new code ends the one before", async () => {
    const old = await accounts.code(ann, place("terminal"));
    await accounts.code(ann, place("terminal"));
    await expect(redeem(slack("U0ANN"), old)).rejects.toMatchObject({ code: "LINK_REFUSED" });
  });

  test("a code of somebody who has left links nothing", async () => {
    const code = await accounts.code(ann, place("terminal"));
    const without = openAccounts(db, [bob]).accounts;
    await expect(without.redeem("m-9", said(slack("U0ANN"), `link ${code}`))).rejects.toMatchObject({
      code: "LINK_REFUSED",
    });
  });

  test("an account has five tries, however fast they come; then even the right code is refused, and nothing is written", async () => {
    const wrong = await Promise.allSettled(Array.from({ length: 9 }, () => redeem(slack("U0EVE"), newCode())));
    const codes = wrong.map((one) => (one.status === "rejected" ? (one.reason as { code: string }).code : "linked"));
    expect(codes.toSorted()).toEqual([...Array(5).fill("LINK_REFUSED"), ...Array(4).fill("LINK_TRIES")]);
    const code = await accounts.code(ann, place("terminal"));
    const written = (await entries(db)).length;
    await expect(redeem(slack("U0EVE"), code)).rejects.toMatchObject({ code: "LINK_TRIES" });
    expect(await entries(db)).toHaveLength(written);
    // Others are not kept from linking theirs, and the tries are forgotten in time.
    await redeem(slack("U0ANN"), code);
    await sql`update link_tries set since = clock_timestamp() - interval '601 seconds'`.execute(db);
    await expect(redeem(slack("U0EVE"), newCode())).rejects.toMatchObject({ code: "LINK_REFUSED" });
  });

  test("an account that is somebody's cannot be linked, whosever code it types", async () => {
    const code = await accounts.code(ann, place("terminal"));
    await expect(redeem(slack("U0BOB"), code)).rejects.toMatchObject({ code: "ACCOUNT_TAKEN" });
    // The code was not touched: whoever has it by right can still use it.
    await redeem(slack("U0ANN"), code);
    const later = openAccounts(db, [ann, { ...bob, accounts: [...bob.accounts, slack("U0ANN")] }]).accounts;
    await expect(later.mayLink(ann, slack("U0ANN"))).rejects.toMatchObject({ code: "ACCOUNT_TAKEN" });
    await expect(later.link(ann, slack("U0ANN"), r)).rejects.toMatchObject({ code: "ACCOUNT_TAKEN" });
  });

  test("a code is shown only where nobody else reads", async () => {
    await expect(accounts.code(ann, place("slack", false))).rejects.toMatchObject({ code: "ASK_DIRECTLY" });
    expect(await db.selectFrom("link_codes").selectAll().execute()).toEqual([]);
  });

  test("linking keeps the code nowhere, and the trail does not hold it", async () => {
    const code = await accounts.code(ann, place("terminal"));
    await redeem(slack("U0ANN"), code);
    const everything = JSON.stringify([
      await db.selectFrom("link_codes").selectAll().execute(),
      await db.selectFrom("link_tries").selectAll().execute(),
      await db.selectFrom("outbox").selectAll().execute(),
      await entries(db),
    ]);
    expect(everything).not.toContain(code);
    expect(everything).not.toContain(code.replace("-", ""));
  });

  test("who gains a role by the account's groups is told so before", async () => {
    const sre = { role: "sre", group: "slack:S1", accounts: [slack("U0ANN")], fallback: [] };
    const { accounts: withGroup } = openAccounts(db, [ann, bob], [sre]);
    await redeem(slack("U0ANN"), await accounts.code(ann, place("terminal")));
    expect(await withGroup.mayLink(ann, slack("U0ANN"))).toEqual(["sre"]);
  });
});

test("what was linked can be unlinked by its person, what the configuration says cannot", async () => {
  await redeem(slack("U0ANN"), await accounts.code(ann, place("terminal")));
  await accounts.link(ann, slack("U0ANN"), r);
  const known = (await roster.now(db)).get("ann");
  expect(known && (await accounts.of(known))).toMatchObject([
    { account: terminal("ann"), from: "configuration" },
    { account: slack("U0ANN"), from: "link" },
  ]);
  await expect(accounts.mayUnlink(bob, slack("U0ANN"))).rejects.toMatchObject({ code: "ACCOUNT_FIXED" });
  await expect(accounts.mayUnlink(ann, terminal("ann"))).rejects.toMatchObject({ code: "ACCOUNT_FIXED" });
  await accounts.mayUnlink(ann, slack("U0ANN"));
  await accounts.unlink(ann, slack("U0ANN"), r);
  expect((await roster.now(db)).of(slack("U0ANN"))).toBeNull();
  await accounts.unlink(ann, slack("U0ANN"), r);
  expect((await news()).filter(([event]) => event === "account-unlinked")).toEqual([
    ["account-unlinked", "ann", "slack:U0ANN"],
  ]);
});

test("only “link” and a code in its shape are let through for an account that is nobody's", () => {
  const code = newCode();
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  expect(codeIn(`link ${code}`)).toBe(code);
  expect(codeIn(`  /link ${code.toLowerCase()} `)).toBe(code);
  expect(codeIn("link OIL0A-BCDEF")).toBe("0110A-BCDEF");
  const others = [
    `link ${code} please`,
    code,
    "link",
    "link my account",
    `restart web-1; link ${code}`,
    `link ${code}X`,
  ];
  expect(others.map(codeIn)).toEqual(others.map(() => null));
});
