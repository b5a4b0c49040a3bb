/** From a wish to a plan: which hosts, which values, and, by looking, what would change. Read-only. */
import type { Host, Inventory } from "../../inventory.ts";
import { hostsOf } from "../../inventory.ts";
import type { Change, Plan } from "../../plan.ts";
import { problem } from "../../problem.ts";
import { showArgv } from "../argv.ts";
import { visible } from "../output.ts";
import type { Redactor } from "../redact.ts";
import type { PlaybookRun } from "../playbooks.ts";
import type { Shells } from "../shell.ts";
import { runCheck, type Found } from "./check.ts";
import type { Step } from "./definition.ts";
import type { Playbook } from "./load.ts";
import { settle } from "./parameters.ts";
import { fill, fillAll, fillEnv, hostValues, type Values } from "./placeholders.ts";
import { whereabouts, type Planned, type PlannedStep } from "./planned.ts";
import { countText, hostsText } from "./sentence.ts";

/** Changes that are shown one by one; the rest is a number. What is carried out is in the plan's data in full. */
const shown = 200;

/** What looking takes. */
export interface Looking {
  readonly shells: Shells;
  readonly redactor: Redactor;
}

interface Looked {
  readonly step: Step;
  /** Null where the step has no check. */
  readonly found: Found | null;
  readonly planned: PlannedStep;
}

/** Throws Problem UNKNOWN_TARGET, NO_TARGETS, BAD_INPUT, CHECK_FAILED, HOST_UNREACHABLE or NOTHING_TO_DO. */
export async function planRun(
  playbook: Playbook,
  run: PlaybookRun,
  inventory: Inventory,
  { shells, redactor }: Looking,
  signal: AbortSignal,
): Promise<Plan> {
  const hosts = resolve(playbook, run.targets, inventory);
  const looked = await Promise.all(
    hosts.map(async (host) => {
      const values = { ...settle(playbook, run.vars, host, inventory), ...hostValues(host) };
      const steps: Looked[] = [];
      for (const [index, step] of playbook.steps.entries()) {
        steps.push(await look(playbook, step, index, host, values, { shells, redactor }, signal));
      }
      return { host, steps };
    }),
  );
  const all = looked.flatMap(({ steps }) => steps);
  const effecting = all.filter(({ step }) => step.retry !== "read");
  const due = effecting.filter(({ found }) => found === null || found.changes.length > 0);
  const where = hostsText(hosts.map((host) => host.name));
  if (effecting.length > 0 && due.length === 0) {
    throw problem("NOTHING_TO_DO", { what: `${playbook.name} finds nothing to do on ${where}${leftOutText(all)}.` });
  }
  const count = due.reduce((sum, { planned: step }) => sum + step.count, 0);
  const planned: Planned = {
    playbook: playbook.name,
    sha256: playbook.sha256,
    check: run.check,
    summary: run.check
      ? `Checked ${playbook.name} on ${where}: nothing was changed`
      : `Ran ${playbook.name} on ${where}${due.length > 0 ? `: ${summarise(playbook, due, true)}` : ""}`,
    hosts: looked.map(({ host, steps }) => ({
      host: host.name,
      at: whereabouts(host),
      steps: steps.filter(({ found }) => found === null || found.changes.length > 0).map((one) => one.planned),
    })),
  };
  const what = due.length === 0 ? "only looks" : `${summarise(playbook, due, false)}${leftOutText(all)}`;
  const changes = due.flatMap(({ planned: step }) => step.changes);
  return {
    sentence: `${run.check ? "Check" : "Run"} ${playbook.name} on ${where}: ${run.check && due.length > 0 ? "would " : ""}${what}`,
    effect: run.check ? "read" : playbook.effect,
    resources: [
      { kind: "playbook", id: playbook.name },
      ...hosts.map(({ name, environment, labels }) => ({
        kind: "host" as const,
        id: name,
        labels,
        ...(environment === undefined ? {} : { environment }),
      })),
    ],
    changes: capped(changes, count),
    facts: {
      playbook: playbook.name,
      targetCount: hosts.length,
      changeCount: count,
      check: run.check,
      ...(playbook.provides ? { provides: playbook.provides } : {}),
    },
    undo: undoText(playbook),
    inverse: null,
    checked: effecting.every(({ found }) => found !== null),
    data: planned,
  };
}

