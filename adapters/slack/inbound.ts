/**
 * What Slack sends, in one order: written down first, acknowledged then, attended to after that. What cannot be written
 * down in time is acknowledged all the same, and its sender is told that it was not kept.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { App, BlockAction, SlashCommand, types, ViewSubmitAction, webApi } from "@slack/bolt";
import type { House } from "../../src/adapter.ts";
import type { Log } from "../../src/log.ts";
import type { Arrival, Place } from "../../src/message.ts";
import { isProblem, problem } from "../../src/problem.ts";
import { wordFailure } from "./failure.ts";
import type { Invite } from "./invite.ts";
import { formOf, field, readForm } from "./form.ts";
import { readCommand, readPress, readSaid, type Button, type Pressed, type Said } from "./listen.ts";
import { escape } from "./mrkdwn.ts";
import { plain, unfurlNothing } from "./post.ts";
import type { Self } from "./self.ts";

/** Milliseconds that the inbox gets. People see an error if Slack waits for more than three seconds. */
const keepWithin = 800;
/** Milliseconds before an apology that did not get through is sent again. */
const apologiseAfter = [0, 2_000, 10_000];

const outdated = (what: "button" | "form"): string =>
  `This ${what} is out of date, and nothing happened. Look for a newer card, or say what you want again.`;
const unopened = "Slack did not open the form just now, and nothing happened. Press the button again.";

export interface Inbound {
  /** Registers everything with Bolt's App. */
  listen(app: App): void;
  /** Resolves when everything received has been attended to. */
  settle(): Promise<void>;
}

interface Parts {
  readonly house: House;
  readonly self: Self;
  readonly client: webApi.WebClient;
  readonly invite: Invite;
  readonly log: Log;
  readonly stopping: AbortSignal;
}

export function createInbound({ house, self, client, invite, log, stopping }: Parts): Inbound {
  const underWay = new Set<Promise<void>>();
  const begin = (work: Promise<unknown>): void => {
    const ended = withoutFail(work).finally(() => underWay.delete(ended));
    underWay.add(ended);
  };
  const withoutFail = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      log.warn({ error: wordFailure(error) }, "somebody in Slack was not told");
    }
  };

  /** Null if it is kept, else what to tell its sender. */
  const keep = async (read: () => Arrival | null, otherwise: string | null): Promise<string | null> => {
    try {
      const arrival = read();
      if (!arrival) return otherwise;
      const { id, fresh } = await house.receive(arrival, keepWithin);
      if (fresh) begin(house.attend(id));
      return null;
    } catch (error) {
      log.error({ error: wordFailure(error) }, "what Slack sent was not kept");
      const { sentence, hint } = isProblem(error) ? error : problem("INBOX_UNAVAILABLE", {});
      return `${sentence} ${hint}`;
    }
  };

  /** Only its sender sees it. In a thread that nobody has answered yet Slack would not show it, so it stands outside. */
  const apologise = async ({ channel, thread, direct }: Place, said: Said, text: string): Promise<void> => {
    const inThread = said.thread_ts && thread ? { thread_ts: thread } : {};
    for (const [index, wait] of apologiseAfter.entries()) {
      try {
        if (wait > 0) await sleep(wait, null, { signal: stopping });
        if (direct) await client.chat.postMessage({ channel, text, ...inThread, ...plain, ...unfurlNothing });
        else await client.chat.postEphemeral({ channel, user: said.user ?? "", text, ...inThread, ...plain });
        return;
      } catch (error) {
        if (index === apologiseAfter.length - 1 || stopping.aborted) throw error;
      }
    }
  };

  const hear = async (said: Said): Promise<void> => {
    const message = readSaid(said, self.team, self.user);
    if (!message) return;
    const apology = await keep(() => ({ kind: "message", message }), null);
    if (apology) begin(apologise(message.place, said, escape(apology)));
  };

  const command = async (given: SlashCommand): Promise<string | null> =>
    keep(() => ({ kind: "message", message: readCommand(given, self.team, self.user, new Date()) }), null);

  const press = async (body: Pressed, button: Button): Promise<string | null> =>
    keep(() => readPress(body, button, self.team, new Date()), outdated("button"));

  /** Slack opens it for three seconds after the press, and once. */
  const open = async (
    trigger: string,
    view: types.ModalView,
    tell: (text: string) => Promise<unknown>,
  ): Promise<void> => {
    try {
      await client.views.open({ trigger_id: trigger, view });
    } catch (error) {
      log.warn({ error: wordFailure(error) }, "a form was not opened");
      await tell(unopened);
    }
  };

  return {
    listen: (app) => {
      app.event("app_mention", ({ event }) => hear(event));
      app.event("message", ({ event }) => hear(event as Said));
      app.command(/.*/, async ({ command: given, ack, respond }) => {
        invite.used(given.channel_id, respond);
        const apology = await command(given);
        // Without a text, `in_channel` shows what was asked to everybody who will see the reply.
        await ack(apology ? { response_type: "ephemeral", text: escape(apology) } : { response_type: "in_channel" });
      });
      app.action(/.*/, async ({ body, action, ack, respond }) => {
        const tell = (text: string) =>
          respond({ response_type: "ephemeral", replace_original: false, text: escape(text) });
        const form = formOf(body, action as Button);
        // To open a form is to answer nothing yet: there is nothing to keep.
        const apology = form ? null : await press(body, action as Button);
        await ack();
        if (form) begin(open((body as BlockAction).trigger_id, form, tell));
        if (apology) begin(tell(apology));
      });
      app.view<ViewSubmitAction>(/.*/, async ({ body, ack }) => {
        const ours = body.view.callback_id.startsWith("signalbox.");
        const apology = await keep(() => readForm(body, self.team, new Date()), ours ? outdated("form") : null);
        // The form stays open, with what was written in it.
        await (apology ? ack({ response_action: "errors", errors: { [field]: apology } }) : ack());
      });
      // Nothing that this version offers, but an older app configuration may.
      app.shortcut(/.*/, ({ ack }) => ack());
      app.options(/.*/, ({ ack }) => ack({ options: [] }));
    },
    settle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
