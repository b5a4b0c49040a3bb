/** Reading playbook files. A broken one is one clear problem with its place in the file, and takes no other down. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { LineCounter, parseDocument, type Document } from "yaml";
import { isProblem, problem, type Problem } from "../../problem.ts";
import { definition, type Definition } from "./definition.ts";
import { checkDefault } from "./parameters.ts";
import { faultIn } from "./placeholders.ts";

export interface Playbook extends Definition {
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
  readonly file: string;
}

export interface Loaded {
  readonly playbooks: readonly Playbook[];
  /** PLAYBOOK_BROKEN, one a file. */
  readonly problems: readonly Problem[];
}

/** Every .yml and .yaml file of the folder, by name. A folder that is not there has no playbooks. */
export function loadPlaybooks(folder: string): Loaded {
  const playbooks: Playbook[] = [];
  const problems: Problem[] = [];
  for (const file of filesOf(folder)) {
    try {
      playbooks.push(parsePlaybook(file, readFileSync(file, "utf8"), playbooks));
    } catch (error) {
      if (!isProblem(error)) throw error;
      problems.push(error);
    }
  }
  return { playbooks, problems };
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => /\.ya?ml$/.test(file))
      .toSorted()
      .map((file) => path.join(folder, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Throws Problem PLAYBOOK_BROKEN with the line and column of the first thing that is wrong, also beside `others`. */
export function parsePlaybook(file: string, text: string, others: readonly Playbook[] = []): Playbook {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const fail = (offset: number, why: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return problem("PLAYBOOK_BROKEN", { file, line, column: col, why });
  };
  const at = (keys: readonly PropertyKey[], why: string): Problem => fail(offsetOf(document, keys), why);

  const [syntax] = [...document.errors, ...document.warnings];
  if (syntax) throw fail(syntax.pos[0], (syntax.message.split("\n")[0] ?? "").replace(/\.$/, ""));
  const parsed = definition.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    const [keys, why] = firstIssue(parsed.error.issues);
    throw at(keys, why);
  }
  const found = faultOf(parsed.data) ?? clashOf(parsed.data, others);
  if (found) throw at(...found);
  return { ...parsed.data, file, sha256: createHash("sha256").update(text).digest("hex") };
}

type Issues = readonly {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly Issues[];
}[];

/** The first issue in a union's best attempt: the one that got furthest. */
function firstIssue(issues: Issues, prefix: readonly PropertyKey[] = []): [PropertyKey[], string] {
  const [issue] = issues;
  if (!issue) return [[...prefix], "it is not a playbook"];
  const keys = [...prefix, ...issue.path];
  const deepest = issue.errors?.find((attempt) => attempt.some((one) => one.path.length > 0 || one.keys));
  if (issue.code === "invalid_union" && deepest) return firstIssue(deepest, keys);
  const unknown = issue.keys?.[0];
  if (issue.code === "unrecognized_keys" && unknown !== undefined) {
    return [[...keys, unknown], `there is no setting ${[...keys, unknown].join(".")}`];
  }
  const message = issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  return [keys, `${keys.join(".") || "the file"}: ${message}`];
}

/** What the schema cannot see: the first fault, by its keys. */
function faultOf(playbook: Definition): [PropertyKey[], string] | null {
  for (const [name, parameter] of Object.entries(playbook.parameters)) {
    const why = checkDefault(parameter);
    if (why) return [["parameters", name, "default"], `the default of ${name} ${why}`];
  }
  for (const [index, step] of playbook.steps.entries()) {
    const here = ["steps", index];
    const undo = typeof step.undo === "object" ? step.undo : undefined;
    for (const [key, part] of Object.entries({ "": step, check: step.check, verify: step.verify, undo })) {
      if (!part) continue;
      const keys = [...here, ...(key ? [key] : [])];
      const fault = faultIn(part.run, playbook);
      if (fault) return [[...keys, "run", fault[0]], `${[...keys, "run", fault[0]].join(".")}: ${fault[1]}`];
      for (const [variable, text] of Object.entries(part.env)) {
        // A variable is never a program, so only its name can be wrong: the word in front stands for any program.
        const wrong = faultIn(["env", text], playbook);
        if (wrong) return [[...keys, "env", variable], wrong[1]];
      }
    }
    const { stdin, check } = step;
    if (typeof stdin === "string") {
      const wrong = faultIn(["cat", stdin], playbook);
      if (wrong) return [[...here, "stdin"], wrong[1]];
    }
    if (typeof stdin === "object" && !check) return [[...here, "stdin"], "stdin from check needs a check"];
    if (check && !check.changes.columns.includes("subject")) {
      return [[...here, "check", "changes", "columns"], "one column must be the subject"];
    }
    if (playbook.effect === "read" && step.retry !== "read") {
      return [[...here], `${step.name}: every step of a playbook with effect read says retry: read`];
    }
    if (step.retry === "read" && (step.check ?? step.undo) !== undefined) {
      return [[...here], `${step.name}: a step that changes nothing has no check and no undo`];
    }
  }
  const unused = Object.keys(playbook.parameters).find((name) => !uses(playbook, name));
  return unused === undefined ? null : [["parameters", unused], `no step uses the parameter ${unused}`];
}

/** What another playbook has or does already: two of a kind, and nobody could say which one is meant. */
function clashOf({ name, provides }: Definition, others: readonly Playbook[]): [PropertyKey[], string] | null {
  const namesake = others.find((one) => one.name === name);
  if (namesake) return [["name"], `${path.basename(namesake.file)} is called ${name} too`];
  const rival = provides === undefined ? undefined : others.find((one) => one.provides === provides);
  return rival ? [["provides"], `${path.basename(rival.file)} provides ${provides} too`] : null;
}

const uses = (playbook: Definition, name: string): boolean => JSON.stringify(playbook.steps).includes(`\${${name}}`);

/** Where in the text the innermost of these keys that exists stands. */
function offsetOf(document: Document.Parsed, keys: readonly PropertyKey[]): number {
  for (let length = keys.length; length > 0; length--) {
    const parent: unknown = length === 1 ? document.contents : document.getIn(keys.slice(0, length - 1), true);
    const items = (parent as { items?: readonly Item[] } | null)?.items;
    const key = keys[length - 1];
    const item = typeof key === "number" ? items?.[key] : items?.find((one) => one.key?.value === key);
    const range = item?.key?.range ?? item?.range;
    if (range) return range[0];
  }
  return 0;
}

interface Item {
  readonly key?: { readonly value?: unknown; readonly range?: readonly [number, ...number[]] };
  readonly range?: readonly [number, ...number[]];
}
