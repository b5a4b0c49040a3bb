/** A card as a framed block, and what a redraw of it adds. Pure. */
import type { Card } from "../../src/card.ts";
import type { Verdict } from "../../src/message.ts";
import type { Change, Effect } from "../../src/plan.ts";
import type { Receipt } from "../../src/receipt.ts";
import type { State } from "../../src/request.ts";
import { clip, columns, cutLines, pad, wrap } from "./layout.ts";
import { paint, type Look, type Style } from "./look.ts";
import { sanitize, sanitizeLine } from "./sanitize.ts";

const marks: Readonly<Record<State, readonly [sign: string, style: Style]>> = {
  waiting: ["○", "yellow"],
  queued: ["◔", "cyan"],
  running: ["◐", "cyan"],
  done: ["✔", "green"],
  failed: ["✘", "red"],
  lost: ["?", "magenta"],
  cancelled: ["■", "yellow"],
  denied: ["✘", "red"],
  expired: ["○", "gray"],
  stale: ["↻", "yellow"],
  refused: ["✘", "red"],
  withdrawn: ["–", "gray"],
};

const signs: Readonly<Record<Change["kind"], readonly [sign: string, style: Style]>> = {
  create: ["+", "green"],
  update: ["~", "yellow"],
  delete: ["-", "red"],
  run: ["›", "cyan"],
  purge: ["×", "red"],
};

const risks: Readonly<Record<Effect, string>> = {
  read: "none: it only looks",
  write: "changes something",
  destructive: "destroys something",
};

/** More changes than this are counted, not listed; more lines of output are in the receipt. */
const mostChanges = 20;
const mostOutput = 40;
const label = 8;

/** The whole card, at most 100 columns wide. */
export function renderCard(card: Card, look: Look): string {
  const width = Math.min(look.width, 100);
  const inner = width - 4;
  const [sign, style] = marks[card.state];
  const edge = (text: string): string => paint(look, style, text);
  const side = edge("│");
  const body = [
    ...wrap(sanitizeLine(card.sentence), inner).map((line) => paint(look, "bold", line)),
    "",
    ...spaced(renderChanges(isReported(card) ? [] : card.changes, inner, look)),
    ...renderFacts(card, inner, look),
    "",
    ...renderStanding(card, inner, look),
  ];
  const state = `${sign} ${card.state}`;
  const title = clip(sanitizeLine(card.action), width - columns(state) - 10);
  const rule = (used: number): string => "─".repeat(Math.max(1, width - used));
  const fingerprint = `${card.request} ─ plan ${card.digest.slice(0, 8)}`;
  return [
    edge(`╭─ ${title} ${rule(columns(title) + columns(state) + 8)} ${state} ─╮`),
    ...body.map((line) => `${side} ${pad(line, inner)} ${side}`),
    edge(`╰─ ${fingerprint} ${rule(columns(fingerprint) + 5)}╯`),
  ].join("\n");
}

/** The receipt says what became of the planned changes, unless nobody knows. */
const isReported = ({ receipt }: Card): boolean => receipt !== null && receipt.state !== "lost";

/**
 * What is new since this card was last shown here: votes, where it stands, the receipt. Empty if nothing is. A plan
 * that is another one has to be read again, so the whole card comes back.
 */
export function renderUpdate(before: Card, after: Card, look: Look): string {
  if (before.digest !== after.digest) return renderCard(after, look);
  const [sign, style] = marks[after.state];
  const votes = after.votes.slice(before.votes.length);
  const moved = before.state !== after.state || before.status !== after.status;
  if (!moved && votes.length === 0) return "";
  const inner = look.width - 2;
  const title = wrap(
    sanitizeLine(`${after.action} ${after.request}: ${after.receipt?.summary ?? after.status}`),
    inner,
  );
  const more = [
    ...renderReason(after, inner),
    ...(after.receipt ? renderReceipt(after.receipt, inner, look) : []),
    ...(after.state === "running" ? [paint(look, "dim", "/cancel stops it")] : []),
    ...renderNext(after, inner, look),
  ];
  return [
    ...renderVotes(votes, look.width, look),
    ...title.map((line, index) => paint(look, style, `${index === 0 ? sign : " "} ${line}`)),
    ...more.map((line) => `  ${line}`),
  ].join("\n");
}

const spaced = (lines: readonly string[]): string[] => (lines.length > 0 ? [...lines, ""] : []);

function renderChanges(changes: readonly Change[], width: number, look: Look): string[] {
  const lines = changes.slice(0, mostChanges).flatMap((change) => renderChange(change, width, look));
  const more = changes.length - mostChanges;
  return more > 0 ? [...lines, paint(look, "dim", `  … and ${more} more`)] : lines;
}

