/**
 * Roles from a platform's groups. What is older than its role allows, or was never read, is unknown; and unknown means
 * no right, except for those whom the configuration names for that case.
 */
import { NotNow } from "../adapter.ts";
import type { GroupSource } from "../group-source.ts";
import type { Log } from "../log.ts";
import type { GroupRole, GroupState, Membership } from "../people.ts";

export interface Groups {
  /** What counts at this moment. Never waits. */
  memberships(): readonly Membership[];
  /** Reads again what counts no longer, or not for long. Resolves within two seconds, whatever the platforms do; never throws. */
  freshen(): Promise<void>;
  state(): readonly GroupState[];
  /** Begins to read in the background, so that a vote need not wait. */
  start(): void;
  stop(): Promise<void>;
}

interface Options {
  readonly roles: readonly GroupRole[];
  readonly sources: readonly GroupSource[];
  readonly log: Log;
  /** Milliseconds; a test's own clock. */
  readonly now?: () => number;
}

/** Milliseconds that whoever votes waits at most. */
const patience = 2000;
/** Milliseconds that one reading may take; it goes on when nobody waits any more. */
const readWithin = 10_000;
/** Milliseconds after which the background reads again, unless a role wants it fresher than twice that. */
const readEvery = 30_000;
/** Milliseconds between two readings in the background: Slack bears twenty a minute, and votes want some of them. */
const spacing = 4000;
/** Milliseconds that what a door has read must still count, so that its transaction sees it too; half of what is short. */
const margin = 5000;
/** Milliseconds before a group that could not be read is tried again. */
const pause = 10_000;

interface Group {
  readonly platform: string;
  readonly id: string;
  /** Milliseconds: of the role that wants it freshest. */
  readonly fresh: number;
  read: { readonly at: number; readonly members: readonly string[] } | null;
  failed: string | null;
  notBefore: number;
  reading: Promise<void> | null;
}

export function createGroups({ roles, sources, log, now = Date.now }: Options): Groups {
  const byPlatform = new Map(sources.map((source) => [source.platform, source]));
  const groups = new Map<string, Group>();
  for (const { platform, group: id, fresh } of roles) {
    const known = groups.get(`${platform}:${id}`);
    const wanted = Math.min(fresh * 1000, known?.fresh ?? Infinity);
    const empty = { read: null, failed: null, notBefore: 0, reading: null };
    groups.set(`${platform}:${id}`, { platform, id, fresh: wanted, ...empty });
  }
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  /** A clock that was set back makes nothing fresh. */
  const ageOf = ({ read }: Group): number => {
    const age = read === null ? Infinity : now() - read.at;
    return age < 0 ? Infinity : age;
  };

  const ask = async (group: Group): Promise<void> => {
    const at = now();
    try {
      const source = byPlatform.get(group.platform);
      if (!source) throw new Error(`${group.platform} is not connected`);
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(readWithin)]);
      // What was read is as old as the question, not as the answer.
      group.read = { at, members: await source.members(group.id, signal) };
      if (group.failed) log.warn({ group: `${group.platform}:${group.id}` }, "a group can be read again");
      group.failed = null;
    } catch (error) {
      if (stopping.signal.aborted) return;
      const why = error instanceof Error ? error.message : String(error);
      group.notBefore = now() + (error instanceof NotNow ? error.seconds * 1000 : pause);
      if (!group.failed) log.warn({ group: `${group.platform}:${group.id}`, error: why }, "a group cannot be read");
      group.failed = why;
    }
  };

  /** Whoever asks while it is being read waits for the same reading. */
  const readOnce = (group: Group): Promise<void> => {
    group.reading ??= ask(group).finally(() => {
      group.reading = null;
    });
    return group.reading;
  };

  const mayAsk = (group: Group): boolean => group.reading !== null || now() >= group.notBefore;

  const round = async (): Promise<void> => {
    const [oldest] = [...groups.values()]
      .filter((group) => mayAsk(group) && ageOf(group) >= Math.min(readEvery, group.fresh / 2))
      .toSorted((a, b) => ageOf(b) - ageOf(a));
    if (oldest) await readOnce(oldest);
    if (!stopping.signal.aborted) timer = setTimeout(() => void round(), oldest ? spacing : 1000).unref();
  };

  const groupOf = ({ platform, group }: GroupRole): Group => {
    const found = groups.get(`${platform}:${group}`);
    if (!found) throw new Error(`nobody reads ${platform}:${group}`);
    return found;
  };
  const knows = (role: GroupRole): boolean => ageOf(groupOf(role)) <= role.fresh * 1000;

  return {
    memberships: () =>
      roles.map((role) => {
        const { platform, group, fallback } = role;
        const ids = knows(role) ? (groupOf(role).read?.members ?? null) : null;
        return { role: role.role, group: `${platform}:${group}`, accounts: accountsOf(platform, ids), fallback };
      }),
    freshen: async () => {
      const old = [...groups.values()].filter(
        (group) => ageOf(group) > group.fresh - Math.min(margin, group.fresh / 2) && mayAsk(group),
      );
      if (old.length === 0) return;
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const waiting = setTimeout(resolve, patience);
      await Promise.race([late, Promise.all(old.map(readOnce))]);
      clearTimeout(waiting);
    },
    state: () =>
      roles.map((role) => {
        const { read, failed } = groupOf(role);
        const age = ageOf(groupOf(role));
        return {
          ...role,
          age: Number.isFinite(age) ? Math.round(age / 1000) : null,
          members: read?.members.length ?? 0,
          known: knows(role),
          failed,
        };
      }),
    start: () => {
      if (groups.size > 0) void round();
    },
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await Promise.all([...groups.values()].map(async ({ reading }) => reading));
    },
  };
}

const accountsOf = (platform: string, ids: readonly string[] | null) => ids && ids.map((id) => ({ platform, id }));
