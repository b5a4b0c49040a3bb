/** What a sentence may be drawn from: a statement or two that follow one another, with what stands above them. */
import { denies, isContent, narrows, takesBack, type Word } from "./word.ts";
import type { Statement } from "./statement.ts";

export interface Window {
  /** Positions of the first and the last statement in their section. */
  readonly from: number;
  readonly to: number;
  /** With what leads to them, and perhaps a heading, in front. All of it has to be said. */
  readonly statements: readonly Statement[];
  /** Of all their words. */
  readonly keys: ReadonlySet<string>;
}

export function windowsOf(statements: readonly Statement[], headings: readonly Statement[]): Window[] {
  const leads = ({ lead }: Statement): Statement[] => (lead ? [...leads(lead), lead] : []);
  return statements.flatMap((one, i) => {
    const next = statements[i + 1];
    const here = beginnings(one).flatMap((first) => [
      window(i, i, [...leads(one), first]),
      ...(next ? beginnings(next) : []).map((second) => window(i, i + 1, [...leads(one), first, second])),
    ]);
    const under = headings.flatMap((heading) =>
      here.map(({ from, to, statements: drawn, keys }) => window(from, to, [beyond(heading, keys), ...drawn])),
    );
    return [...here, ...under];
  });
}

/** A heading only adds words: those that the text has as well stand where the text has them. */
const beyond = (heading: Statement, keys: ReadonlySet<string>): Statement => ({
  ...heading,
  words: heading.words.filter((word) => !(isContent(word) && keys.has(word.key))),
});

/** The whole of it, and what it says before a colon or ", not" where the rest takes nothing of that back. */
function beginnings(statement: Statement): Statement[] {
  const { words } = statement;
  const ends = words.flatMap(({ stop }, i) => {
    const rest = words.slice(i + 1);
    const isEnd = rest.length > 0 && (stop === ":" || (stop === "," && rest[0]?.text.toLowerCase() === "not"));
    return isEnd && !limitsIt(rest, words.slice(0, i + 1).some(denies)) ? [i + 1] : [];
  });
  return [statement, ...ends.map((end) => ({ ...statement, words: words.slice(0, end) }))];
}

/** "… : only on Sundays", "… : this is safe if nobody writes". Of a prohibition the rest is mostly the reason. */
function limitsIt(rest: readonly Word[], denied: boolean): boolean {
  const [first] = rest.filter(({ kind }) => kind !== "glue");
  const after = first?.key === "not" ? rest.slice(rest.indexOf(first) + 1) : rest;
  if (after === rest && first?.kind === "limit") return true;
  const speaksOfIt = /^(?:it|this|that|these|those)$/i.test(rest[0]?.text ?? "");
  return !denied && after.some((word) => takesBack(word) || (speaksOfIt && narrows(word)));
}

const window = (from: number, to: number, drawn: readonly Statement[]): Window => ({
  from,
  to,
  statements: drawn,
  keys: new Set(drawn.flatMap(({ words }) => words.map(({ key }) => key))),
});
