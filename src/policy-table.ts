/**
 * Tables of sentences: what policies are meant to decide, one question and its answer a line. docs/policy.md shows them.
 *
 *     ann: cache.purge (destructive) on shop.example.test with everything while frozen → deny because changes are frozen
 */
import { parse } from "yaml";
import { z } from "zod";
import type { Person } from "./people.ts";
import type { Effect, Resource } from "./plan.ts";
import { ordinary, type Circumstances, type Question } from "./policy.ts";
import { problem } from "./problem.ts";
import { wordDecision } from "./policy-words.ts";
import type { Decision } from "./policy.ts";

export interface Row {
  readonly sentence: string;
  readonly question: Question;
  readonly answer: string;
}

const kinds = ["host", "group", "service", "zone", "playbook", "model", "request", "site"] as const;
const shape = z.strictObject({
  people: z.record(z.string(), z.array(z.string())),
  things: z.record(
    z.string(),
    z.strictObject({
      kind: z.enum(kinds),
      environment: z.string().optional(),
      environments: z.array(z.string()).optional(),
      labels: z.array(z.string()).optional(),
    }),
  ),
  questions: z.array(z.string()).min(1),
});
type Table = z.output<typeof shape>;

/** Throws Problem TABLE_BROKEN with the sentence that cannot be read. */
export function readTable(file: string, text: string): Row[] {
  const broken = (why: string) => problem("TABLE_BROKEN", { file, why: why.replace(/\.$/, "") });
  let yaml: unknown;
  try {
    yaml = parse(text);
  } catch (error) {
    throw broken(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
  }
  const table = shape.safeParse(yaml);
  if (!table.success) {
    const [issue] = table.error.issues;
    throw broken(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  return table.data.questions.map((sentence) => {
    const row = readSentence(sentence, table.data);
    if (typeof row === "string") throw broken(`"${sentence}": ${row}`);
    return row;
  });
}

const form =
  /^(?<who>[\w.-]+): (?<action>[\w.]+) \((?<effect>read|write|destructive)\) on (?<things>[\w.:-]+(?:, [\w.:-]+)*)(?<rest> .*)? → (?<answer>.+)$/;

/** What may stand behind the things, in any order: pattern → what it changes. */
const clauses: readonly (readonly [RegExp, (question: Question, found: readonly string[]) => Question])[] = [
  [/^ with the glass broken/, (question) => during(question, { breakGlass: true })],
  [/^ while frozen/, (question) => during(question, { frozen: true })],
  [/^ outside the window/, (question) => during(question, { windowOpen: false })],
  [/^ at (\d{1,2})h/, (question, [hour]) => during(question, { hour: Number(hour) })],
  [/^ on a (\w+day)/, (question, [day = ""]) => during(question, { weekday: days.indexOf(day.toLowerCase()) + 1 })],
  [/^ in a direct message/, (question) => ({ ...question, place: { ...question.place, direct: true } })],
  [/^ in #([\w.-]+)/, (question, [channel = ""]) => ({ ...question, place: { ...question.place, channel } })],
  [
    /^ at the terminal/,
    (question) => ({ ...question, place: { platform: "terminal", channel: "terminal", direct: true } }),
  ],
  [
    /^ asking ((?:\w+=\S+? ?)+)(?= |$)/,
    (question, [asked = ""]) => ({ ...question, input: factsOf(asked.split(" ")) }),
  ],
  [
    /^ with (\w+(?:=[^\s,]+)?(?:, \w+(?:=[^\s,]+)?)*)/,
    (question, [facts = ""]) => ({ ...question, facts: factsOf(facts.split(", ")) }),
  ],
];

const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const during = (question: Question, now: Partial<Circumstances>): Question => ({
  ...question,
  now: { ...question.now, ...now },
});

/** "everything", "targetCount=6", "scope=urls" */
const factsOf = (words: readonly string[]): Record<string, boolean | number | string> =>
  Object.fromEntries(
    words.map((word) => {
      const [name = "", value] = word.split("=");
      return [name, value === undefined ? true : valueOf(value)];
    }),
  );

export const valueOf = (text: string): boolean | number | string =>
  /^-?\d{1,15}$/.test(text) ? Number(text) : text === "true" || text === "false" ? text === "true" : text;

/** The row, or why it cannot be read. */
function readSentence(sentence: string, { people, things }: Table): Row | string {
  const {
    who = "",
    action = "",
    effect,
    things: named = "",
    rest = "",
    answer = "",
  } = form.exec(sentence)?.groups ?? {};
  if (action === "") return "it is not `NAME: ACTION (EFFECT) on THING → ANSWER`";
  const roles = Object.hasOwn(people, who) ? people[who] : undefined;
  if (!roles) return `nobody is called ${who}`;
  const ids = named.split(", ");
  const stranger = ids.find((id) => !Object.hasOwn(things, id));
  if (stranger !== undefined) return `nothing is called ${stranger}`;
  const person: Person = { id: who, name: who, roles, accounts: [] };
  let question: Question = {
    person,
    action,
    effect: effect as Effect,
    input: {},
    resources: ids.map((id) => ({ ...things[id], id }) as Resource),
    facts: {},
    place: { platform: "slack", channel: "C0PS", direct: false },
    now: ordinary,
  };
  let left = rest;
  while (left !== "") {
    const clause = clauses.find(([pattern]) => pattern.test(left));
    const found = clause?.[0].exec(left);
    if (!clause || !found) return `I cannot read "${left.trim()}"`;
    question = clause[1](question, found.slice(1));
    left = left.slice(found[0].length);
  }
  return question.now.weekday === 0 ? "there is no such day" : { sentence, question, answer };
}

/** Whether it was decided as the sentence says. A reason or terms that the sentence leaves out are left open. */
export function agrees(decision: Decision, answer: string): boolean {
  if (answer === "deny") return decision.kind === "deny";
  const said = wordDecision(decision);
  return said === answer || (!answer.includes(", ") && said.startsWith(`${answer}, `));
}
