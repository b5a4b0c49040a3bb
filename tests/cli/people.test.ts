import { afterAll, expect, test } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import * as store from "../../src/store/people.ts";
import { startFakeSlack, tokens } from "../fakes/slack/index.ts";
import { someRequest } from "../people/people.ts";
import { dataFolder } from "../support/database.ts";
import { folders, lines, signalbox, site } from "./signalbox.ts";

const slack = (id: string) => ({ platform: "slack", id });

async function prepared(): Promise<string> {
  const data = dataFolder();
  const { db, close } = await openDatabase(data, null);
  const r = await someRequest(db);
  await db.transaction().execute(async (trx) => {
    await store.link(trx, slack("U0ANN2"), "ann", r);
    await store.link(trx, slack("U0BOB"), "ann", r);
    await store.link(trx, slack("U0GONE"), "gone", r);
    await store.grant(trx, "ann", "dba", 3600, r);
    await store.setDelegation(trx, { person: "bob", delegate: "ann", role: "approver" }, 3600, r);
  });
  await close();
  return data;
}

const people = `
people:
  ann: { name: Ann, roles: [operator], accounts: { slack: U0ANN } }
  bob: { name: Bob, roles: [operator, approver], accounts: { slack: U0BOB } }
roles:
  sre: { slack: S0SRE }
  on-call: { slack: S0OLD, fallback: [bob] }
${folders}`;

const fake = await startFakeSlack();
afterAll(() => fake.close());
fake.world.groups.set("S0SRE", { users: ["U0ANN2", "U0STRANGER"], enabled: true });
const config = site(`${people}
slack: { bot_token: "\${env:BOT}", app_token: "\${env:BOT}", api_url: "${fake.url}" }
`);
const around = { data: await prepared(), config, env: { BOT: tokens.bot } };

test("`people --json` says who is who, with which roles, and where each comes from", async () => {
  const [ann, bob, sre, oncall] = lines(await signalbox(["people", "--json"], around));
  expect(ann).toMatchObject({
    person: "ann",
    accounts: [
      { account: "slack:U0ANN", from: "configuration" },
      { account: "slack:U0ANN2", from: "link" },
    ],
    roles: [
      { role: "operator", from: "configuration" },
      { role: "dba", from: "grant", until: expect.any(String) as string },
      { role: "sre", from: "slack:S0SRE" },
    ],
    standsFor: [{ person: "bob", roles: ["approver"] }],
  });
  expect(bob).toMatchObject({
    roles: [{ role: "operator" }, { role: "approver" }, { role: "on-call", from: "fallback" }],
  });
  expect(sre).toMatchObject({ role: "sre", known: true, members: 2, failed: null });
  expect(oncall).toMatchObject({
    known: false,
    age: null,
    failed: expect.stringContaining("no_such_subteam") as string,
  });
});

test("`people` says the same to people, and `doctor` what is wrong with it", async () => {
  const plain = await signalbox(["people"], around);
  expect(plain.out).toContain("slack:S0SRE gives sre to 2 members");
  expect(plain.out).toMatch(/slack:S0OLD cannot be read, so it gives on-call to bob instead: .*no_such_subteam/);
  expect(plain.out).not.toContain(tokens.bot);

  const { out } = await signalbox(["doctor"], around);
  expect(out).toMatch(/^ok {4}role sre +slack:S0SRE gives sre to 2 members/m);
  expect(out).toMatch(/^FAIL {2}role on-call +slack:S0OLD cannot be read/m);
  expect(out).toMatch(
    /^FAIL {2}accounts +slack:U0BOB is linked to ann, and bob's in the configuration, which counts$/m,
  );
});

test("without a token no group can be read, and doctor says what follows", async () => {
  const { out } = await signalbox(["doctor"], { data: dataFolder(), config: site(people) });
  expect(out).toMatch(
    /^FAIL {2}role sre +slack:S0SRE cannot be read, so it gives sre to nobody: slack is not connected$/m,
  );
  expect(out).toMatch(/^ok {4}accounts +0 linked$/m);
});

test("a role of a group that is none, and a fallback who is nobody, are refused with their line", async () => {
  const wrong = await signalbox(["doctor"], { config: site("roles:\n  sre: { slack: sre-team }\n") });
  expect(wrong.err).toMatch(/:2:\d+: roles\.sre\.slack: must be a user group's id, like S0614TZR7\. /);
  const nobody = await signalbox(["doctor"], { config: site("roles:\n  sre: { slack: S0SRE, fallback: [zoe] }\n") });
  expect(nobody.err).toMatch(/:2:\d+: roles\.sre\.fallback: there is no person called zoe\. /);
});
