/** host.list and host.status: which hosts there are, and how one of them is doing right now. */
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { defineRead, type ReadContext } from "../../src/action.ts";
import { hostNamed, hostsOf, type Host, type Inventory } from "../../src/inventory.ts";
import { isProblem, problem } from "../../src/problem.ts";
import { say, type Reply } from "../../src/reply.ts";
import { askAll } from "../ask-all.ts";
import { hostResource } from "../services.ts";
import * as wording from "../wording/host.ts";

/** Hosts that are asked at the same time, and how long each may take, milliseconds. */
const atOnce = 16;
const patience = 5000;

export const hostList = defineRead({
  name: "host.list",
  summary: "List the hosts and groups I know, or those that answer now",
  input: z.strictObject({
    group: z.string().optional(),
    /** Whether it answers right now: each is asked. */
    state: z.enum(["up", "down"], "must be up or down").optional(),
  }),
  positional: ["group"],
  examples: [
    "host.list",
    "host.list web",
    "host.list state=down",
    "which hosts are there?",
    "list hosts",
    "list the hosts in web",
  ],
  frames: wording.hostList,
  resources: ({ group, state }, inventory) => [
    group === undefined ? { kind: "site", id: "inventory" } : { kind: "group", id: group },
    // To ask whether they answer is to log in to each.
    ...(state === undefined ? [] : membersOf(inventory, group).map(hostResource)),
  ],
  answer: ({ group, state }, context) => {
    const members = membersOf(context.inventory, group);
    const where = group === undefined ? "" : ` in ${group}`;
    if (state !== undefined) return sayState(members, state, where, context);
    return Promise.resolve(say(wordHosts(members, where), { blocks: tableOf(members, context.inventory) }));
  },
});

async function sayState(
  members: readonly Host[],
  state: "up" | "down",
  where: string,
  { inventory, providers, signal }: ReadContext,
): Promise<Reply> {
  const answers = await askAll(members, atOnce, (host) => whyDown(host, providers, signal));
  const hosts = members.filter((_, index) => (answers[index] === null) === (state === "up"));
  const names = hosts.length > 0 ? `: ${hosts.map((host) => host.name).join(", ")}` : "";
  const reasons = answers.flatMap((why) => (why === null ? [] : [{ kind: "text" as const, text: why }]));
  const text = `${hosts.length} of ${members.length} hosts${where} ${hosts.length === 1 ? "is" : "are"} ${state}${names}.`;
  return say(text, { blocks: [...tableOf(hosts, inventory), ...(state === "down" ? reasons : [])] });
}

/** All hosts, or those of a group. Throws Problem UNKNOWN_TARGET. */
function membersOf(inventory: Inventory, group: string | undefined): readonly Host[] {
  const hosts = group === undefined ? inventory.hosts : hostsOf(inventory, group);
  if (!hosts) throw problem("UNKNOWN_TARGET", { name: group ?? "" });
  return hosts;
}

const wordHosts = (hosts: readonly Host[], where: string): string =>
  `${hosts.length} ${hosts.length === 1 ? "host" : "hosts"}${where}${hosts.length > 0 ? `: ${hosts.map((host) => host.name).join(", ")}` : ""}.`;

function tableOf(hosts: readonly Host[], { groups }: Inventory) {
  const groupsOf = (host: Host): string =>
    Object.keys(groups)
      .filter((name) => groups[name]?.includes(host.name))
      .join(", ");
  const rows = hosts.map((host) => [
    host.name,
    host.transport === "local" ? "this machine" : `${host.address}:${host.port}`,
    host.environment ?? "",
    groupsOf(host),
    host.aliases.join(", "),
  ]);
  const columns = ["host", "address", "environment", "groups", "also called"];
  return rows.length > 0 ? [{ kind: "table" as const, columns, rows }] : [];
}

/** Null if a command runs there now, else one sentence that says why it does not. */
async function whyDown(host: Host, { shells }: ReadContext["providers"], signal: AbortSignal): Promise<string | null> {
  const ask = async (): Promise<string | null> => {
    try {
      const end = await (await shells.on(host)).exec({ argv: ["true"], timeout: patience, signal });
      if (end.kind === "exit" && end.code === 0) return null;
      return `${host.name} answers, but runs no command (${end.kind}).`;
    } catch (error) {
      if (!isProblem(error)) throw error;
      return error.sentence;
    }
  };
  // To connect may take longer than a command may; a late answer is nobody's any more.
  const late = new AbortController();
  const silence = pause(patience, `${host.name} did not answer within ${patience / 1000} s.`, {
    signal: late.signal,
  }).catch(() => null);
  return Promise.race([ask(), silence]).finally(() => late.abort());
}

/** One line a fact, name and value parted by a tab. POSIX first, then what Linux or macOS know. */
const script = `
printf 'system\\t%s\\n' "$(uname -srm)"
printf 'up\\t%s\\n' "$(uptime | sed -e 's/^.* up *//' -e 's/, *[0-9]* user.*//' -e 's/,* *load average.*//')"
printf 'load\\t%s\\n' "$(uptime | sed -e 's/.*load averages*: *//')"
printf 'cpus\\t%s\\n' "$(getconf _NPROCESSORS_ONLN)"
[ ! -r /proc/meminfo ] || awk '/^MemTotal/ { total = $2 } /^MemAvailable/ { free = $2 }
  END { printf "memory\\t%.1f of %.1f GB in use\\n", (total - free) / 1048576, total / 1048576 }' /proc/meminfo
df -P -k / | awk 'NR == 2 { printf "disk /\\t%s in use, %.1f GB free\\n", $5, $4 / 1048576 }'
`;

export const hostStatus = defineRead({
  name: "host.status",
  summary: "Show whether a host answers, how long it is up, its load, memory and disk",
  input: z.strictObject({ host: z.string() }),
  positional: ["host"],
  examples: ["host.status localhost", "is localhost up?", "how is localhost doing?", "status of localhost"],
  frames: wording.hostStatus,
  resources: ({ host: name }, inventory) => [
    hostResource(hostNamed(inventory, name) ?? { name, labels: [], environment: undefined }),
  ],
  answer: async ({ host: name }, { inventory, providers, signal }) => {
    const host = hostNamed(inventory, name);
    if (!host) throw problem("UNKNOWN_HOST", { name });
    const chunks: Uint8Array[] = [];
    try {
      const shell = await providers.shells.on(host);
      const end = await shell.exec({
        argv: ["sh", "-c", script],
        timeout: 15_000,
        signal,
        onOutput: (chunk, stream) => void (stream === "out" && chunks.push(chunk)),
      });
      const facts = factsIn(Buffer.concat(chunks).toString("utf8"));
      if (end.kind !== "exit") {
        return say(`${host.name} answers, but did not finish saying how it is (${end.kind}).`, {
          blocks: table(facts),
        });
      }
      const load = facts.find(([fact]) => fact === "load")?.[1] ?? "unknown";
      return say(`${host.name} is up; load ${load}.`, { blocks: table(facts) });
    } catch (error) {
      if (!isProblem(error)) throw error;
      // Not an error of the question: that it does not answer is the answer.
      return say(`${host.name} does not answer as it should. ${error.sentence}`);
    }
  },
});

const factsIn = (text: string): [string, string][] =>
  text.split("\n").flatMap((line): [string, string][] => {
    const [fact, value] = line.split("\t");
    return fact && value ? [[fact, value]] : [];
  });

const table = (rows: readonly (readonly string[])[]) =>
  rows.length > 0 ? [{ kind: "table" as const, columns: ["", ""], rows }] : [];
