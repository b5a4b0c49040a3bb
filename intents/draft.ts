/**
 * A runbook drafted from a thread: what was said first, what was done, and what is left for its author. Words of others
 * are quoted and stay text; commands stand in blocks, verbatim but for secrets. It is a draft: a person reads it.
 */
import type { Line } from "../src/providers/conversations.ts";

/** What was done by a request of that thread, in a sentence. */
export interface Done {
  readonly at: string;
  readonly sentence: string;
}

export interface Material {
  /** Null: what was said first is the title. */
  readonly title: string | null;
  /** "2026-11-30" */
  readonly today: string;
  readonly lines: readonly Line[];
  readonly done: readonly Done[];
  /** Name → other words for it. */
  readonly services: ReadonlyMap<string, readonly string[]>;
}

export interface Draft {
  readonly title: string;
  /** The name of the file: "checkout-answers-502.md" */
  readonly file: string;
  readonly markdown: string;
}

const mostSymptoms = 3;
/** Lines that are looked at, and characters of each: an incident is shorter, and a pasted log is none. */
const mostLines = 200;
const longestLine = 8000;
/** Characters of one quotation, of one block of commands, and of all that was done. */
const longestQuote = 600;
const longestBlock = 1500;
const longestStory = 5000;

export function draft({ title: given, today, lines, done, services }: Material): Draft {
  const heard = lines.slice(0, mostLines).map(({ at, text }) => ({ at, text: visible(clip(text, longestLine)) }));
  const said = heard.map(({ at, text }) => ({ at, ...taken(text) }));
  // "look:" only leads to what is pasted behind it.
  const symptoms = said.filter(({ prose }) => /\S\s+\S+\s+\S/.test(prose)).slice(0, mostSymptoms);
  const first = symptoms[0]?.prose.split(/[.!?:]\s|\n/)[0]?.replace(/[.!?:]$/, "");
  const title = oneLine(given ?? capital(first ?? "")) || "Untitled";
  const all = heard.map(({ text }) => text).join("\n");
  const front = [
    `title: ${JSON.stringify(title)}`,
    `reviewed: ${today}`,
    ...listed("services", named(all, services)),
    ...listed("tags", alertsIn(all)),
  ];
  const story = [
    ...done.map(({ at, sentence }) => ({ at, text: `- ${literal(oneLine(sentence, 300))}` })),
    ...said.flatMap(({ at, blocks }) => blocks.map((block) => ({ at, text: fenced(block) }))),
  ].toSorted((a, b) => a.at.localeCompare(b.at));
  const markdown = [
    `---\n${front.join("\n")}\n---`,
    `# ${literal(title)}`,
    "## Symptoms",
    ...symptoms.map(({ prose }) => quoted(clip(prose, longestQuote))),
    "## What was done",
    ...fitting([...new Set(story.map(({ text }) => text))]),
    "## Verify",
    "How does one see that it is over? Write it here, in the place of this question.",
  ];
  return { title, file: `${slug(title)}.md`, markdown: `${markdown.join("\n\n")}\n` };
}

/** Fenced blocks, and `code` that is more than a name; the words without the blocks. */
function taken(text: string): { readonly prose: string; readonly blocks: readonly string[] } {
  const blocks: string[] = [];
  const words = text.replaceAll(/```(?:[a-z]{1,12}\n)?([^]*?)(?:```|$)/g, (_, block: string) => {
    blocks.push(block.replaceAll(/^\s*\n|\s+$/g, ""));
    return "\n";
  });
  for (const [, code = ""] of words.matchAll(/`([^`\n]+)`/g)) if (/\S\s+\S/.test(code)) blocks.push(code.trim());
  const prose = withoutAddresses(scrubbed(words)).replaceAll(/[ \t]*\n\s*/g, "\n");
  return {
    prose: prose.trim(),
    blocks: blocks.filter((block) => block !== "").map((block) => clip(scrubbed(block), longestBlock)),
  };
}

/** What draws nothing (UAX #44) or turns the reading direction: nobody could review it. */
const visible = (text: string): string =>
  text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, "\n")
    .replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "")
    .toWellFormed();

/**
 * What people paste: a PEM block, tokens of well-known makes, and whatever follows "password=". The secrets that the
 * bot itself knows are taken out wherever it speaks.
 */
const secrets: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(?:xox[a-z]|xapp|gh[pousr]|github_pat|glpat|sk|hvs|npm)[-_][A-Za-z0-9_.-]{10,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /(?<=\b(?:bearer|basic)\s{1,3})[A-Za-z0-9+/=._~-]{8,}/gi,
  /(?<=(?:passw(?:or)?d|passphrase|pwd|secret|token|api[-_ ]?key)["']?\s{0,3}(?:[=:]\s{0,3}|\bis\s{1,3}(?=\S*\d)))(?:"[^"\n]+"|'[^'\n]+'|[^\s"'`,;]+)/gi,
  /(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g,
];
const scrubbed = (text: string): string => secrets.reduce((words, one) => words.replaceAll(one, "[redacted]"), text);

/** E-mail addresses in what people say; in a command they are hosts to log in to. */
const withoutAddresses = (text: string): string =>
  text.replaceAll(/(?<![\w/])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, "(e-mail address)");

/** Text that Markdown takes for nothing else: no link, no HTML, no heading, no list, no fence. */
const literal = (text: string): string =>
  text
    .replaceAll(/[\\`<>[\]]/g, String.raw`\$&`)
    .replaceAll(/^(\s*)([#+*=~|_-])/gm, String.raw`$1\$2`)
    .replaceAll(/^(\s*\d+)([.)])/gm, String.raw`$1\$2`);

const quoted = (text: string): string =>
  literal(text)
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");

/** Tildes: they survive being shown in a chat that has backticks for its own. Longer than any run of them inside. */
function fenced(block: string): string {
  const longest = Math.max(2, ...Array.from(block.matchAll(/~+/g), ([run]) => run.length));
  const fence = "~".repeat(longest + 1);
  return `${fence}sh\n${block}\n${fence}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const clip = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most).toWellFormed().trimEnd()} …`;

const oneLine = (text: string, most = 80): string =>
  clip(
    withoutAddresses(scrubbed(visible(text)))
      .replaceAll(/\s+/g, " ")
      .trim(),
    most,
  );

/** As many as there is room for, from the first. */
function fitting(pieces: readonly string[]): string[] {
  let room = longestStory;
  const kept = pieces.filter((piece) => (room -= piece.length) >= 0);
  if (pieces.length === 0) return ["Nothing in the thread says. Write down what was done."];
  return kept.length === pieces.length ? kept : [...kept, "There was more than fits here; the thread has the rest."];
}

const listed = (key: string, values: readonly string[]): string[] =>
  values.length === 0 ? [] : [`${key}: [${values.map((value) => JSON.stringify(value)).join(", ")}]`];

/** Services that are called by one of their names. */
const named = (text: string, services: Material["services"]): string[] =>
  [...services]
    .filter(([name, aliases]) =>
      [name, ...aliases].some((word) =>
        new RegExp(String.raw`(?<![\w-])${RegExp.escape(word)}(?![\w-])`, "i").test(text),
      ),
    )
    .map(([name]) => name);

/** "KubePodCrashLooping": three words run together are the name of an alert more often than not. */
const alertsIn = (text: string): string[] =>
  [...new Set(Array.from(text.matchAll(/\b(?:[A-Z][a-z0-9]+){3,}\b/g), ([name]) => name))].slice(0, 5);

const slug = (title: string): string =>
  title
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replaceAll(/^-+|-+$/g, "") || "runbook";
