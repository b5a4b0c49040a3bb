/** Slack's HTTP server: the Web API and the addresses that commands and buttons are answered at. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { parse } from "node:querystring";
import { misnamed } from "./arguments.ts";
import type { Faults } from "./faults.ts";
import type { Limit } from "./limits.ts";
import { methods, textOf, type Answer, type Args } from "./methods.ts";
import { breaks } from "./rules.ts";
import type { World } from "./world.ts";

export interface Call {
  readonly method: string;
  readonly args: Args;
  /** Milliseconds, by `performance.now()`. */
  readonly at: number;
  /** Where the token stood. */
  readonly token: "header" | "body" | "none";
  answer: Answer | "limited" | "broken";
}

export interface ResponseUrls {
  /** A new address for answers to this person, in this channel. */
  open(user: string, channel: string): string;
  /** HTTP status of an answer posted there. */
  answer(id: string, body: Args): number;
}

export interface Parts {
  readonly world: World;
  readonly tokens: { readonly bot: string; readonly app: string };
  readonly scopes: Set<string>;
  readonly faults: Faults;
  readonly limit: Limit | null;
  readonly validate: boolean;
  readonly record: boolean;
  readonly calls: Call[];
  readonly violations: string[];
  readonly openConnection: () => string;
  readonly responses: ResponseUrls;
}

export async function readBody(request: IncomingMessage): Promise<Args> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", resolve);
  request.on("error", reject);
  await promise;
  const raw = Buffer.concat(parts).toString();
  if (raw === "") return {};
  return (request.headers["content-type"] ?? "").startsWith("application/json")
    ? (JSON.parse(raw) as Args)
    : { ...parse(raw) };
}

const answerJson = (response: ServerResponse, answer: Answer): void => {
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(answer));
};

export function createWebApi(parts: Parts) {
  const { tokens, scopes, world, calls, violations, validate, record, faults, limit, responses } = parts;

  const check = (method: string, args: Args): void => {
    if (!validate) return;
    for (const wrong of [...breaks(method, args), ...misnamed(method, args)]) violations.push(`${method}: ${wrong}`);
  };

  const run = (method: string, args: Args, token: string): Answer => {
    if (method === "apps.connections.open") {
      if (token !== tokens.app) return { ok: false, error: token ? "not_allowed_token_type" : "not_authed" };
      return { ok: true, url: parts.openConnection() };
    }
    const known = methods[method];
    if (!known) return { ok: false, error: "unknown_method", req_method: method };
    if (token !== tokens[known.token]) return { ok: false, error: token ? "invalid_auth" : "not_authed" };
    const needed = known.scope?.(args, world);
    if (needed && !scopes.has(needed)) {
      return { ok: false, error: "missing_scope", needed, provided: [...scopes].join(",") };
    }
    return known.run(args, world);
  };

  /** `/api/METHOD` */
  const api = async (method: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { token: inBody, ...args } = await readBody(request);
    const header = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    const token = header ?? textOf(inBody);
    const where = header ? "header" : token ? "body" : "none";
    const call: Call = { method, args, at: performance.now(), token: where, answer: "broken" };
    if (record) calls.push(call);
    if (validate && method === "apps.connections.open" && where === "body") {
      violations.push("apps.connections.open: S-20 the token is in the body");
    }
    const fault = faults.next(method);
    if (fault?.kind === "cut") return void request.socket.destroy();
    if (fault?.kind === "status") {
      const quiet = fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
      return void response.writeHead(fault.status, quiet).end();
    }
    if (fault?.kind === "error") return answerJson(response, (call.answer = { ok: false, error: fault.error }));
    const wait = limit?.(method, textOf(args["channel"]), Date.now()) ?? null;
    if (wait !== null) {
      call.answer = "limited";
      response.writeHead(429, { "retry-after": String(wait), "content-type": "application/json" });
      return void response.end('{"ok":false,"error":"ratelimited"}');
    }
    check(method, args);
    const answer = run(method, args, token);
    call.answer = answer;
    if (fault?.kind === "cut-after") return void request.socket.destroy();
    if (fault?.kind === "slow") await new Promise((resolve) => setTimeout(resolve, fault.ms).unref());
    answerJson(response, answer);
  };

  /** `/response/ID` */
  const respond = async (id: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const args = await readBody(request);
    if (record)
      calls.push({ method: "response_url", args, at: performance.now(), token: "none", answer: { ok: true } });
    check("response_url", args);
    const status = responses.answer(id, args);
    response.writeHead(status).end(status === 200 ? "ok" : "expired_url");
  };

  return { api, respond };
}
