/** What the documents name must exist, and what exists must be documented. */
import path from "node:path";
import type { Tree } from "./tree.ts";

/** What a document may name. */
export interface Facts {
  readonly tree: Tree;
  /** Every setting by its path: "slack.bot_token". */
  readonly settings: readonly string[];
  readonly codes: readonly string[];
  /** Environment variables. */
  readonly variables: ReadonlySet<string>;
  readonly commands: readonly string[];
  /** Of package.json. */
  readonly scripts: readonly string[];
}

export const isDocument = (file: string): boolean =>
  /^(?:README|ARCHITECTURE|CONTRIBUTING|SECURITY)\.md$|^docs\/.*\.md$|^adapters\/[^/]+\/README\.md$/.test(file);

/** Words in `code` and lines of blocks: where names are meant literally. */
function literals(text: string): string[] {
  const blocks = [...text.matchAll(/^```.*\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  const rest = text.replaceAll(/^```.*\n[\s\S]*?^```$/gm, "");
  const indented = [...rest.matchAll(/^(?: {4}|\t)(.*)$/gm)].map(([, line = ""]) => line);
  const spans = [...rest.replaceAll(/^(?: {4}|\t).*$/gm, "").matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
  return [...blocks, ...indented, ...spans];
}

/** Files that a reader makes, named as examples. */
const readersFiles = ["signalbox.yml", ".env"];

/** Everything that this document names and that is not there, a sentence each. */
export function unknownNames(file: string, text: string, facts: Facts): string[] {
  const code = literals(text);
  const words = code.flatMap((line) => line.split(/[\s,;()"'{}]+/));
  const all = code.join("\n");
  const find = (pattern: RegExp, known: (name: string) => boolean, what: string): string[] =>
    [...all.matchAll(pattern)]
      .map(([, name = ""]) => name)
      .filter((name) => !known(name))
      .map((name) => `${file}: there is no ${what} ${name}`);
  const found = [
    ...links(text)
      .filter((link) => !exists(path.posix.join(path.posix.dirname(file), link), facts.tree))
      .map((link) => `${file}: there is nothing at ${link}`),
    ...words
      .map((word) => word.replace(/[.:]+$/, ""))
      .filter((word) => isPath(word, facts.tree) && !exists(word, facts.tree))
      .map((word) => `${file}: there is no ${word}`),
    ...words.filter((word) => isSetting(word, facts.settings)).flatMap((word) => unknownSetting(file, word, facts)),
    ...find(
      /\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b/g,
      (name) => facts.codes.includes(name) || facts.variables.has(name),
      "code or variable",
    ),
    ...find(/\bnpm run (?:--\S+ )*([\w:-]+)/g, (name) => facts.scripts.includes(name), "npm script"),
    ...find(
      /(?:^|npx |run (?:--\S+ )*)signalbox (?:-- )?([a-z]+)\b/gm,
      (name) => facts.commands.includes(name),
      "command",
    ),
  ];
  return [...new Set(found)];
}

const links = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link = ""]) => link).filter((link) => !link.includes(":"));

/** "src/plan.ts", "adapters/slack", "docs/*.md", "signalbox.example.yml": below a folder of the root, or a file by its ending. */
function isPath(word: string, tree: Tree): boolean {
  if (readersFiles.includes(word) || /[<>…=$]|[A-Z]{4,}\/|\/[a-z]$/.test(word)) return false;
  const [first, ...rest] = word.split("/");
  const folders = new Set([...tree.keys()].filter((file) => file.includes("/")).map((file) => file.split("/")[0]));
  if (rest.length > 0) return folders.has(first) && /^[\w.@*/-]+$/.test(word);
  // A bare "disk.md" is somebody's runbook; ours in the root are in capitals.
  return /^(?:[\w.-]+\.(?:ts|mjs|ya?ml|json|cedar)|[A-Z]+\.md)$/.test(word);
}

/** A file or folder from the root; a bare file name may lie anywhere; `*` stands for any name. */
function exists(word: string, tree: Tree): boolean {
  const pattern = RegExp.escape(word.replace(/^\.\//, "").replace(/\/$/, "")).replaceAll(String.raw`\*`, "[^/]*");
  const anywhere = word.includes("/") ? "^" : "(?:^|/)";
  const wanted = new RegExp(`${anywhere}${pattern}(?:$|/)`);
  return [...tree.keys()].some((file) => wanted.test(file));
}

/** A dotted word that begins like a group of settings. */
const isSetting = (word: string, settings: readonly string[]): boolean => {
  const groups = settings.filter((setting) => setting.includes(".")).map((setting) => setting.split(".")[0]);
  return /^[a-z_]+(?:\.\w+)+$/.test(word) && groups.includes(word.split(".")[0]) && !/\.(?:ts|md|yml)$/.test(word);
};

/** `inventory.hosts.web-1.user` lies below the setting `inventory.hosts`, which holds names that people choose. */
function unknownSetting(file: string, word: string, { settings }: Facts): string[] {
  const known = settings.some(
    (setting) => setting === word || setting.startsWith(`${word}.`) || word.startsWith(`${setting}.`),
  );
  return known ? [] : [`${file}: there is no setting ${word}`];
}

/** The rows of a document's tables whose first cell is one `name`, with their other cells. */
export function tableRows(text: string): Map<string, string[]> {
  const rows = [...text.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)];
  return new Map(rows.map(([, name = "", cells = ""]) => [name, cells.split(" | ").map((cell) => cell.trim())]));
}

/** Names that exist and have no row, and rows for names that do not exist. */
export function compareRows(rows: ReadonlyMap<string, unknown>, names: readonly string[]): string[] {
  return [
    ...names.filter((name) => !rows.has(name)).map((name) => `${name} is not documented`),
    ...[...rows.keys()].filter((name) => !names.includes(name)).map((name) => `${name} does not exist`),
  ];
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** Every setting of a JSON Schema by its path, below names that people choose too: "people.NAME.roles". */
export function settingsOf(schema: Schema, prefix = ""): string[] {
  const node = schema.anyOf?.find((option) => option.properties) ?? schema;
  const own = Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    settingsOf(child, prefix ? `${prefix}.${key}` : key),
  );
  const below = [
    ...(typeof node.additionalProperties === "object" ? settingsOf(node.additionalProperties, `${prefix}.NAME`) : []),
    ...(node.items ? settingsOf(node.items, `${prefix}.NUMBER`) : []),
  ].filter((setting) => !/\.(?:NAME|NUMBER)$/.test(setting));
  return own.length > 0 ? own : [prefix, ...below];
}
