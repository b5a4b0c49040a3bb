/**
 * Checks requests against Cloudflare's own OpenAPI description, trimmed (Apache-2.0), if it lies beside the project.
 * The fake's hand-written rules hold with or without it.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { isIPv4, isIPv6 } from "node:net";
import { Ajv, type ValidateFunction } from "ajv";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: { readonly type?: string; readonly $ref?: string };
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: object }>> };
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>> & { parameters?: readonly Parameter[] }>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly type?: string }>> };
}

/** Where the description lies, if it is here at all. */
export const description = path.join(import.meta.dirname, "../../../../shared/specs/cloudflare-openapi-subset.json");

/** Returns what is wrong with a request, each in one line; nothing if all is well or the description is not here. */
export type Check = (method: string, pathname: string, query: URLSearchParams, body: unknown) => string[];

export function openapi(): Check {
  if (!existsSync(description)) return () => [];
  const vendor = JSON.parse(readFileSync(description, "utf8")) as Description;
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, formats: { ...formats, ...anything } });
  ajv.addSchema({ $id: "vendor", components: relax(vendor.components) });
  const compiled = new Map<string, ValidateFunction>();
  const validator = (key: string, schema: object): ValidateFunction => {
    const known = compiled.get(key);
    if (known) return known;
    const text = JSON.stringify(relax(schema)).replaceAll('"#/components/', '"vendor#/components/');
    const made = ajv.compile(JSON.parse(text) as object);
    compiled.set(key, made);
    return made;
  };
  const routes = Object.entries(vendor.paths)
    .map(([template, item]) => ({
      template,
      item,
      literal: template.split("/").filter((part) => !part.startsWith("{")).length,
      pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`),
    }))
    .toSorted((a, b) => b.literal - a.literal);

  return (method, pathname, query, body) => {
    const route = routes.find(({ pattern, item }) => pattern.test(pathname) && item[method.toLowerCase()]);
    const operation = route?.item[method.toLowerCase()];
    if (!route || !operation) return [`the description has no ${method} ${pathname}`];
    const wrong: string[] = [];
    const key = `${method} ${route.template}`;
    const schema = operation.requestBody?.content?.["application/json"]?.schema;
    if (schema) {
      const validate = validator(key, schema);
      if (!validate(body)) {
        wrong.push(...(validate.errors ?? []).slice(0, 4).map((error) => `${error.instancePath} ${error.message}`));
      }
    }
    const parameters = [...(route.item.parameters ?? []), ...(operation.parameters ?? [])];
    const known = parameters.filter((parameter) => parameter.in === "query");
    for (const [name, text] of query) {
      const parameter = known.find((candidate) => candidate.name === name);
      if (!parameter?.schema) {
        wrong.push(`the description knows no query parameter ${name}`);
        continue;
      }
      const target = parameter.schema.$ref?.split("/").at(-1);
      const type = target ? vendor.components.schemas[target]?.type : parameter.schema.type;
      const value =
        type === "number" || type === "integer" ? Number(text) : type === "boolean" ? text === "true" : text;
      const validate = validator(`${key} ${name}`, parameter.schema);
      if (!validate(value)) wrong.push(`query ${name}: ${validate.errors?.[0]?.message}`);
    }
    return wrong;
  };
}

const formats = {
  ipv4: isIPv4,
  ipv6: isIPv6,
  hostname: /^(?=.{1,253}\.?$)[a-z0-9_*]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*\.?$/i,
};
const anything = { "date-time": true, uri: true, duration: true, date: true, uuid: true } as const;

/** The description requires read-only fields of requests; OpenAPI 3.0 means responses by that. */
function relax<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(relax) as T;
  if (typeof schema !== "object" || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, relax(value)]));
  const { required, properties } = copy as { required?: unknown; properties?: Record<string, { readOnly?: boolean }> };
  if (Array.isArray(required) && properties) {
    copy["required"] = (required as string[]).filter((name) => !properties[name]?.readOnly);
  }
  return copy as T;
}
