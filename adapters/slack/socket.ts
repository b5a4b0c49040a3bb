/**
 * Socket Mode: several WebSocket connections to Slack, each kept by a supervisor of its own. Slack ends every connection
 * now and then, and whatever it sends meanwhile goes to the others: with a single one, people's commands fail for
 * seconds. https://docs.slack.dev/apis/events-api/using-socket-mode#connections
 *
 * The client's own reconnecting is switched off: it waits five seconds even where Slack only moves us elsewhere, and
 * ends the process where Slack refuses the token.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type * as Bolt from "@slack/bolt";
import type { Log } from "../../src/log.ts";
import { problem } from "../../src/problem.ts";
import { isRefusedToken, quietOf, wordFailure } from "./failure.ts";
import type { Gate } from "./gate.ts";
import type { Transport } from "./transport.ts";

/** Milliseconds. */
const helloWithin = 15_000;
const closeWithin = 2_000;
/** A connection that ends sooner was no good: the next attempt waits. */
const shortLife = 5_000;
/** Where only a person can help: they have to see it in the log, and Slack has to be left in peace. */
const untilMended = 60_000;

interface Parts {
  readonly bolt: typeof Bolt;
  readonly appToken: string;
  readonly connections: number;
  readonly clientOptions: Bolt.webApi.WebClientOptions;
  readonly gate: Gate;
  readonly logger: Bolt.Logger;
  readonly log: Log;
}

/** One connection from dialling to its end. */
interface Line {
  /** Resolves when Slack has said hello. Throws if it does not. */
  open(): Promise<void>;
  /** Resolves with Slack's reason when it is over, or about to be. */
  readonly over: Promise<string>;
  close(): Promise<void>;
}

export function createSocket(parts: Parts): Transport {
  const { connections, gate, log } = parts;
  const stopping = new AbortController();
  const lines = new Set<Line>();
  const supervisors: Promise<void>[] = [];

  /** Keeps one connection until we stop. `settled` hears of the end of the first attempt. */
  const keep = async (settled: (error: unknown) => void): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const line = dial(parts, () => lines.delete(line));
      lines.add(line);
      let wait: number;
      try {
        await line.open();
        settled(null);
        const since = Date.now();
        const reason = await line.over;
        failures = Date.now() - since < shortLife ? failures + 1 : 0;
        wait = reason === "link_disabled" ? untilMended : backOff(failures);
        const level = reason === "link_disabled" ? "error" : "info";
        log[level]({ reason, wait }, "Slack ended a Socket Mode connection");
      } catch (error) {
        settled(error);
        failures += 1;
        wait = waitAfter(error, failures);
        log[isRefusedToken(error) ? "error" : "warn"]({ error: wordFailure(error), wait }, "no connection to Slack");
      }
      await sleep(wait, null, { signal: stopping.signal }).catch(() => {});
    }
  };

  return {
    open: async () => {
      const first = Promise.withResolvers<unknown>();
      supervisors.push(...Array.from({ length: connections }, () => keep(first.resolve)));
      const error = await first.promise;
      if (!isRefusedToken(error)) return;
      stopping.abort();
      throw problem("SLACK_REFUSED", { why: wordFailure(error) });
    },
    close: async () => {
      stopping.abort();
      // What has arrived is acknowledged on the connection that it came by.
      await gate.settle();
      await Promise.all([...lines].map((line) => line.close()));
      await Promise.all(supervisors);
    },
    port: () => null,
  };
}

function dial({ bolt, appToken, clientOptions, gate, logger }: Parts, ended: () => void): Line {
  const receiver = new bolt.SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger,
    installerOptions: { clientOptions },
  });
  gate.admit(receiver);
  const { client } = receiver;
  const { promise: over, resolve: end } = Promise.withResolvers<string>();
  client.on("disconnected", () => {
    ended();
    end("closed");
  });
  client.on("ws_message", (data: unknown) => {
    const reason = readFarewell(data);
    if (reason !== null) end(reason);
  });

  let hungUp = false;
  const close = async (): Promise<void> => {
    hungUp = true;
    // Slack may never answer the closing handshake.
    await Promise.race([client.disconnect(), sleep(closeWithin, null, { ref: false })]);
    ended();
    end("closed");
  };
  return {
    open: async () => {
      const giveUp = new AbortController();
      const late = sleep(helloWithin, "late", { signal: giveUp.signal }).catch(() => "late");
      try {
        const first = await Promise.race([client.start(), late]);
        if (first === "late") throw new Error("Slack did not say hello");
        // The client goes on dialling after it was told to disconnect.
        if (hungUp) throw new Error("stopped while dialling");
      } catch (error) {
        await close();
        throw error ?? new Error("the connection ended before Slack said hello");
      } finally {
        giveUp.abort();
      }
    },
    over,
    close,
  };
}

/** The reason, if this is Slack's announcement that it will end the connection. The client keeps that to itself. */
function readFarewell(data: unknown): string | null {
  if (typeof data !== "string" || data.length > 2_000 || !data.includes('"disconnect"')) return null;
  const message = JSON.parse(data) as { type?: string; reason?: string };
  return message.type === "disconnect" ? (message.reason ?? "unknown") : null;
}

/** Milliseconds: nothing after a connection that served, then 1, 2, 4 … 30 seconds, each a little different. */
const backOff = (failures: number): number =>
  failures === 0 ? 0 : Math.min(1000 * 2 ** (failures - 1), 30_000) * (0.8 + Math.random() * 0.4);

function waitAfter(error: unknown, failures: number): number {
  if (isRefusedToken(error)) return untilMended;
  const quiet = quietOf(error);
  return quiet === null ? backOff(failures) : quiet * 1000;
}
