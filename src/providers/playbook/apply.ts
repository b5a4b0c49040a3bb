/** Carrying out a plan: host by host, step by step, each side effect through the ledger and the host's journal. */
import { Lost, Stopped, type ApplyContext, type Sighting } from "../../action.ts";
import { hostNamed } from "../../inventory.ts";
import type { Change } from "../../plan.ts";
import { isProblem, problem } from "../../problem.ts";
import type { Outcome, Output } from "../../receipt.ts";
import { closeStep, forgetStep, lookAtStep, runStep } from "../journal.ts";
import { collector } from "../output.ts";
import type { Redactor } from "../redact.ts";
import type { Command, End, Shell, Shells } from "../shell.ts";
import { listener } from "./listen.ts";
import { whereabouts, type Planned, type PlannedStep } from "./planned.ts";

/** What the ledger keeps of a step. */
interface Result {
  readonly end: End;
  readonly output: Output;
}

interface Place {
  readonly host: string;
  readonly shell: Shell;
  readonly step: PlannedStep;
}

interface Work {
  readonly context: ApplyContext;
  readonly redactor: Redactor;
  /** More than one host: every line says whose it is. */
  readonly several: boolean;
  readonly heard: { title: string; output: Output }[];
}

/** Why a run stopped before its end. */
interface Stop {
  readonly state: "failed" | "cancelled";
  readonly why: string;
}

/** Throws Lost where nobody can know whether a step happened. */
export async function applyRun(
  planned: Planned,
  context: ApplyContext,
  shells: Shells,
  redactor: Redactor,
): Promise<Outcome> {
  const work: Work = { context, redactor, several: planned.hosts.length > 1, heard: [] };
  const done: Place[] = [];
  let stop: Stop | null = null;
  for (const { host: name, at, steps } of planned.check ? [] : planned.hosts) {
    const host = hostNamed(context.inventory, name);
    if (!host) throw problem("UNKNOWN_HOST", { name });
    if (whereabouts(host) !== at) throw new Lost(`${name} is not where it was when the plan was made (${at})`);
    const shell = await shells.on(host);
    for (const step of steps) {
      stop ??= await carryOut({ host: name, shell, step }, work, done);
    }
  }
  const undone = stop?.state === "failed" ? await undo(done, work) : [];
  const lasting = done.filter((place) => !undone.includes(place));
  const changes = lasting.flatMap(({ step }) => step.changes);
  const output = work.heard.length > 0 ? { output: together(work.heard) } : {};
  if (!stop) return { state: "done", summary: planned.summary, changes, ...output };
  const summary = [`${planned.playbook}: ${stop.why}.`, undoneText(undone), lastingText(lasting, changes)];
  return { state: stop.state, summary: summary.filter(Boolean).join(" "), changes, ...output };
}

/** Null if the step is done; it is then among `done`. */
async function carryOut(place: Place, work: Work, done: Place[]): Promise<Stop | null> {
  const { host, step } = place;
  const label = `step ${step.index + 1} (${step.name}) on ${host}`;
  if (work.context.signal.aborted) return { state: "cancelled", why: `stopped before ${label}` };
  try {
    const { end, output } = await once(place, work, `${host}/${step.index}`, step.run, step.stdin ?? "", step.retry);
    work.heard.push({ title: `${host}: ${step.name}`, output });
    if (end.kind === "cancelled")
      return { state: "cancelled", why: `${label} was stopped; what it had already done stays` };
    if (end.kind !== "exit" || end.code !== 0) {
      return { state: "failed", why: `${label} ${endText(end)}; it may have done a part of it` };
    }
    done.push(place);
    return step.verify ? await verify(place, work, label) : null;
  } catch (error) {
    // Before this step anything may have been changed; that must stand in the receipt, so it does not end here.
    if (error instanceof Stopped) return { state: "cancelled", why: `stopped before ${label}` };
    if (isProblem(error))
      return { state: "failed", why: `${label} was not begun: ${error.sentence.replace(/\.$/, "")}` };
    throw error;
  }
}

async function verify({ host, shell, step }: Place, work: Work, label: string): Promise<Stop | null> {
  if (!step.verify) return null;
  const ear = listen(host, work);
  const { argv, env, timeout } = step.verify;
  const { signal } = work.context;
  const end = await shell.exec({ argv, env, timeout: timeout * 1000, signal, onOutput: ear.onOutput });
  work.heard.push({ title: `${host}: verify ${step.name}`, output: ear.end() });
  if (end.kind === "cancelled") return { state: "cancelled", why: `stopped while ${label} was verified` };
  if (end.kind === "exit" && end.code === 0) return null;
  return { state: "failed", why: `${label} was carried out, but its verification ${endText(end)}` };
}

