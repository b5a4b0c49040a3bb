/**
 * A Cloudflare for tests: an HTTP server that keeps real zones and records, is as strict as the vendor documents, and
 * fails on demand in the ways that matter. The unmodified npm package drives it.
 */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { openapi } from "./openapi.ts";
import { conflictOf, invalid, type StoredRecord } from "./records.ts";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** What the description or our own rules found wrong with it. */
  readonly wrong: readonly string[];
}

/** One thing that goes wrong, `times` times (once by default), with calls that match. */
export interface Fault {
  readonly method?: string;
  readonly path?: RegExp;
  readonly times?: number;
  readonly how:
    | {
        readonly kind: "status";
        readonly status: number;
        readonly retryAfter?: number;
        readonly code?: number;
        readonly message?: string;
      }
    /** HTTP 200 that says success: false. */
    | { readonly kind: "soft"; readonly code: number; readonly message: string }
    /** The connection breaks before or after the change was made. */
    | { readonly kind: "reset"; readonly after: boolean }
    /** The change is made, the answer comes late. */
    | { readonly kind: "slow"; readonly ms: number }
    /** The change is made, the answer is not what it should be. */
    | { readonly kind: "answer"; readonly body: string };
}

export interface FakeCloudflare {
  /** Base of the API, for `cloudflare.api_url`. */
  readonly url: string;
  readonly token: string;
  readonly calls: readonly Call[];
  readonly purges: readonly unknown[];
  records(zone: string): readonly StoredRecord[];
  add(zone: string, record: Omit<StoredRecord, "id">): StoredRecord;
  fail(fault: Fault): void;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter?: number;
}

const id = (): string => randomBytes(16).toString("hex");
const ok = (result: unknown, more: object = {}): Answer => ({
  status: 200,
  body: { success: true, errors: [], messages: [], result, ...more },
});
const no = (status: number, code: number, message: string): Answer => ({
  status,
  body: { success: false, errors: [{ code, message }], messages: [], result: null },
});

