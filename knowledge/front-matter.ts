/** The front matter of a runbook: a YAML block between two lines of three dashes, at the very top of the file. */
import { parse } from "yaml";
import { z } from "zod";
import { almost } from "./almost.ts";
import { commandTemplate, isNoCommand, mostActions, openingsIn } from "./command.ts";

const list = z
  .union([z.string().min(1), z.array(z.string().min(1))])
  .transform((value) => (typeof value === "string" ? [value] : value))
  .default([]);

const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, "must be a date like 2026-05-31")
  .transform((text, context) => {
    try {
      return Temporal.PlainDate.from(text, { overflow: "reject" });
    } catch {
      context.addIssue({ code: "custom", message: `${text} is no day of the calendar` });
      return z.NEVER;
    }
  });

const units = {
  d: "days",
  day: "days",
  w: "weeks",
  week: "weeks",
  month: "months",
  y: "years",
  year: "years",
} as const;

const span = z
  .string()
  .regex(/^\d{1,4} ?(?:d|w|y|(?:day|week|month|year)s?)$/, "must be a time like 90d, 12w or 6 months")
  .transform((text) => {
    const unit = text.replaceAll(/[\d ]|s$/g, "") as keyof typeof units;
    return Temporal.Duration.from({ [units[unit]]: Number.parseInt(text, 10) });
  });

const command = z.string().refine(commandTemplate, isNoCommand);

const openKinds = (text: string): string[] => openingsIn(text).map(({ kind }) => kind);

const schema = z.object({
  title: z.string().min(1).optional(),
  /** Who keeps it true: a team or a channel. */
  owner: z.string().min(1).optional(),
  reviewed: date.optional(),
  /** How long a review holds. */
  review_in: span.optional(),
  services: list,
  tags: list,
  /** Who may read it; absent means everybody. An empty list means nobody. */
  roles: z
    .union([z.string().min(1), z.array(z.string().min(1))])
    .transform((value) => (typeof value === "string" ? [value] : value))
    .optional(),
  /** Offered as buttons under an answer from this runbook. */
  actions: z
    .array(
      z.union([
        command.transform((text) => ({ label: text, command: text })),
        z
          .strictObject({ label: z.string().min(1).max(75), command })
          .refine(
            (action) => openKinds(action.label).every((kind) => openKinds(action.command).includes(kind)),
            "the label leaves a name open that its command does not",
          ),
      ]),
    )
    .max(mostActions)
    .default([]),
});

export type FrontMatter = z.output<typeof schema>;

/** What a file without front matter has. */
export const noFrontMatter: FrontMatter = schema.parse({});

/** The YAML (null without front matter) and the Markdown after it. */
export function split(text: string): { readonly yaml: string | null; readonly markdown: string } {
  const [block, yaml] = /^---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|$)/s.exec(text) ?? [];
  return block === undefined
    ? { yaml: null, markdown: text }
    : { yaml: yaml ?? "", markdown: text.slice(block.length) };
}

/** Throws RangeError saying what is wrong, for the person who mends the file. Keys of other tools are left alone. */
export function readFrontMatter(yaml: string): FrontMatter {
  let raw: unknown;
  try {
    raw = parse(yaml) ?? {};
  } catch (error) {
    throw new RangeError(`the front matter is not YAML: ${firstLine(error)}`);
  }
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new RangeError(`${issue?.path.join(".") || "the front matter"}: ${issue?.message ?? "cannot be read"}`);
  }
  for (const key of Object.keys(raw as object)) {
    // A misspelt `roles` that is silently ignored would show a page to everybody.
    const meant = Object.keys(schema.shape).find((known) => known !== key && almost(known, key.toLowerCase()));
    if (meant !== undefined && !(key in schema.shape)) throw new RangeError(`there is no key ${key}: is it ${meant}?`);
  }
  return parsed.data;
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
