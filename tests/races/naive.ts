/** How it must not be done: looks first and writes afterwards, each by itself. The judge has to find that out. */
import { sql } from "kysely";
import { mayAnswer, openNeeds } from "../../src/approval.ts";
import type { People } from "../../src/people.ts";
import { append } from "../../src/store/audit.ts";
import type { Db } from "../../src/store/database.ts";
import * as requests from "../../src/store/requests.ts";
import type { Press } from "./cast.ts";

export async function naiveVote(db: Db, { who, verdict, request: id, digest }: Press, people: People): Promise<string> {
  const person = people.of({ platform: "test", id: who });
  const request = await requests.get(db, id);
  if (!person || !request || request.state !== "waiting" || request.digest !== digest) return "refused";
  if (verdict !== "approve" && verdict !== "deny") return "refused";
  if (!mayAnswer(request, request.needs, person)) return "refused";
  const record = (event: "approved" | "denied" | "voted" | "running" | "done") =>
    db.transaction().execute((trx) => append(trx, { event, person: person.id, account: null, request: id, digest }));
  const vote = { person: person.id, account: who, verdict, reason: null, digest };
  await db.transaction().execute((trx) => requests.vote(trx, id, vote));
  if (verdict === "deny") {
    await sql`update requests set state = 'denied' where id = ${id}`.execute(db);
    await record("denied");
    return "ended";
  }
  const { approvals = [] } = (await requests.get(db, id)) ?? {};
  if (openNeeds({ ...request, approvals }, people).length > 0) {
    await record("voted");
    return "voted";
  }
  await sql`update requests set state = 'queued' where id = ${id}`.execute(db);
  await record("approved");
  await sql`update requests set state = 'running', fence = fence + 1 where id = ${id}`.execute(db);
  await record("running");
  await sql`insert into started (request) values (${id})`.execute(db);
  await sql`update requests set state = 'done' where id = ${id}`.execute(db);
  await record("done");
  return "queued";
}
