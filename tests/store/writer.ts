/** A process that writes rows one by one and says so after each commit. Arguments: data folder, rows (0 = for ever). */
import { sql } from "kysely";
import { migrate, openDatabase } from "../../src/store/database.ts";

const [folder = "", rows = "0"] = process.argv.slice(2);
const { db, close } = await openDatabase(folder, null);
await migrate(db);
await sql`create table if not exists written (n integer primary key)`.execute(db);
const { rows: last } = await sql<{ n: number | null }>`select max(n) as n from written`.execute(db);
const first = (last[0]?.n ?? 0) + 1;
const end = rows === "0" ? Number.MAX_SAFE_INTEGER : first + Number(rows);
for (let n = first; n < end; n++) {
  await sql`insert into written values (${n})`.execute(db);
  process.stdout.write(`${n}\n`);
}
await close();
