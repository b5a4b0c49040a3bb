/** A card as Slack blocks: what an engineer woken at three in the morning has to know, in the order they need it. Pure. */
import type { Card } from "../../src/card.ts";
import type { Verdict } from "../../src/message.ts";
import type { Change, Effect } from "../../src/plan.ts";
import type { Receipt } from "../../src/receipt.ts";
import type { State } from "../../src/request.ts";
import { actions, context, fields, section, withId, type Block, type Button } from "./blocks.ts";
import { formButtonId, quoted } from "./form.ts";
import { actionIds } from "./listen.ts";
import { bold, code, escape, fences, flat, line } from "./mrkdwn.ts";
import { renderSuggestions } from "./suggestions.ts";

const signs: Readonly<Record<State, string>> = {
  waiting: "⏳",
  queued: "🟢",
  running: "⚙️",
  done: "✅",
  failed: "❌",
  lost: "❓",
  cancelled: "🛑",
  denied: "⛔",
  expired: "⌛",
  stale: "🔁",
  refused: "⛔",
  withdrawn: "↩️",
};

const marks: Readonly<Record<Change["kind"], string>> = { create: "+", update: "~", delete: "-", run: ">", purge: "×" };

const risks: Readonly<Record<Effect, string>> = {
  read: "None: it only looks",
  write: "Changes something",
  destructive: "⚠️ *Destroys something*",
};

/** More changes and more output than this are counted, not shown. */
const mostChanges = 15;
const mostOutput = 40;
const mostTargets = 10;

/** One line for notifications, screen readers and lists of threads. */
export const headline = ({ state, sentence, status, receipt, glass }: Card): string =>
  `${glass === null ? "" : "🚨 BROKEN GLASS "}${signs[state]} ${line(sentence, 600)} (${line(receipt?.summary ?? status, 400)})`;

/** `tail` is the last output of a running request. */
export function renderCard(card: Card, tail: readonly string[]): Block[] {
  const reported = card.receipt !== null && card.receipt.state !== "lost";
  return [
    ...(card.glass === null
      ? []
      : [section(`🚨 *BROKEN GLASS* ${code(card.glass, 60)} · two others have to review it afterwards`)]),
    withId(quoted.sentence, section(`${signs[card.state]} ${bold(card.sentence, 2500)}`)),
    context(`${code(card.action, 100)} · asked by ${bold(card.requester, 100)}${where(card.targets)}`),
    ...(card.reason === null ? [] : [section(`*Why:* ${line(card.reason, 600)}`)]),
    ...(reported ? [] : renderChanges(card.changes)),
    ...(card.receipt
      ? []
      : [
          fields([
            ["Risk", risk(card)],
            ...(card.effect === "read" ? [] : [["Way back", escape(card.undo ?? "None", 900)] as const]),
          ]),
        ]),
    section(standing(card)),
    ...(card.asks === null ? [] : [withId(quoted.asks, context(`✏️ It takes ${line(card.asks, 300)}`))]),
    ...(card.receipt ? renderReceipt(card.receipt) : []),
    ...(tail.length > 0 ? fences(tail.join("\n")).map(section) : []),
  ];
}

/** The end of a card, never cut off: what can be pressed, and which plan a yes is bound to. */
export const renderFoot = (card: Card): Block[] => [
  ...rowOf([...(card.owesReason ? [explain(card)] : []), ...answersOf(card).map((verdict) => button(verdict, card))]),
  // In a row of its own: it must not turn up where somebody has just pressed Approve.
  ...rowOf(card.buttons.includes("retract") ? [button("retract", card)] : []),
  ...renderSuggestions(card.suggestions),
  context(`${code(card.request, 60)} · plan ${code(card.digest.slice(0, 8))}`),
];

const rowOf = (buttons: Button[]): Block[] => (buttons.length > 0 ? [actions(buttons)] : []);
const answersOf = ({ buttons }: Card): Verdict[] => buttons.filter((verdict) => verdict !== "retract");

