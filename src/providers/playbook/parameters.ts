/** The values of a playbook's parameters on one host: what the person gave, the host's variable, or the default. */
import { hostNamed, type Host, type Inventory } from "../../inventory.ts";
import { problem } from "../../problem.ts";
import { duration, type Definition, type Parameter } from "./definition.ts";
import type { Values } from "./placeholders.ts";

export type Given = Readonly<Record<string, string | number | boolean>>;

/** Throws Problem BAD_INPUT naming the parameter. Every value comes out as the text that becomes an argument. */
export function settle(playbook: Definition, given: Given, host: Host, inventory: Inventory): Values {
  const bad = (name: string, why: string) =>
    problem("BAD_INPUT", { action: playbook.name, field: `vars.${name}`, why });
  const { parameters } = playbook;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(parameters, name)) {
      const known = Object.keys(parameters).join(", ") || "none";
      throw bad(name, `there is no such parameter; there are: ${known}`);
    }
  }
  const values: Record<string, string> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const variable = parameter.from_host_var === undefined ? undefined : host.vars[parameter.from_host_var];
    const raw = given[name] ?? variable ?? parameter.default;
    if (raw === undefined) {
      throw bad(
        name,
        parameter.from_host_var
          ? `it is missing and ${host.name} has no var ${parameter.from_host_var}`
          : "it is missing",
      );
    }
    // A default has been read already: a duration is in seconds there.
    const isDefault = given[name] === undefined && variable === undefined;
    const read = isDefault ? String(raw) : readValue(parameter, String(raw));
    const why = typeof read === "object" ? read.why : limits(parameter, read);
    if (why) throw bad(name, why);
    const text = typeof read === "string" ? read : "";
    if (parameter.type === "host" && !hostNamed(inventory, text)) throw problem("UNKNOWN_HOST", { name: text });
    values[name] = parameter.type === "host" ? (hostNamed(inventory, text)?.name ?? text) : text;
  }
  return values;
}

/** Why this parameter's own default would not be accepted, or null. */
export function checkDefault(parameter: Parameter): string | null {
  return parameter.default === undefined ? null : limits(parameter, String(parameter.default));
}

/** The text of a value in its one spelling: a duration in seconds, a number without leading zeros. */
function readValue(parameter: Parameter, text: string): string | { why: string } {
  switch (parameter.type) {
    case "integer":
    case "number":
      return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? String(Number(text)) : { why: "it must be a number" };
    case "boolean":
      return { true: "true", yes: "true", false: "false", no: "false" }[text] ?? { why: "it must be true or false" };
    case "duration": {
      const read = duration.safeParse(text);
      return read.success ? String(read.data) : { why: `it ${read.error.issues[0]?.message ?? "is not a duration"}` };
    }
    default:
      return text;
  }
}

/** Why this value is out of bounds, or null. */
function limits(parameter: Parameter, text: string): string | null {
  switch (parameter.type) {
    case "integer":
    case "number":
    case "duration": {
      const value = Number(text);
      const unit = parameter.type === "duration" ? " seconds" : "";
      if (parameter.type === "integer" && !Number.isSafeInteger(value)) return "must be a whole number";
      if (parameter.min !== undefined && value < parameter.min) return `must be at least ${parameter.min}${unit}`;
      if (parameter.max !== undefined && value > parameter.max) return `must be at most ${parameter.max}${unit}`;
      return null;
    }
    case "enum":
      return parameter.values.includes(text) ? null : `must be one of ${parameter.values.join(", ")}`;
    case "string":
      if (text.includes("\0") || !text.isWellFormed()) return "must be text without NUL";
      if (Buffer.byteLength(text) > 4096) return "must be at most 4096 bytes";
      if (parameter.pattern !== undefined) {
        return RegExp(`^(?:${parameter.pattern})$`, "u").test(text) ? null : `must match ${parameter.pattern}`;
      }
      // A program would take it for an option. Whoever wants that says so with a pattern.
      return text.startsWith("-") ? "must not begin with a dash" : null;
    default:
      return null;
  }
}
