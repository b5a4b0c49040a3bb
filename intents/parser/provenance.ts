/**
 * Which words are the person's own. Code, quotations and pasted output become opaque marks ⟦Q1⟧: they may fill a
 * parameter, and never choose what is done.
 */

export interface Quote {
  readonly text: string;
  /** Set apart from the sentence (a fence, a quotation, a log): it is not even a name. */
  readonly block: boolean;
}

export interface Split {
  /** The person's own words, with a mark for each quotation. */
  readonly own: string;
  /** ⟦Q1⟧ is the first. */
  readonly quotes: readonly Quote[];
  /** True if output of a machine was pasted: then the turn is for reading only. */
  readonly pasted: boolean;
}

const fence = /```[^]*?(?:```|$)|~~~[^]*?(?:~~~|$)/g;
const quotedLines = /^[ \t]*>.*$/gm;
const inline = /``[^]*?``|`[^`\n]*`/g;
const double = /"(?:[^"\\\n]|\\.)*"/g;
const single = /(?<=^|[\s=(])'[^'\n]*'(?=$|[\s,.;:!?)])/gm;

/** A time stamp and a level, a stack trace, a prompt, a syslog line: what machines write and people paste. */
const machine = [
  /^\W*\d{4}-\d\d-\d\d[T ]\d\d:\d\d/,
  /^\W*\d\d:\d\d:\d\d[.,\s]/,
  /^\W*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+\d+\s+\d\d:\d\d:\d\d/i,
  // In capitals or in brackets; in lower case people begin sentences with these words too.
  /^\s*(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)[:|\s]\s*\S/,
  /^\s*\[(?:trace|debug|info|notice|warn|warning|error|fatal|crit|critical)\]/i,
  /^\s+at \S+ ?\(?.*:\d+/,
  /^\s*(?:traceback|caused by:|exception in thread)/i,
  /^\s*(?:\$|#|%|\S+@\S+[:~][^ ]*[#$])\s+\S/,
  /^\d{1,3}(?:\.\d{1,3}){3} - - \[/,
];
const looksPasted = (line: string): boolean => machine.some((shape) => shape.test(line));

export function splitProvenance(text: string): Split {
  const quotes: Quote[] = [];
  let pasted = false;
  const cut = (quote: string, block: boolean): string => {
    quotes.push({ text: quote.trim(), block });
    return ` ⟦Q${quotes.length}⟧ `;
  };
  const own = text
    .replaceAll(fence, (all) => cut(all.slice(3).replace(/(?:```|~~~)$/, ""), true))
    .split("\n")
    .map((line) => {
      if (!looksPasted(line)) return line;
      pasted = true;
      return cut(line, true);
    })
    .join("\n")
    .replaceAll(quotedLines, (line) => cut(line.replace(/^[ \t]*>[ \t]?/, ""), true))
    .replaceAll(inline, (all) => cut(all.replaceAll(/^`+|`+$/g, ""), false))
    .replaceAll(double, (all) => cut(all.slice(1, -1).replaceAll(/\\(["\\])/g, "$1"), false))
    .replaceAll(single, (all) => cut(all.slice(1, -1), false));
  return { own, quotes, pasted };
}
