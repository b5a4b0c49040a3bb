/** The first lines that a new user reads. Pure. */
import type { People } from "../../src/people.ts";
import { clip } from "./layout.ts";
import { paint, type Look } from "./look.ts";
import { sanitizeLine } from "./sanitize.ts";

interface Guest {
  readonly site: string;
  readonly account: string;
  readonly people: People;
  readonly demo: boolean;
  /** The first three are shown. */
  readonly examples: readonly string[];
}

/** At most six lines: where you are, who you are, what to try, what the terminal itself understands. */
export function greet({ site, account, people, demo, examples }: Guest, look: Look): string {
  const person = people.of({ platform: "terminal", id: account });
  const who = person
    ? `You are ${person.name} (${person.roles.join(", ") || "no roles"}).`
    : `I do not know who ${account} is, so you may do nothing here yet: add the account under people.`;
  const other = demo
    ? people.all().find(({ id, roles }) => id !== person?.id && roles.includes("approver"))
    : undefined;
  const commands = [
    ...(other ? [`/as ${other.id} to speak as ${other.name}`] : []),
    "/approve or /deny to answer a card",
    "/quit to leave",
  ];
  const line = (text: string): string => clip(sanitizeLine(text), look.width);
  return [
    paint(look, "bold", line(`${site} · Signalbox`)),
    line(`${who} Nothing happens before the right people say yes.`),
    ...examples.slice(0, 3).map((example, index) => {
      const start = index === 0 ? "Try  " : "     ";
      return `${paint(look, "dim", start)}${paint(look, "cyan", clip(sanitizeLine(example), look.width - 5))}`;
    }),
    paint(look, "dim", line(commands.join(" · "))),
  ].join("\n");
}
