/** host.list and host.status: which hosts there are, and how one of them is doing right now. */
import { z } from "zod";
import { defineRead } from "../../src/action.ts";
import { hostNamed, hostsOf, type Host } from "../../src/inventory.ts";
import { isProblem, problem } from "../../src/problem.ts";
import { say } from "../../src/reply.ts";

const resourceOf = (host: Pick<Host, "name" | "labels" | "environment">) => ({
  kind: "host" as const,
  id: host.name,
  labels: host.labels,
  ...(host.environment === undefined ? {} : { environment: host.environment }),
});

export const hostList = defineRead({
  name: "host.list",
  summary: "List the hosts and groups I know",
  input: z.strictObject({ group: z.string().optional() }),
  positional: ["group"],
  examples: ["host.list", "host.list web", "which hosts are there?", "list hosts", "list the hosts in web"],
  frames: [
    {
      triggers: [
        "list hosts",
        "list the hosts",
        "list all hosts",
        "show hosts",
        "show the hosts",
        "which hosts",
        "what hosts",
        "list servers",
        "which servers",
        "how many hosts",
        "how many servers",
        "list machines",
        "which machines",
        "show me the hosts",
        "show me all hosts",
        "show all hosts",
      ],
      also: ["are", "do", "does", "have", "has", "there", "is", "you", "know", "i", "we", "all", "belong"],
      slots: { group: "group" },
      // All hosts are what is listed anyway, whether or not a group is called so.
      fill: ({ group = [] }) => ({ group: group.find((one) => one !== "all") }),
    },
  ],
  resources: ({ group }) => [group === undefined ? { kind: "site", id: "inventory" } : { kind: "group", id: group }],
  answer: ({ group }, { inventory }) => {
    const hosts = group === undefined ? inventory.hosts : hostsOf(inventory, group);
    if (!hosts) throw problem("UNKNOWN_TARGET", { name: group ?? "" });
    const groupsOf = (host: Host): string =>
      Object.keys(inventory.groups)
        .filter((name) => inventory.groups[name]?.includes(host.name))
        .join(", ");
    const rows = hosts.map((host) => [
      host.name,
      host.transport === "local" ? "this machine" : `${host.address}:${host.port}`,
      host.environment ?? "",
      groupsOf(host),
      host.aliases.join(", "),
    ]);
    const where = group === undefined ? "" : ` in ${group}`;
    const text = `${hosts.length} ${hosts.length === 1 ? "host" : "hosts"}${where}${hosts.length > 0 ? `: ${hosts.map((host) => host.name).join(", ")}` : ""}.`;
    const columns = ["host", "address", "environment", "groups", "also called"];
    return Promise.resolve(say(text, { blocks: rows.length > 0 ? [{ kind: "table", columns, rows }] : [] }));
  },
});

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
  frames: [
    {
      triggers: [
        "status of",
        "host status",
        "status",
        "is up",
        "is alive",
        "how is",
        "how's",
        "up",
        "alive",
        "reachable",
        "uptime",
        "ping",
        "health",
        "is",
        "state of",
        "check on",
        "down",
      ],
      also: ["doing", "running", "online", "healthy", "ok", "what's", "what", "still", "show", "me", "how"],
      requires: ["host"],
      slots: { host: "host" },
    },
  ],
  resources: ({ host: name }, inventory) => [
    resourceOf(hostNamed(inventory, name) ?? { name, labels: [], environment: undefined }),
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
