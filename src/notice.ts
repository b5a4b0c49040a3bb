/** Notices: what is told besides the card itself, to a channel or to everybody with a role. */
import type { Place } from "./message.ts";
import type { People } from "./people.ts";
import { say } from "./reply.ts";
import type { Trx } from "./store/database.ts";
import { post } from "./store/outbox.ts";

/**
 * "slack:C0123456" is a channel, "#changes" one of the platform where it was asked; "sre" is everybody with that role,
 * each in a message to them alone.
 */
export function placesOf(whom: readonly string[], people: People, asked?: Place): Place[] {
  const places = whom.flatMap((one): Place[] => {
    const [, platform, channel] = /^([a-z]+):(.+)$/.exec(one) ?? [];
    if (platform !== undefined && channel !== undefined) return [{ platform, channel, direct: false }];
    if (one.startsWith("#")) return asked ? [{ platform: asked.platform, channel: one, direct: false }] : [];
    const faces = people
      .all()
      .filter(({ roles }) => roles.includes(one))
      .flatMap(({ accounts }) => accounts);
    // Whoever sits at a terminal reads what is said there, and nowhere else is theirs alone.
    return faces
      .filter(({ platform: where }) => where !== "terminal")
      .map(({ platform: where, id }) => ({ platform: where, channel: id, direct: true }));
  });
  return [...new Map(places.map((place) => [`${place.platform}:${place.channel}`, place])).values()];
}

/** Told once for each key and place, in this transaction. The keys that are due. */
export async function notify(trx: Trx, key: string, places: readonly Place[], text: string): Promise<string[]> {
  const keys: string[] = [];
  for (const place of places) {
    const { platform, channel, thread = "" } = place;
    const keyThere = `${key}@${platform}:${channel}:${thread}`;
    await post(trx, keyThere, place, say(text));
    keys.push(keyThere);
  }
  return keys;
}