export async function fakeCloudflare(zoneNames: readonly string[]): Promise<FakeCloudflare> {
  const token = `token-${id()}`;
  const zones = new Map(zoneNames.map((name) => [id(), { name, records: new Map<string, StoredRecord>() }]));
  const calls: Call[] = [];
  const purges: unknown[] = [];
  const faults: { fault: Fault; left: number }[] = [];
  const check = openapi();

  const answer = (method: string, path: string, query: URLSearchParams, body: unknown): Answer => {
    const [, first, zoneId, what, recordId] = path.split("/");
    if (path === "/zones" && method === "GET") {
      const name = query.get("name");
      const found = [...zones].filter(([, zone]) => name === null || zone.name === name);
      return ok(found.map(([zone, { name: zoneName }]) => ({ id: zone, name: zoneName, status: "active" })));
    }
    const zone = zones.get(zoneId ?? "");
    if (first !== "zones" || !zone)
      return no(404, 7003, "Could not route to the zone, perhaps your object identifier is invalid?");
    if (what === "purge_cache" && method === "POST") {
      const problem = invalidPurge(body);
      if (problem) return no(400, 1012, problem);
      purges.push(body);
      return ok({ id: zoneId });
    }
    if (what !== "dns_records") return no(404, 7000, "No route for that URI");

    const create = (fields: Partial<StoredRecord>): Answer => {
      const record = { proxied: false, ttl: 1, ...fields, id: id() } as StoredRecord;
      const refused = invalid(record, zone.name) ?? conflictOf(record, [...zone.records.values()]);
      return refused ? no(400, refused.code, refused.message) : ok(store(zone, record));
    };
    const change = (target: string, fields: Partial<StoredRecord>): Answer => {
      const old = zone.records.get(target);
      if (!old) return no(404, 81044, "Record does not exist.");
      const record = { ...old, ...fields, id: target };
      const others = [...zone.records.values()].filter((other) => other.id !== target);
      const refused = invalid(record, zone.name) ?? conflictOf(record, others);
      return refused ? no(400, refused.code, refused.message) : ok(store(zone, record));
    };
    const remove = (target: string): Answer =>
      zone.records.delete(target) ? ok({ id: target }) : no(404, 81044, "Record does not exist.");

    const fields = body as Partial<StoredRecord>;
    if (recordId === "batch" && method === "POST") {
      // One transaction: deletes, patches, puts, posts; any refusal and nothing happened.
      const before = new Map(zone.records);
      const batch = body as { deletes?: StoredRecord[]; patches?: StoredRecord[]; posts?: StoredRecord[] };
      const answers = [
        ...(batch.deletes ?? []).map((one) => remove(one.id)),
        ...(batch.patches ?? []).map((one) => change(one.id, one)),
        ...(batch.posts ?? []).map((one) => create(one)),
      ];
      const refused = answers.find((one) => one.status !== 200);
      if (refused) zone.records = before;
      return refused ?? ok({ deletes: [], patches: [], puts: [], posts: [] });
    }
    if (recordId === undefined && method === "POST") return create(fields);
    if (recordId === undefined && method === "GET") {
      const name = query.get("name.exact") ?? query.get("name");
      const type = query.get("type");
      const found = [...zone.records.values()].filter(
        (record) => (name === null || record.name === name.toLowerCase()) && (type === null || record.type === type),
      );
      const page = Number(query.get("page") ?? 1);
      const perPage = Number(query.get("per_page") ?? 100);
      const shown = found.slice((page - 1) * perPage, page * perPage);
      return ok(shown, { result_info: { page, per_page: perPage, count: shown.length, total_count: found.length } });
    }
    if (recordId !== undefined && method === "PATCH") return change(recordId, fields);
    if (recordId !== undefined && method === "DELETE") return remove(recordId);
    return no(405, 10_405, `${method} is not allowed here`);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const url = new URL(request.url ?? "/", "http://fake");
    const path = url.pathname.replace(/^\/client\/v4/, "");
    const method = request.method ?? "GET";
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const wrong = [...ownRules(request, url, method, text), ...check(method, path, url.searchParams, body)];
    calls.push({ method, path, body, wrong });

    const send = ({ status, body: out, retryAfter }: Answer): void => {
      const headers = { "content-type": "application/json", "cf-ray": "8f00ba4-TST" };
      response.writeHead(
        status,
        retryAfter === undefined ? headers : { ...headers, "retry-after": String(retryAfter) },
      );
      response.end(typeof out === "string" ? out : JSON.stringify(out));
    };
    if (request.headers.authorization !== `Bearer ${token}`) {
      return send(no(403, 10_000, `Authentication error for ${request.headers.authorization}`));
    }
    if (wrong.length > 0) return send(no(400, 9207, `Invalid request: ${wrong.join("; ")}`));
    const due = faults.find(
      ({ fault, left }) => left > 0 && (fault.method ?? method) === method && (fault.path?.test(path) ?? true),
    );
    if (due) due.left--;
    const how = due?.fault.how;
    if (how?.kind === "status") {
      const refusal = no(how.status, how.code ?? 10_001, how.message ?? "Something is wrong here");
      return send(how.retryAfter === undefined ? refusal : { ...refusal, retryAfter: how.retryAfter });
    }
    if (how?.kind === "soft") return send({ ...no(200, how.code, how.message), status: 200 });
    if (how?.kind === "reset" && !how.after) return void request.socket.destroy();
    const result = answer(method, path, url.searchParams, body);
    if (how?.kind === "reset") return void request.socket.destroy();
    if (how?.kind === "answer") return send({ status: 200, body: how.body });
    if (how?.kind === "slow") {
      const timer = setTimeout(() => send(result), how.ms);
      request.socket.once("close", () => clearTimeout(timer));
      return;
    }
    send(result);
  };

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const zoneNamed = (name: string) => {
    const zone = [...zones.values()].find((candidate) => candidate.name === name);
    if (!zone) throw new Error(`the fake has no zone ${name}`);
    return zone;
  };
  return {
    url: `http://127.0.0.1:${port}/client/v4`,
    token,
    calls,
    purges,
    records: (zone) => [...zoneNamed(zone).records.values()],
    add: (zone, record) => store(zoneNamed(zone), { ...record, id: id() }),
    fail: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function store(zone: { records: Map<string, StoredRecord> }, record: StoredRecord): StoredRecord {
  // A proxied record has no TTL of its own.
  const kept = { ...record, ...(record.proxied ? { ttl: 1 } : {}) };
  zone.records.set(record.id, kept);
  return kept;
}

/** What the vendor's description leaves open and we do not. */
function ownRules(request: IncomingMessage, url: URL, method: string, text: string): string[] {
  const wrong: string[] = [];
  if (!url.pathname.startsWith("/client/v4/")) wrong.push(`${url.pathname} is not below /client/v4`);
  for (const header of ["x-auth-key", "x-auth-email", "x-auth-user-service-key"]) {
    if (request.headers[header] !== undefined) wrong.push(`${header} beside a token`);
  }
  if (request.headers["x-stainless-retry-count"] !== "0") wrong.push("the package repeated the call by itself");
  const writes = method === "POST" || method === "PUT" || method === "PATCH";
  if (writes && !request.headers["content-type"]?.startsWith("application/json")) wrong.push("a body that is no JSON");
  if (writes && text === "") wrong.push("no body");
  return wrong;
}

/** The description accepts an empty purge and tags that are no list; the real API does not. */
function invalidPurge(body: unknown): string | null {
  const keys = Object.keys(body ?? {});
  const [key = ""] = keys;
  const value: unknown = (body as Record<string, unknown> | undefined)?.[key];
  if (keys.length !== 1) return "Request must contain one of purge_everything, files, tags, hosts or prefixes";
  if (key === "purge_everything") return value === true ? null : "purge_everything must be true";
  if (!["files", "tags", "hosts", "prefixes"].includes(key)) return `Unknown key ${key}`;
  if (!Array.isArray(value) || value.length === 0) return `${key} must be a list that is not empty`;
  if (value.length > 100) return `${key} may hold 100 items at most`;
  return value.every((item) => typeof item === "string" && item !== "") ? null : `${key} must hold strings`;
}
