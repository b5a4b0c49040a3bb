/** Modals: what opens one, which are open, and what somebody sends back. https://docs.slack.dev/surfaces/modals */
import { randomBytes } from "node:crypto";
import { modalFaults, type Args } from "./rules.ts";

interface Input {
  readonly type: string;
  readonly block_id: string;
  readonly optional?: boolean;
  readonly element?: { readonly action_id: string; readonly min_length?: number; readonly max_length?: number };
}

export interface View {
  readonly id: string;
  readonly hash: string;
  /** Who sees it. */
  readonly user: string;
  /** As the bot gave it. */
  readonly given: Readonly<Record<string, unknown>> & { readonly blocks: readonly Input[] };
  open: boolean;
  /** What it says is wrong, by block. */
  errors: Readonly<Record<string, string>>;
}

type Opened =
  | { readonly ok: true; readonly view: { readonly id: string; readonly hash: string } }
  | { readonly ok: false; readonly error: string; readonly response_metadata?: { readonly messages: string[] } };

export interface Views {
  /** Milliseconds that a trigger is good for. */
  lasts: number;
  /** A trigger of something that this person did. Not unlike Slack's: three parts. */
  trigger(user: string): string;
  /** views.open */
  show(args: Args): Opened;
  readonly all: View[];
}

/** Rules of our own, which Slack knows nothing of. */
const ours = /^S-(?:6\d|89)/;

export function createViews(shown: (view: View) => void): Views {
  const triggers = new Map<string, { readonly user: string; readonly at: number; used: boolean }>();
  const views: Views = {
    lasts: 3000,
    all: [],
    trigger: (user) => {
      const id = `${Date.now()}.${Math.floor(Math.random() * 1e9)}.${randomBytes(16).toString("hex")}`;
      triggers.set(id, { user, at: Date.now(), used: false });
      return id;
    },
    show: ({ trigger_id: id, view: asked }) => {
      const faults = modalFaults(asked).filter((fault) => !ours.test(fault));
      if (id === undefined) faults.push("missing required field: trigger_id");
      if (faults.length > 0) {
        const messages = faults.map((fault) => `[ERROR] ${fault}`);
        return { ok: false, error: "invalid_arguments", response_metadata: { messages } };
      }
      const trigger = triggers.get(String(id));
      if (!trigger) return { ok: false, error: "invalid_trigger_id" };
      if (trigger.used) return { ok: false, error: "exchanged_trigger_id" };
      if (Date.now() - trigger.at > views.lasts) return { ok: false, error: "expired_trigger_id" };
      trigger.used = true;
      const view: View = {
        id: `V${String(views.all.length + 1).padStart(10, "0")}`,
        hash: `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString("hex")}`,
        user: trigger.user,
        given: (typeof asked === "string" ? JSON.parse(asked) : asked) as View["given"],
        open: true,
        errors: {},
      };
      views.all.push(view);
      shown(view);
      return { ok: true, view: { id: view.id, hash: view.hash } };
    },
  };
  return views;
}

/** What the form holds when somebody presses its button. Throws where Slack would not let them. */
export function fillIn(view: View, values: Readonly<Record<string, string>>): Readonly<Record<string, object>> {
  if (!view.open) throw new Error(`the form ${view.id} is closed`);
  const inputs = view.given.blocks.filter(({ type }) => type === "input");
  const state = inputs.map(({ block_id: id, element, optional }) => {
    const value = values[id] ?? "";
    const { action_id: action = "", min_length: least = 0, max_length: most = 3000 } = element ?? {};
    if (value === "" && !optional) throw new Error(`Slack wants ${id} to be filled in`);
    if (value !== "" && value.length < least) throw new Error(`Slack wants ${least} characters in ${id}`);
    if (value.length > most) throw new Error(`Slack wants ${most} characters in ${id} at most`);
    return [id, { [action]: { type: "plain_text_input", value: value === "" ? null : value } }] as const;
  });
  return Object.fromEntries(state);
}

/** What became of it: it stays open with what is wrong, or is closed. The sentence that says what the bot did wrong. */
export function settle(view: View, body: unknown): string | null {
  const { response_action: action, errors = {} } = (body ?? {}) as {
    response_action?: string;
    errors?: Readonly<Record<string, string>>;
  };
  if (action !== undefined && action !== "errors" && action !== "clear")
    return `S-88 there is no action ${action} here`;
  view.open = action === "errors";
  view.errors = errors;
  const blocks = view.given.blocks.map(({ block_id: id }) => id);
  const stray = Object.keys(errors).find((id) => !blocks.includes(id));
  return stray === undefined ? null : `S-88 the form has no ${stray} to be wrong`;
}
