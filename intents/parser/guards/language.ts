/** Whether a sentence is in a language for which there are no rules of orders, and what can be told of it all the same. */
import type { Word } from "../words.ts";
import { latin, otherScript, scripts, type Language } from "./foreign.ts";

export interface Foreign {
  readonly language: string;
  /** It sounds like an order to change something. */
  readonly orders: boolean;
  readonly denies: boolean;
  readonly asks: boolean;
  /** Its small words, for reads: they carry no meaning of their own. */
  readonly marks: ReadonlySet<string>;
}

const english = new Set(
  "the of on for to is are in at with from and please what how can you my me show it this that be do by which".split(
    " ",
  ),
);
const languages = Object.entries(latin).map(([language, { marks, orders, negations, questions }]) => ({
  language,
  marks: new Set(marks),
  orders: new Set(orders),
  negations: new Set(negations),
  questions: new Set(questions),
}));

/** Null for English, and for what is too short to tell. */
export function foreignness(text: string, words: readonly Word[]): Foreign | null {
  if (otherScript.test(text)) return inOtherScript(text);
  const own = words.filter((word) => word.lower !== "");
  const inEnglish = own.filter((word) => english.has(word.lower)).length;
  let best: { score: number; foreign: Foreign } | null = null;
  for (const { language, marks, orders, negations, questions } of languages) {
    const count = (set: ReadonlySet<string>): number => own.filter((word) => set.has(word.lower)).length;
    const accented = own.filter(
      (word) => /[^ -~]/.test(word.lower) && (marks.has(word.lower) || orders.has(word.lower)),
    );
    const score = count(marks) + count(orders) + accented.length;
    if (score < 2 || score <= inEnglish || (best && score <= best.score)) continue;
    const foreign = {
      language,
      orders: count(orders) > 0,
      denies: count(negations) > 0,
      asks: count(questions) > 0 || own.some((word) => word.pause === "?"),
      marks,
    };
    best = { score, foreign };
  }
  return best?.foreign ?? null;
}

function inOtherScript(text: string): Foreign {
  const lower = text.toLowerCase();
  const has = (parts: Language["orders"]): boolean => parts.some((part) => lower.includes(part));
  const script = scripts.find(({ letters }) => letters.test(text));
  return {
    language: "another script",
    orders: script !== undefined && has(script.orders),
    denies: script !== undefined && has(script.negations),
    asks: script !== undefined && has(script.questions),
    marks: new Set(),
  };
}
