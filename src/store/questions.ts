/** Questions to the runbooks and what people say of the answers. */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Place } from "../message.ts";
import type { Asked, Past } from "../providers/questions.ts";
import type { Db } from "./database.ts";
import { readable } from "./ids.ts";
import { storable } from "./requests.ts";

const now = sql<Date>`clock_timestamp()`;
const ago = (seconds: number) => sql<Date>`clock_timestamp() - make_interval(secs => ${seconds})`;

/** "k-8KQ2ZC7M": made of the message, so that it is known before anything is written. */
export const idOf = (message: string): string => `k-${readable(createHash("sha256").update(message).digest())}`;

/** Kept once for each message. */
export async function insert(db: Db, { message, person, place, question, answer }: Asked): Promise<void> {
  const { text, ...scope } = question;
  await db
    .insertInto("questions")
    .values({
      id: idOf(message),
      message_id: message,
      person: person.id,
      place: JSON.stringify(place),
      question: storable(text),
      scope: JSON.stringify(scope),
      confidence: answer.confidence,
      abstained: answer.abstained,
      candidates: JSON.stringify(answer.sources.map(({ doc, section, score }) => ({ doc, section, score }))),
      shown: storable(answer.text),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Who asked it, and where; null if there is none of this id. */
export async function find(db: Db, id: string): Promise<{ readonly person: string; readonly place: Place } | null> {
  const row = await db.selectFrom("questions").select(["person", "place"]).where("id", "=", id).executeTakeFirst();
  return row ?? null;
}

/** The newest one that this person asked in this thread. */
export async function last(db: Db, person: string, { platform, channel, thread }: Place): Promise<string | null> {
  const row = await db
    .selectFrom("questions")
    .select("id")
    .where("person", "=", person)
    .where(sql<string>`place ->> 'platform'`, "=", platform)
    .where(sql<string>`place ->> 'channel'`, "=", channel)
    .where(sql<string>`coalesce(place ->> 'thread', '')`, "=", thread ?? "")
    .orderBy("asked_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** What this person says of the answer from now on. */
export async function judge(db: Db, id: string, person: string, helped: boolean): Promise<void> {
  await db
    .insertInto("feedback")
    .values({ question_id: id, person, helped })
    .onConflict((conflict) => conflict.columns(["question_id", "person"]).doUpdateSet({ helped, at: now }))
    .execute();
}

/** Those of the last so many seconds, oldest first; if there are more than `limit`, the newest of them. */
export async function since(db: Db, seconds: number, limit: number): Promise<Past[]> {
  const rows = await db
    .selectFrom("questions")
    .select(["id", "asked_at", "person", "place", "question", "scope", "confidence", "abstained", "candidates"])
    .select((query) =>
      ([true, false] as const).map((helped) =>
        query
          .selectFrom("feedback")
          .select(sql<number>`count(*)::integer`.as("people"))
          .whereRef("question_id", "=", "questions.id")
          .where("helped", "=", helped)
          .as(helped ? "helped" : "unhelpful"),
      ),
    )
    .where("asked_at", ">", ago(seconds))
    .orderBy("asked_at", "desc")
    .limit(limit)
    .execute();
  return rows.toReversed().map(({ asked_at: at, place, question, scope, helped, unhelpful, ...row }) => ({
    ...row,
    ...scope,
    at: at.toISOString(),
    direct: place.direct,
    text: question,
    helped: helped ?? 0,
    unhelpful: unhelpful ?? 0,
  }));
}

/** Takes out what is older, and what was said of it. How many questions that were. */
export async function forget(db: Db, seconds: number): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom("questions").where("asked_at", "<", ago(seconds)).executeTakeFirst();
  return Number(numDeletedRows);
}
