/** A folder of policies: `schema.cedarschema` and `*.cedar`, read, strictly validated, their annotations understood. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type * as Cedar from "@cedar-policy/cedar-wasm/nodejs";
import type { Effect } from "./plan.ts";
import { parseNeeds, type Need } from "./policy.ts";
import { problem } from "./problem.ts";

/** One policy as it stands in a file. */
export interface Rule {
  readonly id: string;
  readonly text: string;
  /** "writes.cedar:12" */
  readonly where: string;
  readonly json: Cedar.PolicyJson;
  readonly needs: readonly Need[];
  /** How long people have to answer, seconds; null if it does not say. */
  readonly expires: number | null;
  /** Why a forbid forbids, in its author's words. */
  readonly because: string | null;
}

export interface Folder {
  readonly rules: readonly Rule[];
  /** The schema as its author wrote it, and with the actions declared: one for the plans of each effect. */
  readonly schema: string;
  readonly schemas: Schemas;
  /** Facts that policies may rule on: name → what stands for one that a plan does not state. */
  readonly facts: Readonly<Record<string, boolean | number | string>>;
}

/** Every action is in the group of the effect that its plan computed, so each effect has a schema of its own. */
type Schemas = Readonly<Record<Effect, string>>;
export const effects: readonly Effect[] = ["read", "write", "destructive"];
export const resourceTypes = ["Host", "Group", "Service", "Zone", "Playbook", "Model", "Request", "Site"] as const;

interface File {
  readonly name: string;
  readonly text: string;
}

/** Throws Problem POLICY_BROKEN with file and line where they are known. */
export async function readPolicies(cedar: typeof Cedar, folder: string, actions: readonly string[]): Promise<Folder> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".cedar")).toSorted();
    const open = async (name: string): Promise<File> => ({
      name,
      text: await readFile(path.join(folder, name), "utf8"),
    });
    const schema = await open("schema.cedarschema");
    const { schemas, facts } = readSchema(cedar, schema, actions);
    const files = await Promise.all(names.map(open));
    const rules = files.flatMap((file) => readRules(cedar, file, schemas));
    if (rules.length === 0) throw new Broken("no file in it ends in .cedar and holds a policy");
    for (const [index, rule] of rules.entries()) {
      const earlier = rules.slice(0, index).find(({ id }) => id === rule.id);
      if (earlier) throw new Broken(`${rule.where}: ${earlier.where} already has @id("${rule.id}")`);
    }
    return { rules, schema: schema.text, schemas, facts };
  } catch (error) {
    const system = error instanceof Error && "code" in error;
    if (!(error instanceof Broken) && !system) throw error;
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

function readSchema(cedar: typeof Cedar, file: File, actions: readonly string[]): Pick<Folder, "schemas" | "facts"> {
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

  const names = actions.map((name) => JSON.stringify(name)).join(", ");
  const declare = (effect: Effect): string => `${file.text}
    action "read", "write", "destructive";
    action ${names} in ["${effect}"] appliesTo {
      principal: [Person], resource: [${resourceTypes.join(", ")}], context: Context
    };`;
  const schemas = { read: declare("read"), write: declare("write"), destructive: declare("destructive") };
  const checked = cedar.checkParseSchema(schemas.read);
  if (checked.type === "failure") throw new Broken(`${file.name}: ${checked.errors[0]?.message}`);
  return { schemas, facts: Object.fromEntries(facts) };
}

function readRules(cedar: typeof Cedar, file: File, schemas: Schemas): Rule[] {
  const impossible = effects.map((effect) => {
    const checked = cedar.validate({ schema: schemas[effect], policies: { staticPolicies: file.text } });
    if (checked.type === "failure") throw complaint(file, checked.errors[0] as Cedar.DetailedError);
    const [error] = checked.validationErrors;
    if (error) throw complaint(file, error.error);
    return new Map(checked.validationWarnings.map((warning) => [warning.policyId, warning.error]));
  });
  // `action in Action::"write"` is impossible for plans that read, and meant so; impossible for all is a mistake.
  const [first, ...others] = impossible;
  for (const [id, warning] of first ?? []) {
    if (!others.every((one) => one.has(id))) continue;
    const help = "no question can ever meet it; a group of actions is met by `in`, not by `==`";
    throw complaint(file, { ...warning, message: "this policy can never apply", help });
  }

  const parts = insist(cedar.policySetTextToParts(file.text)).policies;
  return parts.map((text) => readRule(cedar, file, text));
}

const seconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

function readRule(cedar: typeof Cedar, file: File, text: string): Rule {
  const { json } = insist(cedar.policyToJson(text));
  const start = file.text.indexOf(text);
  // Cedar's types do not say so, but an annotation without a value is null.
  const annotations = Object.entries(json.annotations ?? {}) as [string, string | null][];
  const given = Object.fromEntries(annotations.map(([name, value]) => [name, value ?? ""]));
  const { id, approve, expires, because, ...unknown } = given;
  const wrong = (annotation: string, why: string): Broken => {
    const offset = Math.max(text.indexOf(`@${annotation}`), 0);
    return new Broken(`${file.name}:${lineAt(file.text.slice(0, start + offset))}: ${why}`);
  };

  if (id === undefined || !/^[a-z0-9][a-z0-9._-]*$/.test(id)) {
    throw wrong(
      "id",
      'a policy needs a name like @id("prod-writes"): lower case letters, digits, dot, dash, underscore',
    );
  }
  const [stray] = Object.keys(unknown);
  if (stray !== undefined) throw wrong(stray, `there is no annotation @${stray}: @id, @approve, @expires and @because`);
  if (json.effect === "forbid" && approve !== undefined) throw wrong("approve", "@approve belongs on a permit");
  if (json.effect === "permit" && because !== undefined) throw wrong("because", "@because belongs on a forbid");
  if (because === "") throw wrong("because", '@because needs a clause, like @because("it is frozen for the release")');
  const needs = approve === undefined ? [] : parseNeeds(approve);
  if (needs === null) throw wrong("approve", '@approve is written "1 of approver" or "1 of sre and 1 of owner"');
  if (expires !== undefined && needs.length === 0) throw wrong("expires", "@expires needs an @approve");
  if (expires !== undefined && !/^[1-9]\d{0,4}[smhd]$/.test(expires)) {
    throw wrong("expires", '@expires is a number and one of s, m, h, d, like "4h"');
  }
  return {
    id,
    text,
    where: `${file.name}:${lineAt(file.text.slice(0, start))}`,
    json,
    needs,
    expires:
      expires === undefined ? null : Number.parseInt(expires, 10) * seconds[expires.at(-1) as keyof typeof seconds],
    because: because?.replace(/\.$/, "") ?? null,
  };
}

/** The answer to something that has been checked before: a failure is a bug. */
export function insist<T extends { type: "success" } | { type: "failure"; errors: Cedar.DetailedError[] }>(
  answer: T,
): Extract<T, { type: "success" }> {
  if (answer.type === "failure") throw new Error(answer.errors[0]?.message ?? "Cedar failed without a word");
  return answer as Extract<T, { type: "success" }>;
}
