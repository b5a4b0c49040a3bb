/** Names of arguments, against a list of Slack's methods if one lies beside the project; the rules hold without it. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

interface Method {
  readonly args: Readonly<Record<string, { readonly required?: boolean }>>;
}

const file = path.join(import.meta.dirname, "../../../../shared/specs/slack-methods.json");

/** True where the list is here; tests say so in their names. */
export const listed = existsSync(file);

let methods: Readonly<Record<string, Method>> | null = null;

/** Arguments that every method takes, and those that the client always adds. */
const common = new Set(["token", "team_id"]);

/** One line for each argument that does not exist or is missing; nothing if the list is not here. */
export function misnamed(method: string, args: Readonly<Record<string, unknown>>): string[] {
  if (!listed) return [];
  methods ??= JSON.parse(readFileSync(file, "utf8")) as Record<string, Method>;
  const known = methods[method]?.args;
  if (!known) return [];
  return [
    ...Object.keys(args).flatMap((name) => (name in known || common.has(name) ? [] : [`${method} has no ${name}`])),
    ...Object.entries(known).flatMap(([name, { required }]) =>
      required && args[name] === undefined ? [`${method} needs ${name}`] : [],
    ),
  ];
}
