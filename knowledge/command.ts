/** What may become a button: text that looks like one exact command of ours, and nothing else. */

/** "playbook.run clean-temp targets=localhost vars.days=7": a dotted name, then plain words and name=value pairs on one line. */
const shape = /^[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)+(?: (?:[a-z][a-z0-9._-]*=)?(?:[\w.:/@%,*+-]+|"[^"\\\n<>]*"))*$/i;
/** Read as a straight quotation mark, one of these would end the text that it stands in. */
const otherQuotes = /[“”„‟«»″]/u;

/** Whether it exists and may be run is asked when somebody presses it, as if they had typed it. */
export const exactCommand = (text: string): boolean =>
  text.length <= 200 && shape.test(text) && !otherQuotes.test(text) && text.normalize("NFKC") === text;

/** What a runbook may leave open in a command, for a question to name: names of the inventory. */
export const openings = ["host", "instance", "group", "service", "zone", "playbook", "environment"] as const;
export type Opening = (typeof openings)[number];

/** `{host}`, or `{host:localhost}` with what it is where the question names none. */
const opening = new RegExp(`\\{(${openings.join("|")})(?::([\\w.:/@%*+-]+))?\\}`, "g");

/** What the text leaves open, and with what default. */
export const openingsIn = (text: string): { readonly kind: Opening; readonly otherwise: string | null }[] =>
  Array.from(text.matchAll(opening), ([, name, otherwise = null]) => ({
    kind: openings.find((kind) => kind === name) ?? "host",
    otherwise,
  }));

/** The text with every opening closed by the name that stands for its kind. */
export const close = (text: string, names: ReadonlyMap<string, string>): string =>
  text.replaceAll(opening, (whole, kind: string) => names.get(kind) ?? whole);

const anything: ReadonlyMap<string, string> = new Map(openings.map((kind) => [kind, "x"]));

/** One exact command that may leave names open, but not what is to be done. A kind of name has one default at most. */
export function commandTemplate(text: string): boolean {
  const closed = close(text, anything);
  const open = openingsIn(text);
  const kinds = new Set(open.map(({ kind }) => kind));
  const oneDefault = new Set(open.map(({ kind, otherwise }) => `${kind} ${otherwise}`)).size === kinds.size;
  return text.length <= 200 && exactCommand(closed) && !/[{}]/.test(closed) && !/^[^ ]*\{/.test(text) && oneDefault;
}

export const isNoCommand =
  "must be one exact command like playbook.run disk-report targets=web-1; " +
  `${openings.map((kind) => `{${kind}}`).join(", ")} may stand for a name`;

/** Of a document, and again of each of its sections: more buttons than these are a menu. */
export const mostActions = 5;
