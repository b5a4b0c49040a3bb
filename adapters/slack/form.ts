/**
 * The form in which somebody says why: the button that opens it, the form, and what was filled in. It is drawn from the
 * card that the button stands on, and remembers that card by ids alone, so it works after a restart. Pure.
 * https://docs.slack.dev/surfaces/modals
 */
import type { types } from "@slack/bolt";
import { commandOf } from "../../src/command.ts";
import type { Arrival } from "../../src/message.ts";
import { context, type Block } from "./blocks.ts";
import { account, placeOf, type Button, type Pressed } from "./listen.ts";
import { code } from "./mrkdwn.ts";

/** What the reason is for: a yes, a no, or the wish itself. */
type Purpose = "approve" | "deny" | "explain";

/** Where the reason stands in the form; what is wrong with it is told there. */
export const field = "reason";

/** The parts of a card that are shown once more in the form, by their block id. */
export const quoted = { sentence: "signalbox.sentence", asks: "signalbox.asks" } as const;

/** As long as `job.reason` takes it. */
const longest = 500;

const words: Readonly<Record<Purpose, { readonly title: string; readonly submit: string; readonly label: string }>> = {
  approve: { title: "Approve", submit: "Approve", label: "Why may this be done?" },
  deny: { title: "Deny", submit: "Deny", label: "Why not?" },
  explain: { title: "Say why", submit: "Say why", label: "Why do you want this?" },
};

/** The id of a button that opens the form. `least`: characters that the reason has at least; 0 if it may be left out. */
export const formButtonId = (purpose: Purpose, least: number): string => `signalbox.form.${purpose}.${least}`;

/** The form that this button opens; null if it opens none. */
export function formOf({ channel, message }: Pressed, { action_id: id, value = "" }: Button): types.ModalView | null {
  const [, purpose, least] = /^signalbox\.form\.(approve|deny|explain)\.(\d{1,3})$/.exec(id) ?? [];
  const [, request = ""] = named.exec(value) ?? [];
  if (!purpose || !request || !channel || !message) return null;
  const metadata = [value, channel.id, message.thread_ts ?? message.ts].join(":");
  return draw(purpose as Purpose, Number(least), request, metadata, message);
}

const named = /^([\w-]+):[0-9a-f]{16}$/;

const plain = (text: string) => ({ type: "plain_text", text }) as const;

function draw(
  purpose: Purpose,
  least: number,
  request: string,
  metadata: string,
  { blocks = [] }: NonNullable<Pressed["message"]>,
): types.ModalView {
  const { title, submit, label } = words[purpose];
  const ids: readonly (string | undefined)[] = least > 0 ? [quoted.sentence, quoted.asks] : [quoted.sentence];
  const shown = blocks.filter(({ block_id: id }) => id !== undefined && ids.includes(id));
  return {
    type: "modal",
    callback_id: `signalbox.form.${purpose}`,
    title: plain(title),
    submit: plain(submit),
    close: plain("Not yet"),
    private_metadata: metadata,
    blocks: [
      ...(shown as Block[]),
      {
        type: "input",
        block_id: field,
        optional: least === 0,
        label: plain(label),
        element: {
          type: "plain_text_input",
          action_id: field,
          multiline: true,
          focus_on_load: true,
          max_length: longest,
          ...(least > 0 ? { min_length: least } : {}),
        },
      },
      context(code(request, 60)),
    ],
  };
}

/** The part of a form that was sent which is read. */
export interface Filled {
  /** Another each time that somebody sends it, the same if Slack does. */
  readonly trigger_id: string;
  readonly user: { readonly id: string };
  readonly view: {
    readonly callback_id: string;
    readonly private_metadata: string;
    readonly state: {
      readonly values: Readonly<Record<string, Readonly<Record<string, { readonly value?: string | null }>>>>;
    };
  };
}

/**
 * A yes or a no with its reason, or the words that give a request its reason, as if typed. Whoever was told that it was
 * not kept sends the same form again, so the view is not what it is recognised by. Null if no form of this version.
 */
export function readForm({ trigger_id: id, user, view }: Filled, workspace: string, now: Date): Arrival | null {
  const [, purpose] = /^signalbox\.form\.(approve|deny|explain)$/.exec(view.callback_id) ?? [];
  const [, request, digest, channel, thread] =
    /^([\w-]+):([0-9a-f]{16}):(\w+):(\d+\.\d+)$/.exec(view.private_metadata) ?? [];
  if (!purpose || !request || !digest || !channel) return null;
  const reason = view.state.values[field]?.[field]?.value?.trim() ?? "";
  const stamp = {
    id,
    account: account(user.id),
    place: placeOf(workspace, channel, thread),
    at: now.toISOString(),
  };
  if (purpose === "explain") {
    return { kind: "message", message: { ...stamp, text: commandOf("job.reason", { job: request, reason }) } };
  }
  const verdict = purpose as "approve" | "deny";
  return { kind: "click", click: { ...stamp, request, digest, verdict, ...(reason ? { reason } : {}) } };
}