function where(targets: readonly string[]): string {
  if (targets.length === 0) return "";
  const named = targets.slice(0, mostTargets).map((target) => code(target, 100));
  const more = targets.length - named.length;
  return ` · on ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

const risk = ({ effect, checked }: Card): string =>
  checked ? risks[effect] : `${risks[effect]}; nobody could look beforehand what`;

function renderChanges(changes: readonly Change[]): Block[] {
  const lines = changes.slice(0, mostChanges).map(({ kind, subject, before, after }) => {
    const values = [before, after].filter((value) => value !== null).map((value) => flat(value, 300));
    return `${marks[kind]} ${[flat(subject, 200), values.join(" → ")].filter(Boolean).join("   ")}`;
  });
  const more = changes.length - lines.length;
  return fences([...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join("\n")).map(section);
}

/** Where it stands: the votes, who may answer until when, why it rests, what happened. */
function standing(card: Card): string {
  const { status, votes, outdated, because, receipt, approvers, expiresAt } = card;
  const said = votes.map(({ name, verdict, reason }) => {
    const yes = verdict === "approve";
    return `${yes ? "👍" : "👎"} ${bold(name, 100)} said ${yes ? "yes" : "no"}${reason ? `: ${line(reason, 300)}` : ""}`;
  });
  const told = votes.some(({ reason }) => reason !== null && because?.includes(reason));
  return [
    ...said.slice(-5),
    ...(outdated.length > 0
      ? [`🔁 The plan has changed: what ${names(outdated, "conjunction")} said counts no more`]
      : []),
    `*${line(status.charAt(0).toUpperCase() + status.slice(1), 300).replaceAll("*", "∗")}*${until(expiresAt)}`,
    ...(approvers.length > 0 ? [`${names(approvers)} may answer`] : []),
    ...(because !== null && !told ? [escape(because, 600)] : []),
    ...(receipt ? [escape(receipt.summary, 600)] : []),
  ].join("\n");
}

const names = (people: readonly string[], type: "disjunction" | "conjunction" = "disjunction"): string => {
  const shown = people.slice(0, 8).map((name) => line(name, 60));
  const more = people.length - shown.length;
  return new Intl.ListFormat("en", { type }).format(more > 0 ? [...shown, `${more} more`] : shown);
};

/** In the reader's own time zone: Slack draws this date. */
function until(expiresAt: string | null): string {
  if (expiresAt === null) return "";
  const fallback = `${expiresAt.slice(0, 16).replace("T", " ")} UTC`;
  return `, until <!date^${Math.floor(Date.parse(expiresAt) / 1000)}^{date_short_pretty} {time}|${fallback}>`;
}

function renderReceipt({ changes, output, undo, startedAt, finishedAt }: Receipt): Block[] {
  const lines = output ? output.text.trimEnd().split("\n") : [];
  const missing = lines.length - mostOutput;
  const shown = missing > 0 ? [`… ${missing} lines before this`, ...lines.slice(-mostOutput)] : lines;
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  const notes = [
    ...(output?.cut ? [`cut: there were ${output.bytes} bytes of output`] : []),
    ...(undo ? [`way back: ${line(undo, 600)}`] : []),
    ...(seconds >= 0 ? [`took ${seconds.toFixed(1)} s`] : []),
  ];
  return [
    ...renderChanges(changes),
    ...fences(shown.join("\n")).map(section),
    ...(notes.length > 0 ? [context(notes.join(" · "))] : []),
  ];
}

const labels: Readonly<Record<Verdict, string>> = {
  approve: "Approve",
  deny: "Deny",
  retract: "Take back my yes",
  withdraw: "Withdraw",
  cancel: "Stop it",
};

/** The value names the request and the digest that was read: no parameters, no rights. */
const plainButton = (text: string, id: string, { request, digest }: Card): Button => ({
  type: "button",
  text: { type: "plain_text", text },
  action_id: id,
  value: `${request}:${digest.slice(0, 16)}`,
});

/** Everybody sees it; only of its requester are the words taken. */
const explain = (card: Card): Button => ({
  ...plainButton("Say why", formButtonId("explain", card.leastReason), card),
  style: "primary",
});

function button(verdict: Verdict, card: Card): Button {
  const destroys = card.effect === "destructive";
  const plain = plainButton(labels[verdict], idOf(verdict, card), card);
  switch (verdict) {
    case "approve":
      return {
        ...plain,
        style: destroys ? "danger" : "primary",
        // A form is a second look already.
        ...(destroys && !card.asksApprover
          ? {
              confirm: {
                title: { type: "plain_text", text: "This destroys something" },
                text: { type: "mrkdwn", text: line(card.sentence, 290), verbatim: true },
                confirm: { type: "plain_text", text: "Approve" },
                deny: { type: "plain_text", text: "Not yet" },
                style: "danger",
              },
            }
          : {}),
      };
    case "cancel":
      return { ...plain, style: "danger" };
    case "deny":
    case "retract":
    case "withdraw":
      return plain;
  }
}

/** Where whoever agrees must say why, Approve opens a form for that; so does Deny, where they may. */
function idOf(verdict: Verdict, { asksApprover, leastReason }: Card): string {
  if (asksApprover && verdict === "approve") return formButtonId(verdict, leastReason);
  if (asksApprover && verdict === "deny") return formButtonId(verdict, 0);
  return actionIds.verdict(verdict);
}
