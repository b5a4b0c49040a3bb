/** AU-1 for what is written of people: accounts, roles and delegations change with their entry or not at all. */
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { AuditEvent } from "../../src/audit.ts";
import { newCode } from "../../src/people/code.ts";
import { createDelegations } from "../../src/people/delegations.ts";
import { createRoles } from "../../src/people/roles.ts";
import { verifyAudit } from "../../src/store/audit.ts";
import { openAccounts, person, place, said, slack, someRequest, terminal } from "../people/people.ts";
import { testDatabase } from "../support/database.ts";
import { refusing } from "./refusing.ts";

const { db } = await testDatabase();
const { refuse, allow, written } = await refusing(db);
const ann = person("ann", ["operator"], terminal("ann"));
const bob = person("bob", ["approver"], slack("U0BOB"));
const { roster, accounts } = openAccounts(db, [ann, bob]);
const request = await someRequest(db);
const roles = createRoles({ db, roster, groups: { state: () => [] }, known: ["sre"] });
const delegations = createDelegations({ db, roster });

let code = "";
const offer = async (): Promise<void> => {
  code = await accounts.code(ann, place("terminal"));
};
const type = (text: string) => accounts.redeem(crypto.randomUUID(), said(slack("U0ANN"), `link ${text}`));
const claim = async (): Promise<void> => {
  await offer();
  await type(code);
};
const link = () => accounts.link(ann, slack("U0ANN"), request);
const tables = [
  "accounts",
  "link_codes",
  "link_tries",
  "grants",
  "delegations",
  "outbox",
  "audit",
  "audit_head",
] as const;
const everything = async (): Promise<unknown> => {
  const rows = [];
  for (const table of tables) rows.push((await sql`select * from ${sql.table(table)} order by 1`.execute(db)).rows);
  return rows;
};

interface Case {
  readonly event: AuditEvent;
  readonly before?: () => Promise<unknown>;
  readonly change: () => Promise<unknown>;
}
const cases: readonly Case[] = [
  { event: "link-offered", change: offer },
  { event: "link-claimed", before: offer, change: () => type(code) },
  { event: "link-refused", change: () => type(newCode()) },
  { event: "account-linked", before: claim, change: link },
  {
    event: "account-unlinked",
    before: () => claim().then(link),
    change: () => accounts.unlink(ann, slack("U0ANN"), request),
  },
  { event: "role-granted", change: () => roles.grant(bob, "sre", 60, request) },
  {
    event: "role-revoked",
    before: () => roles.grant(bob, "sre", 60, request),
    change: () => roles.revoke(bob, "sre", request),
  },
  { event: "delegated", change: () => delegations.set(bob, "ann", null, 60, request) },
  {
    event: "delegation-ended",
    before: () => delegations.set(bob, "ann", null, 60, request),
    change: () => delegations.end(bob, "ann", request),
  },
];

describe("AU-1 an entry that cannot be written", () => {
  test.each(cases)("$event: nothing has changed, and it may be done again", async ({ event, before, change }) => {
    for (const table of tables.slice(0, 6)) await sql`delete from ${sql.table(table)}`.execute(db);
    await before?.();
    const count = await written(event);
    const was = await everything();
    await refuse("");
    await expect(change()).rejects.toThrow("no space left for the entry");
    await allow();
    expect(await everything()).toEqual(was);
    await change().catch(() => {});
    expect(await written(event)).toBe(count + 1);
    expect(await verifyAudit(db)).toMatchObject({ ok: true });
  });
});
