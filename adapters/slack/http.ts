/**
 * Slack posts to us: one address for events, commands and buttons, every request signed.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import type * as Bolt from "@slack/bolt";
import type { Gate } from "./gate.ts";
import type { Transport } from "./transport.ts";

export const endpoint = "/slack/events";

/** Seconds that Slack's clock and ours may differ. */
const tolerance = 300;

interface Parts {
  readonly bolt: typeof Bolt;
  readonly signingSecret: string;
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly gate: Gate;
  readonly logger: Bolt.Logger;
}

export function createHttp({ bolt, signingSecret, host, port, gate, logger }: Parts): Transport {
  const receiver = new bolt.HTTPReceiver({
    signingSecret,
    endpoints: [endpoint],
    logger,
    processEventErrorHandler: async ({ error, response }) => {
      if (response.headersSent) return false;
      // A workspace that is not ours will not become ours by trying again; after anything else Slack should.
      const foreign = error instanceof bolt.AuthorizationError;
      response.writeHead(foreign ? 401 : 500, foreign ? { "x-slack-no-retry": "1" } : {}).end();
      return foreign;
    },
  });
  gate.admit(receiver);
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
    if (isFromTheFuture(request)) return deny(response, 401);
    try {
      receiver.requestListener(request, response);
    } catch {
      // Not our address.
      deny(response, 404);
    }
  });

  return {
    open: async () => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      server.once("error", reject);
      server.listen({ host, port }, resolve);
      await promise;
      server.off("error", reject);
      server.on("error", (error) => logger.error(String(error)));
    },
    close: async () => {
      if (!server.listening) return;
      const closed = promisify(server.close.bind(server))();
      server.closeIdleConnections();
      await gate.settle();
      await closed;
    },
    port: () => (server.address() as AddressInfo | null)?.port ?? null,
  };
}

/** Slack's rule is "no more than five minutes from now"; Bolt checks only the past. */
function isFromTheFuture({ headers }: IncomingMessage): boolean {
  return Number(headers["x-slack-request-timestamp"]) > Date.now() / 1000 + tolerance;
}

const deny = (response: ServerResponse, status: number): void => {
  response.writeHead(status, { "x-slack-no-retry": "1", connection: "close" }).end();
};