/** One side effect, at most once: the ledger knows whether it is recorded, the journal whether it was started. */
async function once(
  { host, shell, step }: Place,
  work: Work,
  key: string,
  { argv, env, timeout }: PlannedStep["run"],
  stdin: string,
  retry: PlannedStep["retry"],
): Promise<Result> {
  const { context } = work;
  const name = `${context.request}.${key.replaceAll("/", ".")}`;
  const attempt = () => {
    const ear = listen(host, work);
    const command: Command = {
      argv,
      env,
      stdin,
      timeout: timeout * 1000,
      signal: context.signal,
      onOutput: ear.onOutput,
    };
    return { ear, journaled: { shell, name, command } };
  };
  if (retry === "read") {
    return context.effect<Result>({
      key,
      retry,
      run: async () => {
        const { ear, journaled } = attempt();
        const end = await shell.exec(journaled.command);
        return { end, output: ear.end() };
      },
    });
  }
  const result = await context.effect<Result>({
    key,
    retry,
    look: async (): Promise<Sighting<Result>> => {
      const { ear, journaled } = attempt();
      const seen = await lookAtStep(journaled);
      if (seen === "unknown" && retry !== "once") {
        // What may be repeated need not be known, only over.
        const over = await forgetStep(shell, name).then(
          () => true,
          () => false,
        );
        return over ? { happened: false } : "unknown";
      }
      if (seen === "unknown") return seen;
      return seen.happened ? { happened: true, value: { end: seen.value, output: ear.end() } } : seen;
    },
    run: async () => {
      const { ear, journaled } = attempt();
      const end = await runStep(journaled);
      if (end.kind === "lost") throw new Lost(`Step ${step.index + 1} (${step.name}) on ${host} is lost: ${end.why}`);
      return { end, output: ear.end() };
    },
  });
  // Recorded, so the host need not keep it any longer; if it cannot be told now it forgets by itself in a month.
  await closeStep(shell, name).catch(() => {});
  return result;
}

/** Runs the undo of completed steps, last first. A failing one does not keep the others from being tried. */
async function undo(done: readonly Place[], work: Work): Promise<Place[]> {
  const undone: Place[] = [];
  for (const place of done.toReversed()) {
    const { host, step } = place;
    if (!step.undo) continue;
    try {
      const { end, output } = await once(place, work, `${host}/${step.index}/undo`, step.undo, "", "once");
      work.heard.push({ title: `${host}: undo ${step.name}`, output });
      if (end.kind === "exit" && end.code === 0) undone.push(place);
    } catch (error) {
      // A host that is gone by now, or a stop: its step counts as not undone, and the next one is tried.
      if (!isProblem(error) && !(error instanceof Stopped)) throw error;
    }
  }
  return undone;
}

const listen = (host: string, { redactor, several, context }: Work) =>
  listener(redactor, (line) => context.progress(several ? `${host}: ${line}` : line));

function endText(end: End): string {
  switch (end.kind) {
    case "exit":
      return `ended with code ${end.code}`;
    case "signal":
      return `was ended by ${end.signal}`;
    case "timeout":
      return "took too long and was ended";
    case "cancelled":
      return "was stopped";
    case "lost":
      return `is lost: ${end.why}`;
  }
}

function undoneText(undone: readonly Place[]): string {
  if (undone.length === 0) return "";
  return `Undone: ${undone.map(({ host, step }) => `${step.name} on ${host}`).join(", ")}.`;
}

function lastingText(lasting: readonly Place[], changes: readonly Change[]): string {
  if (changes.length === 0) return "";
  return `Done before and still so: ${lasting.map(({ host, step }) => `${step.name} on ${host}`).join(", ")}.`;
}

/** The outputs of all steps as one, each under its title if there are several. */
function together(heard: Work["heard"]): Output {
  const [first] = heard;
  if (first && heard.length === 1) return first.output;
  const all = collector();
  for (const { title, output } of heard) {
    if (output.bytes > 0) all.add(Buffer.from(`── ${title}\n${output.text.replace(/\n?$/, "\n")}`));
  }
  const { text, cut } = all.output();
  return {
    text,
    bytes: heard.reduce((sum, { output }) => sum + output.bytes, 0),
    cut: cut || heard.some(({ output }) => output.cut),
  };
}
