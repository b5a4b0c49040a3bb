/**
 * `npm run bench:policy`: how long a decision takes, with 10, 65 and 500 policies, with and without the memory of earlier
 * answers, and beside Cedar asked without anything parsed beforehand. README.md says how to read it. It takes a minute.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { loadPolicy, type LoadedPolicy } from "../src/cedar.ts";
import type { Question } from "../src/policy.ts";
import { actions, ask, schemaOf, someone } from "../tests/policies/questions.ts";
import { percentile, rounded } from "./figures.ts";

const sizes = [10, 65, 500] as const;
const asked = 3000;
/** The goal for the slowest of a hundred decisions, milliseconds. */
const goal = 2;

/** As teams write them: most for one role, one group of actions, one environment. */
const policyText = (index: number): string => {
  const role = `Role::"team-${index % 20}"`;
  const environment = `Environment::"env-${index % 5}"`;
  const action = `Action::"${["read", "write", "destructive"][index % 3]}"`;
  return index % 10 === 9
    ? `@id("p${index}") @because("it is late")
       forbid (principal, action in ${action}, resource in ${environment}) when { context.hour > 22 && ${index} > 0 };`
    : `@id("p${index}") @approve("1 of team-${index % 20}") @valid("1h")
       permit (principal in ${role}, action in ${action}, resource in ${environment})
       when { context.targetCount < ${index + 5} } unless { resource.labels.contains("no-${index}") };`;
};

/** Different each time, so that no earlier answer fits; `same` repeats a few. */
const question = (index: number, same: boolean): Question => {
  const number = same ? index % 20 : index;
  return ask({
    person: someone("ann", `team-${number % 20}`, "operator"),
    effect: (["read", "write", "destructive"] as const)[number % 3] ?? "read",
    resources: [{ kind: "host", id: `web-${number}`, environment: `env-${number % 5}`, labels: ["pci"] }],
  });
};

interface Figures {
  readonly p50: number;
  readonly p99: number;
}

function measure(decide: (index: number) => void, times: number): Figures {
  for (let index = 0; index < Math.max(times / 2, 20); index++) decide(4 * times - index);
  const took = Array.from({ length: times }, (_, index) => {
    const start = performance.now();
    decide(index);
    return performance.now() - start;
  });
  return { p50: rounded(percentile(took, 0.5), 3), p99: rounded(percentile(took, 0.99), 3) };
}

async function load(count: number): Promise<{ policy: LoadedPolicy; text: string; took: number }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "signalbox-bench-"));
  try {
    const text = Array.from({ length: count }, (_, index) => policyText(index)).join("\n");
    writeFileSync(path.join(folder, "schema.cedarschema"), schemaOf());
    writeFileSync(path.join(folder, "bench.cedar"), text);
    const start = performance.now();
    const policy = await loadPolicy({ folder, actions });
    return { policy, text, took: rounded(performance.now() - start) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same question put to Cedar with its policies as text, which it parses each time. */
function unparsed(text: string, { person, action, resources: [thing], effect }: Question): void {
  const uid = { type: "Action", id: action };
  const answer = cedar.isAuthorized({
    principal: { type: "Person", id: person.id },
    action: uid,
    resource: { type: "Host", id: thing?.id ?? "" },
    context: { hour: 12, targetCount: 1 },
    policies: { staticPolicies: text },
    entities: [
      {
        uid: { type: "Person", id: person.id },
        attrs: { roles: [...person.roles] },
        parents: person.roles.map((id) => ({ type: "Role", id })),
      },
      { uid, attrs: {}, parents: [{ type: "Action", id: effect }] },
      {
        uid: { type: "Host", id: thing?.id ?? "" },
        attrs: { labels: ["pci"] },
        parents: [{ type: "Environment", id: thing?.environment ?? "" }],
      },
    ],
  });
  if (answer.type === "failure") throw new Error(answer.errors[0]?.message);
}

const [busy = 0] = os.loadavg();
console.log(
  `Node ${process.version}, ${os.availableParallelism()} processors, load ${rounded(busy)} before; milliseconds\n`,
);
const columns = ["policies", "load", "new p50", "new p99", "known p50", "known p99", "unparsed p50", "ratio"];
console.log(columns.map((column) => column.padStart(12)).join(""));
const figures = [];
for (const size of sizes) {
  const { policy, text, took } = await load(size);
  const fresh = measure((index) => policy.decide(question(index, false)), asked);
  const known = measure((index) => policy.decide(question(index, true)), asked);
  const without = measure((index) => unparsed(text, question(index, false)), Math.ceil(asked / size));
  const ratio = rounded(without.p50 / fresh.p50);
  const row = [size, took, fresh.p50, fresh.p99, known.p50, known.p99, without.p50, ratio];
  console.log(row.map((value) => String(value).padStart(12)).join(""));
  figures.push({ policies: size, load: took, fresh, known, unparsed: without, ratio });
}
const met = figures.every(({ fresh }) => fresh.p99 < goal);
console.log(`\nThe goal, p99 of a new question below ${goal} ms: ${met ? "met" : "not met"}.`);
console.log(JSON.stringify({ busy, goal, met, figures }));
