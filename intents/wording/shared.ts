/** Words that several actions share, and what they say of a sentence's typed values. */
import type { Found } from "../../src/action.ts";

export const list = (words: string): string[] => words.split(" ");
export const phrases = (words: string): string[] => words.split("|");

/** Beside a service or host that something is done to. */
export const things = list(
  "service services app application deployment process api worker in on of the its it our both too instead now there again",
);

/** What a service is made of. */
export const counted = list(
  "replica replicas instance instances pod pods copy copies worker workers container containers task tasks",
);

/** Beside a version. */
export const releases = list("deploy deployment release version build tag revision image change rollout update");

/** Beside a question about what there is. */
export const seeing = [
  ...list(
    "me us the any are is there there's we you i have has had do does did have get got of at in on for from over",
  ),
  ...list(
    "during with show all recent recently latest last new lately today please see been what what's it its that this",
  ),
  ...list("right now currently moment out up still some anything something everything whatever just only want need"),
];

/** The one value; nothing where there are several. */
export const single = (values: readonly string[] = []): string | undefined =>
  values.length === 1 ? values[0] : undefined;

const literal = (text: string): string | number | boolean =>
  text === "true"
    ? true
    : text === "false"
      ? false
      : /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(text)
        ? Number(text)
        : text;

/** "days=7" → { days: 7 } */
export function variables({ variable = [] }: Found): Record<string, unknown> {
  if (variable.length === 0) return {};
  const entries = variable.map((one) => {
    const at = one.indexOf("=");
    return [one.slice(0, at), literal(one.slice(at + 1))] as const;
  });
  return { vars: Object.fromEntries(entries) };
}
