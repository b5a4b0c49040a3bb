/** What a playbook file may say. One schema: it checks files, types the engine and is exported for editors. */
import { z } from "zod";

const units = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** "90s", "10m", "4h", "7d", "2w" → seconds. */
export const duration = z
  .string()
  .regex(/^\d{1,6}[smhdw]$/, "must be a number and one of s, m, h, d, w, like 10m")
  .transform((text) => Number.parseInt(text, 10) * units[text.at(-1) as keyof typeof units]);

const name = z.string().regex(/^[a-z][a-z0-9_-]*$/, "must be lower case letters, digits, dash or underscore");
/** Parameters are named as shell variables are, so that `${name}` can be nothing else. */
const variable = z.string().regex(/^[a-z][a-z0-9_]*$/, "must be lower case letters, digits or underscore");
const line = z
  .string()
  .min(1)
  .regex(/^[^\n]*$/, "must be one line");

const regex = z.string().superRefine((text, context) => {
  try {
    RegExp(text, "u");
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
  }
});

const common = {
  summary: line.optional(),
  /** The host variable whose value is the default on that host. */
  from_host_var: z.string().optional(),
};
const parameter = z.discriminatedUnion(
  "type",
  [
    z.strictObject({ type: z.literal("string"), ...common, default: z.string().optional(), pattern: regex.optional() }),
    z.strictObject({
      type: z.literal(["integer", "number"]),
      ...common,
      default: z.number().optional(),
      min: z.number().optional(),
      max: z.number().optional(),
    }),
    z.strictObject({ type: z.literal("boolean"), ...common, default: z.boolean().optional() }),
    z.strictObject({
      type: z.literal("enum"),
      ...common,
      values: z.array(z.string().min(1)).min(1),
      default: z.string().optional(),
    }),
    z.strictObject({
      type: z.literal("duration"),
      ...common,
      default: duration.optional(),
      min: duration.optional(),
      max: duration.optional(),
    }),
    z.strictObject({ type: z.literal("host"), ...common, default: z.string().optional() }),
  ],
  {
    // Words are kept, and shown to whoever approves: what is typed there is no secret any more.
    error: ({ input }) =>
      (input as { type?: unknown } | undefined)?.type === "secret"
        ? "a secret is no parameter; the host reads it where it is kept (docs/secrets.md)"
        : undefined,
  },
);

/** YAML reads -0 and 5 as numbers and has forgotten by then how they were spelled. */
const argv = z.array(z.string('must be text; put it in quotes: "-0"')).min(1);
const env = z.record(z.string().regex(/^[A-Z_][A-Z0-9_]*$/, "must be an upper case name"), z.string());

/** How the lines that a check prints become changes. */
const changes = z.strictObject({
  kind: z.enum(["create", "update", "delete", "run"]),
  /** For the sentence: "restart 1 service". By default what `kind` says. */
  verb: z
    .string()
    .regex(/^[a-z]+$/, "must be one regular verb, like restart")
    .optional(),
  noun: line,
  /** "files", where it is not the noun with an s. */
  plural: line.optional(),
  /** What the columns of a line are, left to right; the last takes the rest of the line. */
  columns: z.array(z.enum(["subject", "before", "after", "bytes", "skip"])).min(1),
  /** What will be there afterwards, where the check prints no such column. */
  after: line.optional(),
  /** What ends a record: names of files may hold a line feed, but not NUL. */
  records: z.enum(["line", "nul"]).default("line"),
});

const step = z.strictObject({
  name: line,
  run: argv,
  env: env.default({}),
  /** Text for its standard input, or `from: check` for the subjects of the check's changes, ended as its records are. */
  stdin: z.union([z.string(), z.strictObject({ from: z.literal("check") })]).optional(),
  timeout: duration.prefault("5m"),
  /** What may be done after a crash in the middle: see Retry in src/action.ts. `read` says that it changes nothing. */
  retry: z.enum(["read", "idempotent", "keyed", "once"]).default("once"),
  check: z.strictObject({ run: argv, env: env.default({}), timeout: duration.prefault("1m"), changes }).optional(),
  verify: z.strictObject({ run: argv, env: env.default({}), timeout: duration.prefault("1m") }).optional(),
  /** A command, run if a later step fails; or a sentence for people. */
  undo: z
    .union([line, z.strictObject({ run: argv, env: env.default({}), timeout: duration.prefault("5m") })])
    .optional(),
});

export const definition = z.strictObject({
  name,
  summary: line,
  /** What people say when they mean it: "clean up temp files". */
  aliases: z.array(line).default([]),
  effect: z.enum(["read", "write", "destructive"]),
  /** The capability it implements, "service.restart": whoever asks for that gets this playbook. One playbook for each. */
  provides: z
    .string()
    .regex(/^[a-z]+(\.[a-z]+)+$/, "must be dotted, like service.restart")
    .optional(),
  parameters: z.record(variable, parameter).default({}),
  /** Where it may run; everywhere, if left out. */
  targets: z
    .strictObject({
      hosts: z.array(z.string()).default([]),
      groups: z.array(z.string()).default([]),
      labels: z.array(z.string()).default([]),
      /** The most hosts of one run. */
      max: z.int().min(1).optional(),
    })
    .optional(),
  steps: z.array(step).min(1),
});

export type Definition = z.output<typeof definition>;
export type Step = Definition["steps"][number];
export type Parameter = z.output<typeof parameter>;
export type Changes = z.output<typeof changes>;

/** The JSON Schema of a playbook file, for editors. */
export const playbookSchema = (): object => z.toJSONSchema(definition, { io: "input", unrepresentable: "any" });
