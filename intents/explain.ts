/** A reading in plain words: what decided, what it was taken for, which words filled what. Worded by code from data. */
import type { Intent, Params, Reading } from "../src/intent.ts";
import type { Block } from "../src/reply.ts";
import type { Veto } from "./parser/guards/index.ts";

/** After "I read". */
export function wordIntent(intent: Intent): string {
  switch (intent.kind) {
    case "act":
      return `it as ${intent.action}`;
    case "ask":
      return "it as a question for the runbooks";
    case "clarify":
      return intent.action === undefined
        ? "no order in it that I could be sure of, so I asked back and did nothing"
        : `it as ${intent.action}, but not surely enough, so I asked back and did nothing`;
    case "multi":
      return `more than one request in it (${intent.steps.map(({ action }) => action).join(", ")}), so I started none`;
    case "none":
      return "no request in it, so I did nothing";
  }
}

/** Which stage decided, which guard spoke, and whether a model had a part in it. `follows`: others had gone before. */
export const wordReading = (intent: Intent, follows: boolean): string =>
  [wordStage(intent, follows), wordVeto(intent.reading), wordModel(intent.reading)]
    .filter((one) => one !== "")
    .join(" ");

function wordStage(intent: Intent, follows: boolean): string {
  const { kind, reading } = intent;
  const { stage, veto } = reading;
  switch (stage) {
    case "grammar":
      return kind === "clarify"
        ? "It was an exact command that I cannot follow as it stands."
        : "It was an exact command.";
    case "guards":
      return veto === undefined ? "It says what is wrong, or asks about it, and orders nothing." : "A guard decided.";
    case "frames":
      if (kind === "none") return "It took back what I had asked about.";
      return follows && isCarried(intent)
        ? "It goes on from what was said before in that thread."
        : "Its words fit what I have a pattern for.";
    case "model":
      return "My rules alone left it open.";
    case "fallback":
      return "None of my rules found something in it that I can do.";
  }
}

/** No word of its own filled a parameter, and yet there are some. */
const isCarried = (intent: Intent): boolean =>
  (intent.kind === "act" || intent.kind === "clarify") &&
  intent.reading.slots === undefined &&
  Object.keys(intent.params).length > 0;

/** After "it could change nothing, because". */
const vetoes: Readonly<Record<Veto | "role", string>> = {
  "how-to": "it asks how or why",
  pasted: "there is pasted text in it",
  language: "it is not in English",
  exclusion: "it leaves something out",
  negation: "it says not to",
  reported: "it tells what somebody else said",
  report: "it tells what happened or will happen",
  conditional: "it sets a condition or a time",
  capability: "it asks what can be done",
  question: "it is a question",
  hypothetical: "it only weighs something",
  uncertain: "it is not sure",
  role: "it speaks for me or of my rules",
};
const sentences: ReadonlyMap<string, string> = new Map(Object.entries(vetoes));

function wordVeto({ veto, because = "" }: Reading): string {
  if (veto === undefined) return "";
  // A mark or a language's name is no word of theirs that would say more.
  const word = /\p{L}/u.test(because) && veto !== "pasted" ? ` (“${because}”)` : "";
  return `It could change nothing, because ${sentences.get(veto) ?? veto}${word}.`;
}

function wordModel({ stage, unasked }: Reading): string {
  if (stage === "model") return "So the language model was asked, and what it proposed was held against your words.";
  if (unasked !== undefined) return `The language model could not be asked: ${unasked}.`;
  return stage === "grammar" ? "" : "No language model had a part in it.";
}

/** Parameter, value and the words that filled it; what is missing too. None where nothing has a parameter. */
export function tableOf(intent: Intent): Block[] {
  const params: Params = intent.kind === "act" || intent.kind === "clarify" ? intent.params : {};
  const missing = intent.kind === "clarify" ? intent.missing : [];
  const { slots = {} } = intent.reading;
  const filled = Object.entries(params).filter(([, value]) => value !== undefined);
  const rows = [
    ...filled.map(([param, value]) => [param, wordValue(value), slots[param] ?? ""]),
    ...missing.filter((param) => params[param] === undefined).map((param) => [param, "(missing)", ""]),
  ];
  if (rows.length === 0) return [];
  const columns = ["parameter", "value", "your words"];
  const width = rows.some(([, , words]) => words !== "") ? 3 : 2;
  return [{ kind: "table", columns: columns.slice(0, width), rows: rows.map((row) => row.slice(0, width)) }];
}

function wordValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key}=${String(inner)}`)
    .join(", ");
}