/** "~ api.example.test A   192.0.2.10 → 203.0.113.10", on two lines where one is too narrow. */
function renderChange({ kind, subject, before, after }: Change, width: number, look: Look): string[] {
  const [sign, style] = signs[kind];
  const [old, now] = [before, after].map((value) => (value === null ? null : sanitizeLine(value)));
  const values = [old, now].filter((value) => value !== null).join(" → ");
  const head = `${sign} ${sanitizeLine(subject)}`;
  const joined = values ? `${head}   ${values}` : head;
  if (columns(joined) <= width) return [paint(look, style, joined)];
  const below = wrap(`    ${values}`, width);
  return [...wrap(head, width), ...(values ? below : [])].map((line) => paint(look, style, line));
}

function renderFacts(shown: Card, width: number, look: Look): string[] {
  const facts: [name: string, text: string][] = [
    ["asked by", shown.requester],
    ["glass", shown.glass === null ? "" : `BROKEN: ${shown.glass}, to be reviewed by two people`],
    ["why", shown.reason ?? ""],
    ["takes", shown.asks ?? ""],
    ["where", shown.targets.join(", ")],
    ["risk", shown.checked ? risks[shown.effect] : `${risks[shown.effect]}; nobody could look beforehand what`],
    ["undo", shown.receipt || shown.effect === "read" ? "" : (shown.undo ?? "none: there is no way back")],
  ];
  return facts.filter(([, text]) => text !== "").flatMap(([name, text]) => renderFact(name, text, width, look));
}

function renderFact(name: string, text: string, width: number, look: Look): string[] {
  const lines = wrap(sanitizeLine(text), width - label - 2);
  return lines.map((line, index) => `${paint(look, "dim", pad(index === 0 ? name : "", label))}  ${line}`);
}

/** Where it stands: the votes, why it rests, what happened, and what one can say now. */
function renderStanding(shown: Card, width: number, look: Look): string[] {
  const [sign, style] = marks[shown.state];
  const status = wrap(sanitizeLine(`${sign} ${shown.status}`), width).map((line) => paint(look, style, line));
  return [
    ...renderVotes(shown.votes, width, look),
    ...status,
    ...renderReason(shown, width - 2).map((line) => `  ${line}`),
    ...(shown.receipt ? [...wrap(`  ${sanitizeLine(shown.receipt.summary)}`, width), ""] : []),
    ...(shown.receipt ? renderReceipt(shown.receipt, width, look) : []),
    ...(shown.state === "waiting" ? renderFact("who", whoMay(shown), width, look) : []),
    ...(shown.buttons.length > 0 ? renderFact("say", whatToSay(shown.buttons, look), width, look) : []),
    ...renderNext(shown, width, look),
  ];
}

/** What can be picked by its number. */
const renderNext = ({ suggestions }: Card, width: number, look: Look): string[] =>
  suggestions.flatMap(({ label: name, command }, index) =>
    renderFact("next", `${index + 1} ${name}: ${command}`, width, look),
  );

/** Why it rests, unless a vote has just said so. */
function renderReason({ because, votes }: Card, width: number): string[] {
  if (because === null || votes.some(({ reason }) => reason !== null && because.includes(reason))) return [];
  return wrap(sanitizeLine(because), width);
}

/** "Bob or Carol, until 2026-11-20 14:05 UTC" */
function whoMay({ approvers, expiresAt }: Card): string {
  const names =
    approvers.length > 0
      ? new Intl.ListFormat("en", { type: "disjunction" }).format(approvers)
      : "nobody yet: it takes somebody else with that role";
  return expiresAt === null ? names : `${names}, until ${expiresAt.slice(0, 16).replace("T", " ")} UTC`;
}

function whatToSay(buttons: readonly Verdict[], look: Look): string {
  const commands = buttons.map((button) => (button === "deny" ? "/deny REASON" : `/${button}`)).join(" or ");
  return look.answerAs ? `/as ${look.answerAs} and then ${commands}` : commands;
}

const renderVotes = (votes: Card["votes"], width: number, look: Look): string[] =>
  votes.flatMap(({ name, verdict, reason }) => {
    const said = `${verdict === "approve" ? "✔" : "✘"} ${name} said ${verdict === "approve" ? "yes" : "no"}`;
    const lines = wrap(sanitizeLine(reason ? `${said}: ${reason}` : said), width);
    return lines.map((line) => paint(look, verdict === "approve" ? "green" : "red", line));
  });

function renderReceipt(receipt: Receipt, width: number, look: Look): string[] {
  const { changes, undo, startedAt, finishedAt } = receipt;
  const output = look.watched ? undefined : receipt.output;
  const text = output ? sanitize(output.text).trimEnd() : "";
  const lines = text ? cutLines(text.split("\n"), mostOutput) : [];
  const cut = output?.cut ? [`(cut: there were ${output.bytes} bytes)`] : [];
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return [
    ...renderChanges(changes, width, look),
    ...[...lines, ...cut].map((line) => paint(look, "dim", clip(`│ ${line}`, width))),
    ...(undo ? renderFact("undo", undo, width, look) : []),
    ...(seconds >= 0 ? renderFact("took", `${seconds.toFixed(1)} s`, width, look) : []),
  ];
}
