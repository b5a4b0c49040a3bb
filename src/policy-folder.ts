/** A folder of policies: `schema.cedarschema` and `*.cedar`, read, strictly validated, their annotations understood. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type * as Cedar from "@cedar-policy/cedar-wasm/nodejs";
import type { Effect } from "./plan.ts";
import type { Bundle } from "./policy.ts";
import { readAnnotations, type Annotations } from "./policy-annotations.ts";
import { problem } from "./problem.ts";

/** One policy as it stands in a file. */
export interface Rule extends Annotations {
  readonly text: string;
  /** "writes.cedar:12" */
  readonly where: string;
  readonly json: Cedar.PolicyJson;
}

/** The catalogue, as far as policies speak of it. */
export type Actions = readonly {
  readonly name: string;
  readonly effect: Effect;
  /** All that its plans may come to, where that is known. */
  readonly effects?: readonly Effect[];
  /** It changes who may do what: nothing lets one person do it alone. */
  readonly governed?: boolean;
}[];

export interface Folder {
  readonly rules: readonly Rule[];
  /** The schema as its author wrote it, and with the actions declared: one for the plans of each effect. */
  readonly schema: string;
  readonly schemas: Schemas;
  /** Facts that policies may rule on: name → what stands for one that a plan does not state. */
  readonly facts: Readonly<Record<string, boolean | number | string>>;
  /** Roles that nobody needs to have, by the schema's `@spare("…") entity Role;`. */
  readonly spare: readonly string[];
}

/** Every action is in the group of the effect that its plan computed, so each effect has a schema of its own. */
type Schemas = Readonly<Record<Effect, string>>;
export const effects: readonly Effect[] = ["read", "write", "destructive"];
export const resourceTypes = ["Host", "Group", "Service", "Zone", "Playbook", "Model", "Request", "Site"] as const;

interface File {
  readonly name: string;
  readonly text: string;
}

const schemaFile = "schema.cedarschema";

/** Folders inside it are not looked into. Throws Problem POLICY_BROKEN. */
export async function readBundle(folder: string): Promise<Bundle> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    const ours = names.filter((name) => name.endsWith(".cedar") || name === schemaFile).toSorted();
    const open = async (name: string) => [name, await readFile(path.join(folder, name), "utf8")] as const;
    return Object.fromEntries(await Promise.all(ours.map(open)));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw problem("POLICY_BROKEN", { folder, why: error.message });
  }
}

/** Throws Problem POLICY_BROKEN with file and line where they are known. */
export function readPolicies(cedar: typeof Cedar, folder: string, bundle: Bundle, actions: Actions): Folder {
  try {
    const { [schemaFile]: schema, ...policies } = bundle;
    if (schema === undefined) throw new Broken(`there is no ${schemaFile} in it`);
    const { schemas, facts, spare } = readSchema(cedar, { name: schemaFile, text: schema }, actions);
    const files = Object.entries(policies).map(([name, text]): File => ({ name, text }));
    // A schema takes a while to read: all files at once, and each by itself only to find the one that is wrong.
    const whole = { name: folder, text: files.map(({ text }) => text).join("\n") };
    if (complaintAbout(cedar, whole, schemas)) {
      for (const file of files) {
        const broken = complaintAbout(cedar, file, schemas);
        if (broken) throw broken;
      }
    }
    const rules = files.flatMap((file) => readRules(cedar, file));
    if (rules.length === 0) throw new Broken("no file in it ends in .cedar and holds a policy");
    for (const [index, rule] of rules.entries()) {
      const earlier = rules.slice(0, index).find(({ id }) => id === rule.id);
      if (earlier) throw new Broken(`${rule.where}: ${earlier.where} already has @id("${rule.id}")`);
    }
    return { rules, schema, schemas, facts, spare };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    throw problem("POLICY_BROKEN", { folder, why: error.message.replace(/\.$/, "") });
  }
}

/** What is wrong with the folder; the message is `why` of POLICY_BROKEN. */
class Broken extends Error {}

/** A message of Cedar's, with its place in the file. Cedar counts bytes, and calls the policies by number. */
function complaint(file: File, error: Cedar.DetailedError): Broken {
  const start = error.sourceLocations?.[0]?.start;
  const line = start === undefined ? "" : `:${lineAt(Buffer.from(file.text).subarray(0, start).toString())}`;
  const label = error.sourceLocations?.[0]?.label;
  const words = [error.message, label, error.help].filter((part) => part !== null && part !== undefined).join("; ");
  return new Broken(`${file.name}${line}: ${words.replaceAll(/for policy `policy\d+`, /g, "")}`);
}

const lineAt = (before: string): number => before.split("\n").length;

type Speech = Pick<Folder, "schemas" | "facts" | "spare">;

