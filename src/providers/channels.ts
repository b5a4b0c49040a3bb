/** What the configuration says of a place: who reads along there, and what it is about. */
import type { Config } from "../config.ts";
import { wordAccount, type Place } from "../message.ts";

export interface Channel {
  /** What everybody there may read: a channel of which nothing is said may read what everybody may. */
  readonly roles: readonly string[];
  /** Questions there are about these; empty: about anything. */
  readonly services: readonly string[];
}

export interface Channels {
  /** Null where only one person reads. */
  of(place: Place): Channel | null;
}

export const channelsOf = ({ channels }: Pick<Config, "channels">): Channels => ({
  of: ({ platform, channel, direct }) =>
    direct ? null : (channels[wordAccount({ platform, id: channel })] ?? { roles: [], services: [] }),
});
