/**
 * A HashiCorp Vault for tests, as its HTTP API is documented: a KV version 2 engine with versions that can be deleted,
 * undeleted and destroyed, tokens with policies, AppRole logins, namespaces, sealing, standby nodes and faults on demand.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly namespace: string | null;
  readonly token: string | null;
}

/** What goes wrong with every question until it is null again. */
export type Fault =
  /** The standby of a cluster that does not forward: a load balancer that asks sys/health answers like it. */
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "redirect"; readonly to: string }
  | { readonly kind: "silence" }
  | { readonly kind: "reset" }
  | { readonly kind: "answer"; readonly body: string };

interface Version {
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdTime: string;
  deletionTime: string;
  destroyed: boolean;
}

export interface FakeVault {
  /** For `vault.address`. */
  readonly url: string;
  /** A token that may read everything in the root namespace. */
  readonly token: string;
  readonly calls: readonly Call[];
  sealed: boolean;
  fault: Fault | null;
  /** Writes a new version; "secret/signalbox/slack". */
  write(path: string, data: Readonly<Record<string, unknown>>, namespace?: string): number;
  /** A soft delete, or one for good. */
  remove(path: string, version: number, how: "delete" | "destroy"): void;
  /** A token that may read what lies below these paths only. */
  tokenFor(...below: string[]): string;
  /** AppRole credentials; each secret id logs in once. */
  appRole(...below: string[]): { readonly roleId: string; readonly secretId: string };
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const errors = (status: number, ...messages: string[]): Answer => ({ status, body: { errors: messages } });
const denied = errors(403, "1 error occurred:\n\t* permission denied\n\n");

/** What every successful answer is wrapped in. */
const envelope = (more: object) => ({
  request_id: randomUUID(),
  lease_id: "",
  renewable: false,
  lease_duration: 0,
  data: null,
  wrap_info: null,
  warnings: null,
  auth: null,
  ...more,
});

const newToken = (): string => `hvs.${randomBytes(18).toString("base64url")}`;

/** With `tls` it serves https only. */
export async function fakeVault(tls?: { readonly pem: string; readonly key: string }): Promise<FakeVault> {
  const root = newToken();
  /** Token → what it may read below. */
  const tokens = new Map<string, readonly string[]>([[root, [""]]]);
  const roles = new Map<string, { readonly below: readonly string[]; readonly secretIds: Set<string> }>();
  const secrets = new Map<string, Version[]>();
  const mounts = new Set(["secret"]);
  const calls: Call[] = [];
  const state: { sealed: boolean; fault: Fault | null } = { sealed: false, fault: null };

  const readVersion = (where: string, asked: string | null): Answer => {
    const versions = secrets.get(where) ?? [];
    const number = asked === null || asked === "0" ? versions.length : Number(asked);
    const version = versions[number - 1];
    if (!version) return errors(404);
    const gone = version.destroyed || (version.deletionTime !== "" && Date.parse(version.deletionTime) <= Date.now());
    const metadata = {
      created_time: version.createdTime,
      custom_metadata: null,
      deletion_time: version.deletionTime,
      destroyed: version.destroyed,
      version: number,
    };
    return { status: gone ? 404 : 200, body: envelope({ data: { data: gone ? null : version.data, metadata } }) };
  };

  const logIn = (body: string): Answer => {
    const { role_id: roleId = "", secret_id: secretId = "" } = JSON.parse(body) as Record<string, string>;
    const role = roles.get(roleId);
    if (!role?.secretIds.delete(secretId)) return errors(400, "invalid role or secret ID");
    const token = newToken();
    tokens.set(token, role.below);
    const auth = {
      client_token: token,
      accessor: randomUUID(),
      policies: ["default", "signalbox"],
      token_policies: ["default", "signalbox"],
      metadata: { role_name: "signalbox" },
      lease_duration: 1200,
      renewable: true,
      entity_id: randomUUID(),
      token_type: "service",
      orphan: true,
      mfa_requirement: null,
      num_uses: 0,
    };
    return { status: 200, body: envelope({ auth }) };
  };

  const answer = (call: Call, query: URLSearchParams, body: string): Answer => {
    const { method, path, namespace, token } = call;
    if (path === "sys/seal-status" && method === "GET") {
      const { sealed } = state;
      return { status: 200, body: { type: "shamir", initialized: true, sealed, t: 3, n: 5, progress: 0, nonce: "" } };
    }
    if (state.sealed) return errors(503, "Vault is sealed");
    if (path === "auth/approle/login") return method === "POST" ? logIn(body) : errors(405, "unsupported operation");
    const below = tokens.get(token ?? "");
    const [mount = "", what = "", ...rest] = path.split("/");
    const where = [namespace?.replaceAll("/", ""), mount, ...rest].filter(Boolean).join("/");
    if (!below?.some((prefix) => where.startsWith(prefix))) return denied;
    if (!mounts.has(mount)) return errors(404, `no handler for route "${path}". route entry not found.`);
    if (what !== "data" || rest.length === 0) return errors(404);
    return method === "GET" ? readVersion(where, query.get("version")) : errors(405, "unsupported operation");
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://vault.test");
    const header = (name: string): string | null => (request.headers[name] as string | undefined) ?? null;
    const call = {
      method: request.method ?? "",
      path: decodeURIComponent(url.pathname.replace(/^\/v1\//, "")),
      namespace: header("x-vault-namespace"),
      token: header("x-vault-token"),
    };
    calls.push(call);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { fault } = state;
    if (fault?.kind === "silence") return;
    if (fault?.kind === "reset") {
      request.socket.destroy();
      return;
    }
    if (fault?.kind === "redirect") {
      response.writeHead(307, { location: fault.to }).end();
      return;
    }
    const { status, body } =
      fault?.kind === "status"
        ? errors(fault.status, ...(fault.status >= 500 ? ["internal error"] : []))
        : fault?.kind === "answer"
          ? { status: 200, body: fault.body }
          : answer(call, url.searchParams, Buffer.concat(chunks).toString("utf8"));
    response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(typeof body === "string" ? body : `${JSON.stringify(body)}\n`);
  };

  const handle = (request: IncomingMessage, response: ServerResponse): void => void serve(request, response);
  const server = tls ? createTlsServer({ cert: tls.pem, key: tls.key }, handle) : createPlainServer(handle);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    token: root,
    calls,
    get sealed() {
      return state.sealed;
    },
    set sealed(sealed) {
      state.sealed = sealed;
    },
    get fault() {
      return state.fault;
    },
    set fault(fault) {
      state.fault = fault;
    },
    write: (path, data, namespace) => {
      const where = namespace === undefined ? path : `${namespace}/${path}`;
      const versions = secrets.get(where) ?? [];
      const createdTime = new Date().toISOString();
      secrets.set(where, [...versions, { data, createdTime, deletionTime: "", destroyed: false }]);
      return versions.length + 1;
    },
    remove: (path, number, how) => {
      const version = secrets.get(path)?.[number - 1];
      if (!version) throw new Error(`there is no version ${number} of ${path}`);
      if (how === "destroy") version.destroyed = true;
      else version.deletionTime = new Date(Date.now() - 1).toISOString();
    },
    tokenFor: (...below) => {
      const token = newToken();
      tokens.set(token, below);
      return token;
    },
    appRole: (...below) => {
      const roleId = randomUUID();
      const secretId = randomUUID();
      roles.set(roleId, { below, secretIds: new Set([secretId]) });
      return { roleId, secretId };
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
