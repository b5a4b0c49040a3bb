/** What was said in one thread. */
import { sql } from "kysely";
import type { Arrival, Message, Place } from "../message.ts";
import type { Db } from "./database.ts";

/** How far back a thread is looked up, in seconds; where there are none, what was said hours ago is another matter. */
export const reach = ({ thread }: Place): number => (thread === undefined ? 4 * 3600 : 30 * 86_400);

const most = 500;

/** The messages to us, oldest first. */
export async function saidIn(db: Db, place: Place): Promise<Message[]> {
  const { platform, workspace, channel, thread } = place;
  // Looked for as text: one \u0000 in what somebody said, and the database refuses to read any of it as JSON.
  const { rows } = await sql<{ body: Arrival }>`
    select body from inbox
    where platform = ${platform} and received_at > clock_timestamp() - make_interval(secs => ${reach(place)})
      and strpos(body::text, ${JSON.stringify(thread ?? channel)}) > 0
    order by received_at desc limit ${most}`.execute(db);
  return rows
    .flatMap(({ body }) => (body.kind === "message" ? [body.message] : []))
    .filter(({ place: at }) => at.workspace === workspace && at.channel === channel && at.thread === thread)
    .toReversed();
}
