/** Who may import whom: the table of ARCHITECTURE.md, as code. */
import path from "node:path";
import type { Tree } from "./tree.ts";

export interface Import {
  readonly from: string;
  /** A file of ours, or a package as it is written. */
  readonly to: string;
  readonly ours: boolean;
  /** Gone before it runs. */
  readonly typeOnly: boolean;
  /** `await import()`. */
  readonly lazy: boolean;
}

/** Who puts the parts together, and so may import every room. */
const isRoot = (file: string): boolean => /^src\/(?:main|cli)\.ts$|^src\/cli\//.test(file);

const named = (folder: string, names: string): string[] => names.split(" ").map((name) => `${folder}/${name}.ts`);

/** One noun, one file. */
export const nouns = named(
  "src",
  "action adapter approval audit audit/verify calendar card command config conversation glass group-source intent inventory knowledge-settings message people plan policy problem reason receipt reply request secret settings",
);

/** What actions are handed. A port is a noun that may also choose among its implementations, which lie beside it. */
export const ports = named(
  "src/providers",
  "accounts cache channels conversations delegations dns glasses help index library metrics models playbooks policies questions requests rights roles shell trail",
);

const isNoun = (file: string): boolean => nouns.includes(file) || ports.includes(file);

/** Packages that cost a tenth of a second or more to load. */
const heavy = [
  ..."@slack/bolt cloudflare node-ssh ssh2 pg @electric-sql/pglite @qdrant/js-client-rest".split(" "),
  ..."@langchain/core/messages @langchain/ollama langchain/chat_models/universal ollama".split(" "),
];

/** Files that load what they find in a folder. */
const discoverers = ["src/catalog.ts", "src/store/database.ts"];

const production = /^(?:src|adapters|intents|knowledge|migrations)\/.*\.ts$/;

/** The room a file lies in; adapters are rooms of their own. */
const roomOf = (file: string): string => /^adapters\/[^/]+|^[^/]+/.exec(file)?.[0] ?? "";

export function importsOf(from: string, text: string): Import[] {
  const make = (to: string, typeOnly: boolean, lazy: boolean): Import => {
    const ours = to.startsWith(".");
    return { from, to: ours ? path.posix.join(path.posix.dirname(from), to) : to, ours, typeOnly, lazy };
  };
  const statements = [...text.matchAll(/^(?:import|export)\s+(type\s)?([^"';]*?)\s*from\s+"([^"]+)"/gm)].map(
    ([, type, names = "", to = ""]) => make(to, type !== undefined || onlyTypes(names), false),
  );
  const bare = [...text.matchAll(/^import\s+"([^"]+)"/gm)].map(([, to = ""]) => make(to, false, false));
  const code = text.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, "");
  const dynamic = [...code.matchAll(/(?<![\w.])import\(\s*(?:"([^"]+)")?/g)].map(([, to]) =>
    make(to ?? "what it computes", false, true),
  );
  return [...statements, ...bare, ...dynamic];
}

/** `{ type A, type B }` */
const onlyTypes = (names: string): boolean => {
  const list = /^\{(.*)\}$/s
    .exec(names.trim())?.[1]
    ?.split(",")
    .map((name) => name.trim());
  return list?.every((name) => name === "" || name.startsWith("type ")) ?? false;
};

/** Every broken rule, a sentence each. */
export function wrongImports(tree: Tree): string[] {
  const files = [...tree].filter(([file]) => production.test(file));
  const imports = files.flatMap(([file, text]) => importsOf(file, text));
  const wrong = imports.flatMap((one) => {
    const why = one.ours ? whyNot(one) : whyNotPackage(one);
    return why === null ? [] : [`${one.from} imports ${one.to}: ${why}`];
  });
  const missing = imports.filter(({ to, ours }) => ours && !tree.has(to) && !to.endsWith(".json"));
  return [
    ...wrong,
    ...missing.map(({ from, to }) => `${from} imports ${to}: there is no such file`),
    ...cycles(imports).map((cycle) => `${cycle.join(" → ")}: a circle`),
  ];
}

function whyNot({ from, to }: Import): string | null {
  const [here, there] = [roomOf(from), roomOf(to)];
  if (isRoot(from)) return ["tests", "bench", "migrations"].includes(there) ? "not a part of the product" : null;
  if (isRoot(to)) return "only a command puts the parts together";
  if (ports.includes(from) && to.startsWith("src/providers/")) return null;
  if (isNoun(from)) return isNoun(to) ? null : "nouns import only one another";
  if (from.startsWith("src/store/")) {
    return isNoun(to) || to.startsWith("src/store/") ? null : "the store imports only nouns";
  }
  if (from.startsWith("intents/actions/") && to.startsWith("intents/actions/"))
    return "actions never import each other";
  if (here === there) return null;
  if (here === "migrations") return "migrations import kysely and nothing else";
  if (there !== "src") return `${here} may not import ${there}`;
  return here !== "src" && to.startsWith("src/store/") ? "only the kernel opens the store" : null;
}

function whyNotPackage({ from, to, typeOnly, lazy }: Import): string | null {
  if (to === "what it computes") return discoverers.includes(from) ? null : "imports name what they import";
  if (to.startsWith("node:") || typeOnly) return null;
  if (from.startsWith("migrations/")) return to === "kysely" ? null : "migrations import kysely and nothing else";
  if (isNoun(from)) return ["zod", "canonicalize", "yaml"].includes(to) ? null : "nouns need no packages but zod";
  const isWorker = from === "src/store/pglite-worker.ts";
  return heavy.includes(to) && !lazy && !isWorker ? "it is slow to load: `await import()` it when first needed" : null;
}

/** Circles among imports that exist when the program runs. */
function cycles(imports: readonly Import[]): string[][] {
  const next = Map.groupBy(
    imports.filter(({ ours, typeOnly, lazy }) => ours && !typeOnly && !lazy),
    ({ from }) => from,
  );
  const done = new Set<string>();
  const found: string[][] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start !== -1) found.push([...trail.slice(start), file]);
    if (start !== -1 || done.has(file)) return;
    for (const { to } of next.get(file) ?? []) visit(to, [...trail, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}
