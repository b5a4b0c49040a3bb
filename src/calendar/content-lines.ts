/** iCalendar text (RFC 5545, 3.1) as components and properties, each with its line. ical.js reads the single lines. */
import ICAL from "ical.js";
import { Flaw } from "./flaw.ts";

export interface Property {
  readonly line: number;
  readonly name: string;
  readonly params: Readonly<Record<string, string | readonly string[]>>;
  /** As in jCal (RFC 7265): "date-time", "date", "recur", … */
  readonly type: string;
  readonly values: readonly unknown[];
}

export interface Component {
  readonly line: number;
  /** Lower case: "vevent". */
  readonly name: string;
  readonly properties: Property[];
  readonly parts: Component[];
}

/** The properties that say when, how often and what; whatever else a line holds is nobody's business here. */
const read = new Set(
  [
    "dtstart dtend duration rrule rdate exrule exdate recurrence-id uid summary status",
    "tzid tzoffsetfrom tzoffsetto",
  ].flatMap((names) => names.split(" ")),
);

/** Everything in the text, below one component without a name. Throws Flaw. */
export function componentsIn(text: string): Component {
  const root: Component = { line: 1, name: "", properties: [], parts: [] };
  const open = [root];
  for (const { line, content } of unfold(text)) {
    const here = open.at(-1) ?? root;
    const [, word = "", value = ""] = /^(BEGIN|END):\s*([\w-]+)\s*$/i.exec(content) ?? [];
    const kind = value.toLowerCase();
    if (word.toUpperCase() === "BEGIN") {
      const inner: Component = { line, name: kind, properties: [], parts: [] };
      here.parts.push(inner);
      open.push(inner);
    } else if (word !== "") {
      if (here.name !== kind) throw new Flaw(line, `END:${value} closes nothing`);
      open.pop();
    } else {
      const name = /^([\w-]+)[;:]/.exec(content)?.[1]?.toLowerCase();
      if (name === undefined || here === root) throw new Flaw(line, "this is no line of an iCalendar file");
      if (read.has(name)) here.properties.push(propertyOf(content, line, name));
    }
  }
  const last = open.at(-1);
  if (last && last !== root)
    throw new Flaw(last.line, `BEGIN:${last.name.toUpperCase()} has no END: the file is cut off`);
  if (!root.parts.some(({ name }) => name === "vcalendar")) throw new Flaw(1, "there is no BEGIN:VCALENDAR in it");
  return root;
}

/** A line that begins with a space or tab goes on where the one before it ended. */
function unfold(text: string): { line: number; content: string }[] {
  const lines: { line: number; content: string }[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n|\r/)
    .entries()) {
    const last = lines.at(-1);
    if (/^[ \t]/.test(raw) && last) last.content += raw.slice(1);
    else if (raw !== "") lines.push({ line: index + 1, content: raw });
  }
  return lines;
}

function propertyOf(content: string, line: number, name: string): Property {
  try {
    const [, params, type, ...values] = ICAL.parse.property(content) as [
      string,
      Property["params"],
      string,
      ...unknown[],
    ];
    return { line, name, params, type, values };
  } catch (error) {
    throw new Flaw(line, `${name.toUpperCase()}: ${(error as Error).message.split("\n")[0]}`);
  }
}
