/** What was said to us in one thread. */
import { sql } from "kysely";
import type { Arrival, Message, Place } from "../message.ts";
import type { Reply } from "../reply.ts";
import type { Db } from "./database.ts";
import { keyOfReply } from "./outbox.ts";

/** How far back a thread is looked up, in seconds; where there are none, what was said hours ago is another matter. */
export const reach = ({ thread }: Place): number => (thread === undefined ? 4 * 3600 : 30 * 86_400);

const most = 500;

/** The messages, oldest first, each with what was replied: null where it became a request, or is not answered yet. */
export async function saidIn(
  db: Db,
  place: Place,
): Promise<{ readonly message: Message; readonly reply: Reply | null }[]> {
  const { platform, workspace, channel, thread } = place;
  // Looked for as text: one \u0000 in what somebody said, and the database refuses to read any of it as JSON.
  const { rows } = await sql<{ body: Arrival; reply: Reply | null }>`
    select body, reply from inbox left join outbox on key = ${keyOfReply("")} || id
    where platform = ${platform} and received_at > clock_timestamp() - make_interval(secs => ${reach(place)})
      and strpos(body::text, ${JSON.stringify(thread ?? channel)}) > 0
    order by received_at desc limit ${most}`.execute(db);
  return rows
    .flatMap(({ body, reply }) => (body.kind === "message" ? [{ message: body.message, reply }] : []))
    .filter(
      ({ message: { place: at } }) => at.workspace === workspace && at.channel === channel && at.thread === thread,
    )
    .toReversed();
}
