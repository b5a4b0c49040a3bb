/**
 * Stands between Bolt's receivers and Bolt's App. Bolt acknowledges an event before any listener has seen it, and a
 * crash just then would lose it. Here every acknowledgement waits until the listeners are through: until what arrived
 * is written down, or its sender has been told that it is not.
 */
import type { App, Receiver, ReceiverEvent } from "@slack/bolt";
import type { Log } from "../../src/log.ts";
import { wordFailure } from "./failure.ts";

export interface Gate {
  /** What the App is made with. It opens nothing itself. */
  readonly receiver: Receiver;
  /** Lets what this receiver receives pass to the App. */
  admit(receiver: Receiver): void;
  /** Resolves when nothing is under way between Slack and the App. */
  settle(): Promise<void>;
}

export function createGate(log: Log): Gate {
  let app: App | undefined;
  const underWay = new Set<Promise<void>>();

  const pass = async (event: ReceiverEvent): Promise<void> => {
    if (event.body["type"] === "app_rate_limited") {
      log.error({}, "Slack drops events for this app: it has sent more than 30,000 in an hour");
      return event.ack();
    }
    let acknowledged = false;
    let response: unknown;
    await app?.processEvent({
      ...event,
      ack: async (given?: unknown) => {
        acknowledged = true;
        response = given;
      },
    });
    if (!acknowledged) return;
    try {
      await event.ack(response);
    } catch (error) {
      // The connection ended meanwhile. What arrived is kept: an event comes again and is recognised, anything else is
      // answered in the channel.
      log.warn({ error: wordFailure(error) }, "an acknowledgement did not reach Slack");
    }
  };

  const processEvent = async (event: ReceiverEvent): Promise<void> => {
    const work = pass(event);
    underWay.add(work);
    try {
      await work;
    } finally {
      underWay.delete(work);
    }
  };

  return {
    receiver: {
      init: (made) => {
        app = made;
      },
      start: async () => {},
      stop: async () => {},
    },
    // Of its App a receiver uses nothing but `processEvent`.
    admit: (receiver) => receiver.init({ processEvent } as Pick<App, "processEvent"> as App),
    settle: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}
