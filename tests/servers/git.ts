/** Real git repositories on disk, and git's own HTTP server in front of them. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { devNull, tmpdir } from "node:os";
import path from "node:path";
import { makeCertificate } from "./tls.ts";

/** As on a machine where nobody has set anything for git. */
const env = {
  PATH: process.env["PATH"],
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Ann",
  GIT_AUTHOR_EMAIL: "ann@example.test",
  GIT_COMMITTER_NAME: "Ann",
  GIT_COMMITTER_EMAIL: "ann@example.test",
};

export interface Repository {
  readonly folder: string;
  readonly git: (...args: string[]) => string;
  /** Commits everything in the work tree; the id of the commit. */
  readonly commit: () => string;
  readonly remove: () => void;
}

export function makeRepository(): Repository {
  const folder = mkdtempSync(path.join(tmpdir(), "repository-"));
  const git = (...args: string[]): string =>
    execFileSync("git", ["-C", folder, ...args], { env, encoding: "utf8", stdio: "pipe" }).trim();
  git("init", "--quiet", "--initial-branch=main");
  git("commit", "--quiet", "--allow-empty", "--message", "Begin");
  return {
    folder,
    git,
    commit() {
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message", "Change");
      return git("rev-parse", "HEAD");
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

export interface GitServer {
  /** "https://localhost:41234"; repositories below it by the last part of their folder. */
  readonly url: string;
  /** The certificate to trust. */
  readonly ca: string;
  /** Of every request, in their order: its path, and what it said of itself. */
  readonly requests: { readonly path: string; readonly authorization: string | undefined }[];
  /** Comes between: true if it has answered, or will. */
  intercept: ((request: IncomingMessage, response: ServerResponse) => boolean) | null;
  readonly stop: () => Promise<void>;
}

/** Serves the repositories below this folder with `git http-backend` (a CGI program, RFC 3875) on 127.0.0.1. */
export async function serveGit(root: string, authorization?: string): Promise<GitServer> {
  const folder = mkdtempSync(path.join(tmpdir(), "git-server-"));
  const { pem, key } = makeCertificate({ name: "localhost", to: new Date(Date.now() + 86_400_000) });
  const ca = path.join(folder, "ca.pem");
  writeFileSync(ca, pem);
  const requests: { path: string; authorization: string | undefined }[] = [];
  const server = createServer({ cert: pem, key }, (request, response) => {
    const url = new URL(request.url ?? "/", "https://localhost");
    requests.push({ path: url.pathname, authorization: request.headers.authorization });
    if (self.intercept?.(request, response)) return;
    if (authorization !== undefined && request.headers.authorization !== authorization) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
      return;
    }
    backend(root, url, request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const self: GitServer = {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    ca,
    requests,
    intercept: null,
    stop: () =>
      new Promise((resolve) => {
        rmSync(folder, { recursive: true });
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return self;
}

function backend(root: string, url: URL, request: IncomingMessage, response: ServerResponse): void {
  const child = spawn("git", ["http-backend"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: {
      ...env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      REQUEST_METHOD: request.method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
  });
  child.stdin.on("error", () => undefined);
  request.pipe(child.stdin);
  let head: Buffer | null = Buffer.alloc(0);
  child.stdout.on("data", (data: Buffer) => {
    if (head === null) return void response.write(data);
    head = Buffer.concat([head, data]);
    const end = head.indexOf("\r\n\r\n");
    if (end === -1) return;
    const headers = head
      .subarray(0, end)
      .toString()
      .split("\r\n")
      .map((line) => line.split(": ", 2));
    const rest = head.subarray(end + 4);
    head = null;
    const status = headers.find(([name]) => name === "Status")?.[1];
    response.writeHead(Number.parseInt(status ?? "200", 10), headers.filter(([name]) => name !== "Status").flat());
    response.write(rest);
  });
  child.on("close", () => response.end());
}