function resolve(playbook: Playbook, targets: readonly string[], inventory: Inventory): Host[] {
  const chosen = new Set<string>();
  for (const target of targets) {
    const hosts = hostsOf(inventory, target);
    if (!hosts) throw problem("UNKNOWN_TARGET", { name: target });
    if (hosts.length === 0) throw problem("NO_TARGETS", { name: target });
    for (const host of hosts) chosen.add(host.name);
  }
  const bad = (why: string) => problem("BAD_INPUT", { action: playbook.name, field: "targets", why });
  const hosts = inventory.hosts.filter((host) => chosen.has(host.name));
  if (hosts.length === 0) throw bad("at least one host is needed");
  const allowed = playbook.targets;
  if (!allowed) return hosts;
  const named = [...allowed.hosts, ...allowed.groups.flatMap((group) => inventory.groups[group] ?? [])];
  const open = allowed.hosts.length + allowed.groups.length + allowed.labels.length === 0;
  const stranger = hosts.find(
    (host) => !open && !named.includes(host.name) && !host.labels.some((label) => allowed.labels.includes(label)),
  );
  if (stranger) throw bad(`the playbook is not made for ${stranger.name}`);
  if (allowed.max !== undefined && hosts.length > allowed.max) {
    throw bad(`at most ${allowed.max} at a time, and these are ${hosts.length} hosts`);
  }
  return hosts;
}

async function look(
  playbook: Playbook,
  step: Step,
  index: number,
  host: Host,
  values: Values,
  { shells, redactor }: Looking,
  signal: AbortSignal,
): Promise<Looked> {
  try {
    const found = step.check
      ? await runCheck({ shell: await shells.on(host), host, step, check: step.check, values, redactor, signal })
      : null;
    const command = (part: { run: string[]; env: Record<string, string>; timeout: number }) => ({
      argv: fillAll(part.run, values),
      env: fillEnv(part.env, values),
      timeout: part.timeout,
    });
    const run = command(step);
    const ran: Change = {
      kind: "run",
      subject: `${host.name}:${step.name}`,
      before: null,
      after: redactor.text(visible(showArgv(run.argv))).slice(0, 500),
    };
    const changes = found?.changes ?? (step.retry === "read" ? [] : [ran]);
    const planned = {
      index,
      name: step.name,
      run,
      stdin: stdinOf(step, found, values),
      retry: step.retry,
      verify: step.verify ? command(step.verify) : null,
      undo: typeof step.undo === "object" ? command(step.undo) : null,
      changes: capped(changes, changes.length),
      count: changes.length,
    };
    return { step, found, planned };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const why = `${host.name} has no ${error.message}, which it needs`;
    throw problem("BAD_INPUT", { action: playbook.name, field: "targets", why });
  }
}

function stdinOf(step: Step, found: Found | null, values: Values): string | null {
  if (step.stdin === undefined) return null;
  if (typeof step.stdin === "string") return fill(step.stdin, values);
  const terminator = step.check?.changes.records === "nul" ? "\0" : "\n";
  return (found?.subjects ?? []).map((subject) => subject + terminator).join("");
}

/** The first so many, and one more that says how many are not shown. `count` is how many there are in all. */
export function capped(changes: readonly Change[], count: number): Change[] {
  const [first] = changes;
  const visibleOnes = changes.filter((change) => change.before !== more).slice(0, shown);
  const rest = count - visibleOnes.length;
  if (!first || rest <= 0) return [...visibleOnes];
  return [...visibleOnes, { kind: first.kind, subject: `and ${rest} more`, before: more, after: null }];
}

/** Marks the change that stands for those not shown. */
const more = "…";

/** "delete 3 files, 5.0 MB; restart 1 service" */
function summarise(playbook: Playbook, due: readonly Looked[], done: boolean): string {
  return playbook.steps
    .flatMap((step) => {
      const here = due.filter((one) => one.step === step);
      if (here.length === 0) return [];
      if (!step.check) return [done ? step.name : `${step.name} (cannot be checked beforehand)`];
      const bytes = here.map(({ found }) => found?.bytes ?? null);
      const sum = bytes.includes(null) ? null : bytes.reduce<number>((total, one) => total + (one ?? 0), 0);
      return [
        countText(
          step.check.changes,
          here.reduce((total, one) => total + one.planned.count, 0),
          sum,
          done,
        ),
      ];
    })
    .join("; ");
}

function leftOutText(looked: readonly Looked[]): string {
  const count = looked.reduce((sum, { found }) => sum + (found?.leftOut ?? 0), 0);
  return count === 0 ? "" : ` (${count} left out, because the name is not UTF-8)`;
}

/** What the playbook's author says about the way back, or what we do by ourselves if a step fails. */
function undoText(playbook: Playbook): string | null {
  const said = playbook.steps.flatMap((step) => (typeof step.undo === "string" ? [step.undo] : []));
  const automatic = playbook.steps.some((step) => typeof step.undo === "object");
  const sentences = [...said, ...(automatic ? ["If a later step fails, the completed ones are undone"] : [])];
  return sentences.length > 0 ? sentences.join(". ") : null;
}
