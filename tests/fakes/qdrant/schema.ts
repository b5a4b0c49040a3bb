/**
 * Qdrant's own description of its API (openapi.json, see README.md), as validators. The description leaves nearly every
 * object open; here they are closed, so that a misspelt key is found and not ignored as the server would.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv, type ValidateFunction } from "ajv";

type Schema = Readonly<Record<string, unknown>>;

interface Content {
  readonly content?: { readonly "application/json"?: { readonly schema: Schema } };
}
interface Described {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: Schema;
}

export interface Operation {
  /** As the description calls it: "upsert_points". */
  readonly name: string;
  readonly collection: string;
  /** What is wrong with a request, a sentence each. */
  readonly request: (query: URLSearchParams, body: unknown) => string[];
  /** What is wrong with an answer. */
  readonly answer: (status: number, body: unknown) => string[];
}

const most = 2 ** 53;
const between = (min: number, max: number) => ({
  type: "number" as const,
  validate: (value: number) => Number.isInteger(value) && value >= min && value <= max,
});
const formats = {
  uint8: between(0, 2 ** 8 - 1),
  uint32: between(0, 2 ** 32 - 1),
  uint64: between(0, most),
  uint: between(0, most),
  int64: between(-most, most),
  float: { type: "number" as const, validate: Number.isFinite },
  double: { type: "number" as const, validate: Number.isFinite },
  uuid: /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i,
  "date-time": true as const,
};

/** From OpenAPI 3.0 to JSON Schema: `nullable`, and where a reference points. Objects with named properties are closed. */
function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== "object" || value === null) return value;
  const { nullable, default: _, ...rest } = value as Schema;
  const schema = Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, convert(item)]));
  if (typeof schema["$ref"] === "string") schema["$ref"] = schema["$ref"].replace("#/", "qdrant#/");
  if (schema["type"] === "object" && schema["properties"] && schema["additionalProperties"] === undefined) {
    schema["additionalProperties"] = false;
  }
  if (nullable !== true) return schema;
  return Object.keys(schema).length === 0 ? { type: "null" } : { anyOf: [schema, { type: "null" }] };
}

export type Find = (method: string, pathname: string) => Operation | null;

let read: Find | undefined;

/** Null: the description has no such operation. Compiling it takes a second, so that all servers of a process share it. */
export const openapi = (): Find => (read ??= readDescription());

function readDescription(): Find {
  const text = readFileSync(path.join(import.meta.dirname, "openapi.json"), "utf8");
  const description = JSON.parse(text) as Description;
  const ajv = new Ajv({ strict: false, formats });
  ajv.addSchema({ $id: "qdrant", components: convert(description.components) });
  const compiled = new Map<string, ValidateFunction>();
  const wrong = (key: string, schema: Schema | undefined, value: unknown): string[] => {
    if (!schema) return value === undefined ? [] : [`${key}: nothing is expected there`];
    const validate = compiled.get(key) ?? ajv.compile(convert(schema) as object);
    compiled.set(key, validate);
    if (validate(value)) return [];
    // Of everything that did not fit anywhere, what came furthest is what was meant.
    const [deepest] = (validate.errors ?? []).toSorted((a, b) => b.instancePath.length - a.instancePath.length);
    return [`${key}: ${deepest?.instancePath} ${deepest?.message}`];
  };
  const routes = Object.entries(description.paths).map(([template, methods]) => ({
    template,
    methods,
    // What is written out goes before what is a name: /collections/aliases is no collection.
    names: template.split("{").length,
    pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "([^/]+)")}$`),
  }));
  routes.sort((a, b) => a.names - b.names);

  return (method, pathname) => {
    const route = routes.find(({ pattern, methods }) => pattern.test(pathname) && methods[method.toLowerCase()]);
    const described = route?.methods[method.toLowerCase()];
    if (!route || !described) return null;
    const name = described.operationId;
    const parameters = described.parameters?.filter((parameter) => parameter.in === "query") ?? [];
    return {
      name,
      collection: decodeURIComponent(route.pattern.exec(pathname)?.[1] ?? ""),
      request: (query, body) => [
        ...wrong(`${name} body`, described.requestBody?.content?.["application/json"]?.schema, body),
        ...Array.from(query).flatMap(([key, value]) => {
          const schema = parameters.find((parameter) => parameter.name === key)?.schema;
          return wrong(`${name} query ${key}`, schema, /^(?:\d+|true|false)$/.test(value) ? JSON.parse(value) : value);
        }),
      ],
      answer: (status, body) => {
        const response = described.responses[status] ?? described.responses[`${Math.floor(status / 100)}XX`];
        const schema = (response ?? described.responses["default"])?.content?.["application/json"]?.schema;
        return wrong(`${name} answer ${status}`, schema, body);
      },
    };
  };
}
