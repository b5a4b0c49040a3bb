/**
 * Made openapi.json: `node tests/fakes/qdrant/reduce.ts FILE` reads the whole description that Qdrant publishes and
 * keeps the operations that Signalbox uses and the schemas they lead to, without descriptions and examples.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const used: Readonly<Record<string, readonly string[]>> = {
  "/": ["get"],
  "/collections": ["get"],
  "/collections/{collection_name}": ["get", "put", "delete"],
  "/collections/{collection_name}/exists": ["get"],
  "/collections/{collection_name}/index": ["put"],
  "/collections/aliases": ["post"],
  "/aliases": ["get"],
  "/collections/{collection_name}/points": ["put"],
  "/collections/{collection_name}/points/delete": ["post"],
  "/collections/{collection_name}/points/payload": ["post"],
  "/collections/{collection_name}/points/batch": ["post"],
  "/collections/{collection_name}/points/scroll": ["post"],
  "/collections/{collection_name}/points/count": ["post"],
  "/collections/{collection_name}/points/query": ["post"],
  "/collections/{collection_name}/points/query/batch": ["post"],
};

interface Description {
  readonly openapi: string;
  readonly info: object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const words = ["description", "summary", "example", "examples", "tags", "deprecated"];

/** Without what only people read. Below `properties` the keys are names, not keywords. */
function bare(value: unknown, names = false): unknown {
  if (Array.isArray(value)) return value.map((item) => bare(item));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => names || !words.includes(key));
  return Object.fromEntries(kept.map(([key, item]) => [key, bare(item, !names && key === "properties")]));
}

const namesIn = (value: unknown): string[] =>
  Array.from(JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g), ([, name = ""]) => name);

const [, , from = ""] = process.argv;
const whole = JSON.parse(readFileSync(from, "utf8")) as Description;
const paths = Object.fromEntries(
  Object.entries(used).map(([template, methods]) => [
    template,
    Object.fromEntries(methods.map((method) => [method, bare(whole.paths[template]?.[method])])),
  ]),
);
const reached = new Set<string>();
const reach = (value: unknown): void => {
  for (const name of namesIn(value)) {
    if (reached.has(name)) continue;
    reached.add(name);
    reach(bare(whole.components.schemas[name]));
  }
};
reach(paths);
const schemas = Object.fromEntries([...reached].toSorted().map((name) => [name, bare(whole.components.schemas[name])]));
const reduced = { openapi: whole.openapi, info: { title: "Qdrant", version: "1.19" }, paths, components: { schemas } };
writeFileSync(path.join(import.meta.dirname, "openapi.json"), `${JSON.stringify(reduced)}\n`);
