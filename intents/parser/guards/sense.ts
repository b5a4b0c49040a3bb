/** What a sentence in another language is: an order, a denial, a report, a question. A table's words, put together. */
import { loans, type Language, type Part, type Spaceless } from "./foreign.ts";

/** What is said in it, as far as a handful of words can tell. */
export type Sense = "order" | "howTo" | "question" | "symptom" | "look" | "denial" | "report" | "other";

/** One language, ready to be looked for. */
export interface Ear {
  readonly language: string;
  /** A clause as it is compared. */
  readonly plain: (clause: string) => string;
  /** True if the clause holds something of this part. */
  readonly hears: (part: Part, clause: string) => boolean;
}

/** Without accents, for not everybody has them on the keyboard; "ä" and "ae" are the same. */
export const fold = (text: string): string =>
  text
    .replaceAll("ä", "ae")
    .replaceAll("ö", "oe")
    .replaceAll("ü", "ue")
    .replaceAll("ß", "ss")
    .normalize("NFD")
    .replaceAll(/\p{Mn}/gu, "")
    .normalize("NFC");

/** "redémarre" and "redémarré", "qué" and "que": here the accent makes the meaning. */
const exact: ReadonlySet<Part> = new Set<Part>(["reports", "howTo", "asks"]);
const parts: readonly Part[] = [
  ...(["orders", "looks", "requests", "denies", "reports"] as const),
  ...(["says", "howTo", "asks", "symptoms", "trade"] as const),
];

export function earOf(language: string, table: Language): Ear {
  const compiled = new Map<Part, RegExp>(
    parts.map((part) => {
      const entries = part === "orders" ? `${table.orders}|${loans}` : table[part];
      return [part, phrasesOf(exact.has(part) ? entries : fold(entries))];
    }),
  );
  return {
    language,
    plain: (clause) =>
      clause
        .replaceAll(/[-'¿¡]/g, " ")
        .replaceAll(/\s+/g, " ")
        .trim(),
    hears: (part, clause) => compiled.get(part)?.test(exact.has(part) ? clause : fold(clause)) ?? false,
  };
}

export const spacelessEar = (language: string, table: Spaceless): Ear => ({
  language,
  plain: (clause) => clause.replaceAll(/\s+/g, ""),
  hears: (part, clause) => table[part].test(clause),
});

/** The entries of a list; a "|" in brackets belongs to its entry. */
export const entriesOf = (list: string): string[] => list.split(/\|(?![^(]*\))/);

function phrasesOf(entries: string): RegExp {
  const sources = [...new Set(entriesOf(entries))].map((entry) => {
    const anchored = entry.startsWith("^");
    const words = entry.replace("^", "").replaceAll("*", String.raw`[^ ]*`);
    // A "*" by itself stands for some words in between.
    return `${anchored ? "^" : "(?<![^ ])"}${words.replaceAll(String.raw` [^ ]* `, " (?:[^ ]+ ){1,6}")}`;
  });
  return new RegExp(`(?:${sources.join("|")})(?![^ ])`, "u");
}

/**
 * The sense of a whole message, sentence by sentence: an order anywhere in it is one, for an order that nobody answers
 * is worse than a question too many.
 */
export function senseOf(ear: Ear, said: readonly Said[]): Sense {
  const senses = said.map((sentence) => senseOfSentence(ear, sentence));
  const ranks: readonly Sense[] = ["order", "howTo", "symptom", "question", "look", "denial", "report"];
  return ranks.find((sense) => senses.includes(sense)) ?? "other";
}

export interface Said {
  readonly clauses: readonly string[];
  /** Ends with a question mark. */
  readonly asked: boolean;
}

function senseOfSentence(ear: Ear, { clauses: written, asked }: Said): Sense {
  const clauses = written.map(ear.plain);
  const any = (part: Part): boolean => clauses.some((clause) => ear.hears(part, clause));
  if (any("says")) return "report";
  if (any("howTo")) return "howTo";
  if (clauses.some((clause) => isOrder(ear, clause))) return "order";
  // "please" and nothing else that is known: a verb that the table lacks.
  const plea = any("requests") && !(any("denies") || any("looks") || any("asks") || any("symptoms"));
  if (plea) return "order";
  if (any("symptoms")) return "symptom";
  if (any("denies")) return "denial";
  if (asked || any("asks")) return "question";
  if (any("looks")) return "look";
  return any("reports") ? "report" : "other";
}

/** A verb of change. What is denied is no order, nor is what is told or asked, unless it says "please" or "can you". */
function isOrder(ear: Ear, clause: string): boolean {
  const hears = (part: Part): boolean => ear.hears(part, clause);
  if (!hears("orders") || hears("denies")) return false;
  return hears("requests") || !(hears("reports") || hears("asks"));
}
