/**
 * A Qdrant for tests: what README.md says, over HTTP, with faults that a test plants. The unmodified npm package drives it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { operationsOn, type Body, type Perform, type Storage } from "./operations.ts";
import { Refusal } from "./refusal.ts";
import { openapi } from "./schema.ts";

export interface Call {
  /** "upsert_points" */
  readonly name: string;
  readonly collection: string;
  readonly body: unknown;
}

/** What goes wrong with a call; `after`: when it has been carried out. */
export type Fault =
  | { readonly kind: "hang" }
  | { readonly kind: "reset"; readonly after?: boolean }
  | { readonly kind: "slow"; readonly ms: number }
  | { readonly kind: "status"; readonly status: number; readonly error: string }
  /** Something else answers at this address. */
  | { readonly kind: "page"; readonly html: string };

export interface FakeQdrant extends Storage {
  readonly url: string;
  readonly port: number;
  readonly calls: Call[];
  /** Requests and answers that do not fit the description, a sentence each. A test that means them takes them out. */
  readonly violations: string[];
  fault: (call: Call) => Fault | undefined;
  /** Ends it. Throws if there are violations. */
  stop: () => Promise<void>;
}

const largestBody = 32 * 1024 * 1024;

const well: FakeQdrant["fault"] = () => undefined;
const failure = (error: string): object => ({ status: { error }, time: 0 });

export async function fakeQdrant(
  options: {
    readonly key?: string;
    readonly port?: number;
    readonly storage?: Storage;
    readonly version?: string;
  } = {},
): Promise<FakeQdrant> {
  const { collections, aliases } = options.storage ?? { collections: new Map(), aliases: new Map() };
  const find = openapi();
  const storage = operationsOn({ collections, aliases });
  const { version = "1.19.0" } = options;
  const calls: Call[] = [];
  const violations: string[] = [];
  const fake = { collections, aliases, calls, violations, fault: well };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const send = (status: number, said: object | string, type = "application/json"): void => {
      response.writeHead(status, { "content-type": type });
      response.end(typeof said === "string" ? said : JSON.stringify(said));
    };
    const operation = find(request.method ?? "", pathname);
    if (!operation) {
      violations.push(`there is no ${request.method} ${pathname}`);
      return send(404, "", "text/plain");
    }
    const key = request.headers["api-key"];
    if (options.key !== undefined && key !== options.key) {
      const none = "Must provide an API key or an Authorization bearer token";
      return send(401, key === undefined ? none : "Invalid API key or JWT", "text/plain; charset=utf-8");
    }
    const body = text === "" ? undefined : (JSON.parse(text) as Body);
    const call: Call = { name: operation.name, collection: operation.collection, body };
    calls.push(call);
    const answered = (): [status: number, said: object] => {
      const wrong = operation.request(searchParams, body);
      violations.push(...wrong.map((why) => `asked: ${why}`));
      const [status, said] =
        wrong.length > 0
          ? [400, failure(`Format error in JSON body: ${wrong[0]}`)]
          : text.length > largestBody
            ? [413, failure("JSON payload has exceeded limit.")]
            : operation.name === "root"
              ? [200, { title: "qdrant - vector search engine", version, commit: "74f3e85b9473" }]
              : carriedOut(storage, call, body ?? {});
      violations.push(...operation.answer(status, said).map((why) => `answered: ${why}`));
      if (status === 501) violations.push(JSON.stringify(said));
      return [status, said];
    };
    const fault = fake.fault(call);
    switch (fault?.kind) {
      case "hang":
        return undefined;
      case "reset":
        if (fault.after) answered();
        response.destroy();
        return undefined;
      case "status":
        return send(fault.status, failure(fault.error));
      case "page":
        return send(200, fault.html, "text/html");
      case "slow":
        await sleep(fault.ms);
        return send(...answered());
      default:
        return send(...answered());
    }
  };

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => {
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return Object.assign(fake, {
    url: `http://127.0.0.1:${port}`,
    port,
    stop: () =>
      new Promise<void>((resolve, reject) => {
        server.close(() => (violations.length > 0 ? reject(new Error(violations.join("\n"))) : resolve()));
        server.closeAllConnections();
      }),
  });
}

function carriedOut(perform: Perform, { name, collection }: Call, body: Body): [status: number, said: object] {
  try {
    return [200, { result: perform(name, collection, body), status: "ok", time: 0.001 }];
  } catch (error) {
    if (error instanceof Refusal) return [error.status, failure(error.message)];
    throw error;
  }
}
