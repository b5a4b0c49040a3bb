/** `signalbox people`: who is who, with which roles, and where each comes from. Groups are read now; nothing is changed. */
import { createLog } from "../log.ts";
import { wordAccount } from "../message.ts";
import { peopleOf, type GroupState, type Person } from "../people.ts";
import { createAccounts } from "../people/accounts.ts";
import { createGroups, type Groups } from "../people/groups.ts";
import type { Where } from "../cli.ts";
import type { Config } from "../config.ts";
import type { Face } from "../providers/accounts.ts";
import { createRoster } from "../roster.ts";
import { readDatabase } from "./database.ts";

/** The groups that the configuration names, on the platforms whose tokens are set; not read yet. */
export async function groupsOf({ roles, slack }: Config): Promise<Groups> {
  const log = createLog("silent");
  if (roles.length === 0 || !slack.bot_token) return createGroups({ roles, sources: [], log });
  const { slackGroups } = await import("../../adapters/slack/groups.ts");
  return createGroups({ roles, sources: [slackGroups(slack, log)], log });
}

export const list = (options: Where & { readonly json?: boolean }): Promise<0> =>
  readDatabase(options, async ({ db, config }) => {
    const groups = await groupsOf(config);
    const roster = createRoster(peopleOf(config).all(), groups);
    const accounts = createAccounts({ db, roster, groups });
    for (const person of (await roster.now(db)).all()) {
      const faces = await accounts.of(person);
      console.log(options.json ? JSON.stringify(toJson(person, faces)) : wordPerson(person, faces));
    }
    for (const state of groups.state()) console.log(options.json ? JSON.stringify(state) : wordGroup(state));
    await groups.stop();
    return 0 as const;
  });

const toJson = ({ id, name, holds = [], standsFor = [] }: Person, faces: readonly Face[]): object => ({
  person: id,
  name,
  accounts: faces.map(({ account, from, since }) => ({ account: wordAccount(account), from, since })),
  roles: holds,
  standsFor,
});

function wordPerson({ id, name, holds = [], standsFor = [] }: Person, faces: readonly Face[]): string {
  const roles = holds.map(
    ({ role, from, until }) => `${role} (${from}${until ? ` until ${until.slice(0, 16).replace("T", " ")} UTC` : ""})`,
  );
  const known = faces.map(({ account, from }) => `${wordAccount(account)} (${from})`);
  const lent = standsFor.map(({ person, roles: as }) => `answers for ${person} as ${as.join(" and ")}`);
  return [`${id}: ${name}`, ...[roles, known, lent].map((part) => part.join(", ")).filter(Boolean)].join("\n  ");
}

/** "slack:S0614TZR7 gives sre to 4 members, read 2 s ago" */
export function wordGroup({ role, platform, group, known, age, members, failed, fallback }: GroupState): string {
  const name = `${platform}:${group}`;
  if (known) return `${name} gives ${role} to ${members} ${members === 1 ? "member" : "members"}, read ${age} s ago`;
  const instead = fallback.length > 0 ? `${fallback.join(" and ")} instead` : "nobody";
  return `${name} cannot be read, so it gives ${role} to ${instead}: ${failed ?? "no answer came in time"}`;
}
