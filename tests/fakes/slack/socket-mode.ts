/** Slack's side of Socket Mode: https://docs.slack.dev/apis/events-api/using-socket-mode */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Kind, Outcome, Patience, Sender } from "./sent.ts";
import { app } from "./world.ts";

interface Waiting {
  readonly sentAt: number;
  readonly connection: WebSocket;
  readonly done: (outcome: { readonly ms: number; readonly body: unknown } | null) => void;
}

export interface SocketMode extends Sender {
  /** A URL that opens one connection, once. */
  ticket(origin: string): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Open connections, oldest first. */
  connections(): number;
  /** Resolves when this many are open. */
  untilConnected(count: number): Promise<void>;
  /** Announces that a connection will end, as Slack does to move people. The bot ends it. */
  disconnect(reason: "warning" | "refresh_requested" | "link_disabled", index?: number): void;
  /** The connection is gone, without a word. */
  cut(index?: number): void;
  /** The connection is there, and nobody at its end. */
  freeze(index?: number): void;
}

export function createSocketMode(patience: Patience): SocketMode {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const tickets = new Set<string>();
  const open: WebSocket[] = [];
  const raw = new Map<WebSocket, Duplex>();
  const waiting = new Map<string, Waiting>();
  const opened: (() => void)[] = [];
  let turn = 0;
  const closing = new AbortController();

  const gone = (connection: WebSocket): void => {
    const index = open.indexOf(connection);
    if (index >= 0) open.splice(index, 1);
    raw.delete(connection);
    for (const [id, one] of waiting) {
      if (one.connection !== connection) continue;
      waiting.delete(id);
      one.done(null);
    }
  };

  const greet = (connection: WebSocket): void => {
    open.push(connection);
    connection.on("message", (data: Buffer) => {
      const { envelope_id: id, payload } = JSON.parse(data.toString()) as { envelope_id: string; payload?: unknown };
      const one = waiting.get(id);
      if (!one) return;
      waiting.delete(id);
      one.done({ ms: performance.now() - one.sentAt, body: payload });
    });
    connection.on("close", () => gone(connection));
    connection.on("error", () => gone(connection));
    connection.send(
      JSON.stringify({
        type: "hello",
        num_connections: open.length,
        debug_info: { host: "fake", approximate_connection_time: 3600 },
        connection_info: { app_id: app },
      }),
    );
    opened.splice(0).forEach((tell) => tell());
  };

  const untilConnected = async (count: number): Promise<void> => {
    while (open.length < count && !closing.signal.aborted) await new Promise<void>((resolve) => opened.push(resolve));
  };

  /** One attempt on one connection; null if it was not acknowledged. */
  const attempt = (kind: Kind, body: object, retry: object): Promise<{ ms: number; body: unknown } | null> => {
    const connection = open[(turn += 1) % Math.max(1, open.length)];
    if (!connection) return Promise.resolve(null);
    const id = randomUUID();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        waiting.delete(id);
        resolve(null);
      }, patience.ackWithin);
      const done = (outcome: { ms: number; body: unknown } | null): void => {
        clearTimeout(timer);
        resolve(outcome);
      };
      waiting.set(id, { sentAt: performance.now(), connection, done });
      const accepts = kind !== "events_api";
      connection.send(
        JSON.stringify({ envelope_id: id, type: kind, payload: body, accepts_response_payload: accepts, ...retry }),
      );
    });
  };

  return {
    ticket: (origin) => {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${origin.replace("http", "ws")}/link/?ticket=${ticket}&app_id=${app}`;
    },
    upgrade: (request, socket, head) => {
      const ticket = new URL(request.url ?? "", "http://fake").searchParams.get("ticket") ?? "";
      if (!tickets.delete(ticket) || open.length >= 10) {
        socket.end("HTTP/1.1 408 Request Timeout\r\n\r\n");
        return;
      }
      server.handleUpgrade(request, socket, head, (connection) => {
        raw.set(connection, socket);
        greet(connection);
      });
    },
    send: async (kind, body): Promise<Outcome> => {
      // Only events wait for a connection, and only events come again.
      const isEvent = kind === "events_api";
      const waits = isEvent ? patience.again : [];
      let attempts = 0;
      for (const wait of [0, ...waits]) {
        if (attempts > 0) await new Promise((resolve) => setTimeout(resolve, wait).unref());
        if (isEvent) await untilConnected(1);
        if (closing.signal.aborted) break;
        const retry = isEvent ? { retry_attempt: attempts, retry_reason: attempts > 0 ? "timeout" : "" } : {};
        attempts += 1;
        const answer = await attempt(kind, body, retry);
        if (answer) return { acknowledged: true, attempts, ...answer };
      }
      return { acknowledged: false, ms: patience.ackWithin, body: null, attempts };
    },
    connections: () => open.length,
    untilConnected,
    disconnect: (reason, index = 0) => {
      const connection = open[index];
      if (!connection) return;
      // Nothing more is sent on it.
      open.splice(index, 1);
      connection.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "fake" } }));
    },
    cut: (index = 0) => {
      const connection = open[index];
      if (!connection) return;
      raw.get(connection)?.destroy();
      gone(connection);
    },
    freeze: (index = 0) => {
      const connection = open[index];
      if (connection) raw.get(connection)?.pause().removeAllListeners("data");
    },
    close: () => {
      closing.abort();
      opened.splice(0).forEach((tell) => tell());
      for (const connection of raw.keys()) connection.terminate();
      server.close();
    },
  };
}
