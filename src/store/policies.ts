/** The policies that have been in force. What comes into force and its audit entry are written as one. */
import { sql } from "kysely";
import type { Bundle } from "../policy.ts";
import { append } from "./audit.ts";
import type { Db, Trx } from "./database.ts";

export interface Adopted {
  readonly version: string;
  readonly files: Bundle;
}

/** What came into force last; null before the first start. */
export async function adopted(db: Db | Trx): Promise<Adopted | null> {
  const row = await db
    .selectFrom("policy_bundles")
    .select(["version", "files"])
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Who put them in force, if it was not the bot by itself. */
export interface Adopter {
  readonly person: string;
  readonly request: string;
}

/** Writes down that these are in force from now on. False if they were already: several processes may say so. */
export async function adopt(trx: Trx, { version, files }: Adopted, by: Adopter | null): Promise<boolean> {
  await sql`lock table policy_bundles in exclusive mode`.execute(trx);
  const before = await adopted(trx);
  if (before?.version === version) return false;
  await trx
    .insertInto("policy_bundles")
    .values({ version, files: JSON.stringify(files), request_id: by?.request ?? null })
    .execute();
  await append(trx, {
    event: "policies-changed",
    person: by?.person ?? null,
    account: null,
    ...(by ? { request: by.request } : {}),
    policyVersion: version,
    ...(before ? { policyBefore: before.version } : {}),
  });
  return true;
}

export async function hasAdopted(db: Db, request: string): Promise<boolean> {
  const row = await db.selectFrom("policy_bundles").select("id").where("request_id", "=", request).executeTakeFirst();
  return row !== undefined;
}

/** The files of a version that was in force; null if it never was. */
export async function bundleOf(db: Db, version: string): Promise<Bundle | null> {
  const row = await db
    .selectFrom("policy_bundles")
    .select("files")
    .where("version", "=", version)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.files ?? null;
}