function readSchema(cedar: typeof Cedar, file: File, actions: Actions): Speech {
  const parsed = cedar.schemaToJson(file.text);
  if (parsed.type === "failure") throw complaint(file, parsed.errors[0] as Cedar.DetailedError);
  const context = parsed.json[""]?.commonTypes?.["Context"];
  if (!context || !("attributes" in context)) throw new Broken(`${file.name}: there is no \`type Context = { … };\``);

  const blank: Readonly<Record<string, boolean | number | string>> = { Bool: false, Long: 0, String: "" };
  const facts = Object.entries(context.attributes).map(([name, type]) => {
    const none = blank["name" in type && typeof type.name === "string" ? type.name : type.type];
    if (none === undefined) throw new Broken(`${file.name}: the fact ${name} must be a Bool, a Long or a String`);
    return [name, none] as const;
  });

  const declare = (effect: Effect): string => `${file.text}
    action "read", "write", "destructive", "governed";
    ${actions.map((action) => declareAction(action, effect)).join("\n")}`;
  const schemas = { read: declare("read"), write: declare("write"), destructive: declare("destructive") };
  const checked = cedar.checkParseSchema(schemas.read);
  if (checked.type === "failure") throw new Broken(`${file.name}: ${checked.errors[0]?.message}`);
  const spare = parsed.json[""]?.entityTypes["Role"]?.annotations?.["spare"]?.split(" ") ?? [];
  return { schemas, facts: Object.fromEntries(facts), spare };
}

const declareAction = ({ name, governed }: Actions[number], effect: Effect): string =>
  `action ${JSON.stringify(name)} in ${JSON.stringify(groupsOf(effect, governed))} appliesTo {
    principal: [Person], resource: [${resourceTypes.join(", ")}], context: Context
  };`;

/** The groups that an action is in whose plan has this effect. */
export const groupsOf = (effect: Effect, governed = false): string[] => (governed ? [effect, "governed"] : [effect]);

/** The first thing that Cedar has against a file, if anything. */
function complaintAbout(cedar: typeof Cedar, file: File, schemas: Schemas): Broken | null {
  const impossible = [];
  for (const effect of effects) {
    const checked = cedar.validate({ schema: schemas[effect], policies: { staticPolicies: file.text } });
    if (checked.type === "failure") return complaint(file, checked.errors[0] as Cedar.DetailedError);
    const [error] = checked.validationErrors;
    if (error) return complaint(file, error.error);
    impossible.push(new Map(checked.validationWarnings.map((warning) => [warning.policyId, warning.error])));
  }
  // `action in Action::"write"` is impossible for plans that read, and meant so; impossible for all is a mistake.
  const [first, ...others] = impossible;
  for (const [id, warning] of first ?? []) {
    if (!others.every((one) => one.has(id))) continue;
    const help = "no question can ever meet it; a group of actions is met by `in`, not by `==`";
    return complaint(file, { ...warning, message: "this policy can never apply", help });
  }
  return null;
}

function readRules(cedar: typeof Cedar, file: File): Rule[] {
  const split = cedar.policySetTextToParts(file.text);
  // A policy may begin in one file and end in the next only where both are read as one.
  if (split.type === "failure") throw complaint(file, split.errors[0] as Cedar.DetailedError);
  const parts = split.policies;
  // Cedar gives them by number as text, the tenth before the second.
  const start = (text: string): number => file.text.indexOf(text);
  return parts.toSorted((a, b) => start(a) - start(b)).map((text) => readRule(cedar, file, text));
}

function readRule(cedar: typeof Cedar, file: File, text: string): Rule {
  const { json } = insist(cedar.policyToJson(text));
  const start = file.text.indexOf(text);
  // Cedar's types do not say so, but an annotation without a value is null.
  const annotations = Object.entries(json.annotations ?? {}) as [string, string | null][];
  const given = Object.fromEntries(annotations.map(([name, value]) => [name, value ?? ""]));
  const place = (offset: number): string => `${file.name}:${lineAt(file.text.slice(0, start + offset))}`;
  const read = readAnnotations(json.effect, given);
  if ("wrong" in read) {
    throw new Broken(`${place(Math.max(text.indexOf(`@${read.wrong}`), 0))}: ${read.why}`);
  }
  return { ...read, text, where: place(0), json };
}

/** The answer to something that has been checked before: a failure is a bug. */
export function insist<T extends { type: "success" } | { type: "failure"; errors: Cedar.DetailedError[] }>(
  answer: T,
): Extract<T, { type: "success" }> {
  if (answer.type === "failure") throw new Error(answer.errors[0]?.message ?? "Cedar failed without a word");
  return answer as Extract<T, { type: "success" }>;
}
