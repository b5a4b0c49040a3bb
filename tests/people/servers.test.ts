/** Several processes on one PostgreSQL: what one account types, or one request grants, counts once. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Secret } from "../../src/secret.ts";
import { migrate, openDatabase, type Opened } from "../../src/store/database.ts";
import * as store from "../../src/store/people.ts";
import { describeWith } from "../servers/needs.ts";
import { programs, startPostgres, type PostgresServer } from "../servers/postgres.ts";
import { newCode } from "../../src/people/code.ts";
import { openAccounts, person, place, said, slack, someRequest, terminal } from "./people.ts";

describeWith(programs, "people on PostgreSQL", () => {
  let server: PostgresServer;
  const opened: Opened[] = [];
  beforeAll(async () => {
    server = await startPostgres();
    for (let process = 0; process < 3; process++) {
      opened.push(await openDatabase("", new Secret(server.url, "test")));
    }
    await migrate(sites()[0].db);
  });
  afterAll(async () => {
    await Promise.all(opened.map(({ close }) => close()));
    await server.stop();
  });
  const ann = person("ann", ["operator"], terminal("ann"));
  const sites = () => {
    const [first, ...rest] = opened.map(({ db }) => ({ db, ...openAccounts(db, [ann]) }));
    if (!first) throw new Error("nothing is open");
    return [first, ...rest] as const;
  };

  test("RB-1 one code links one account, whoever types it wherever at once", async () => {
    const all = sites();
    for (let round = 0; round < 10; round++) {
      const code = await all[0].accounts.code(ann, place("terminal"));
      const tried = await Promise.allSettled(
        Array.from({ length: 9 }, async (_, n) =>
          all[n % 3]?.accounts.redeem(crypto.randomUUID(), said(slack(`U${round}X${n}`), `link ${code}`)),
        ),
      );
      expect(tried.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    }
  });

  test("an account has five tries in all processes together", async () => {
    const all = sites();
    const tried = await Promise.allSettled(
      Array.from({ length: 12 }, async (_, n) =>
        all[n % 3]?.accounts.redeem(crypto.randomUUID(), said(slack("U0EVE"), `link ${newCode()}`)),
      ),
    );
    const codes = tried.map((one) => (one.status === "rejected" ? (one.reason as { code: string }).code : "linked"));
    expect(codes.filter((code) => code === "LINK_REFUSED")).toHaveLength(5);
    expect(codes.filter((code) => code === "LINK_TRIES")).toHaveLength(7);
  });

  test("what one process writes, the others see, with the same times", async () => {
    const [first, second] = sites();
    const r = await someRequest(first.db);
    await first.db.transaction().execute(async (trx) => {
      await store.link(trx, slack("U0ANN"), "ann", r);
      await store.grant(trx, "ann", "sre", 60, r);
    });
    expect((await second?.roster.now(second.db))?.of(slack("U0ANN"))?.roles).toEqual(["operator", "sre"]);
    expect(await store.added(first.db)).toEqual(second && (await store.added(second.db)));
  });
});
