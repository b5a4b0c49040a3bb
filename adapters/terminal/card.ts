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
    ...(card.glass === null ? [] : [...renderGlass(card.glass, inner, look), ""]),
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
  const inner = look.width - 2;
  if (before.digest !== after.digest) {
    const changed = wrap(`↻ The plan of ${after.request} has changed. Read it again:`, inner);
    return [...changed.map((line) => paint(look, "yellow", line)), renderCard(after, look)].join("\n");
  }
  const [sign, style] = marks[after.state];
  const votes = newTo(before.votes, after.votes);
  const retracted = newTo(after.votes, before.votes);
  const explained = after.reason !== null && after.reason !== before.reason;
  const moved = before.state !== after.state || before.status !== after.status;
  const asked = after.state === "waiting" && before.approvers.join() !== after.approvers.join();
  if (!moved && !explained && !asked && votes.length + retracted.length === 0) return "";
  const title = wrap(
    sanitizeLine(`${after.action} ${after.request}: ${after.receipt?.summary ?? after.status}`),
    inner,
  );
  const more = [
    ...(explained ? renderFact("why", after.reason, inner, look) : []),
    ...(after.state === "waiting" ? renderWaiting(after, inner, look) : []),
    ...renderReason(after, inner),
    ...(after.receipt ? renderReceipt(after.receipt, inner, look) : []),
    ...(after.state === "running" ? [paint(look, "dim", "/cancel stops it")] : []),
    ...renderNext(after, inner, look),
  ];
  return [
    ...retracted.flatMap(({ name }) => wrap(sanitizeLine(`↩ ${name} took back a yes`), look.width)),
    ...renderVotes(votes, look.width, look),
    ...title.map((line, index) => paint(look, style, `${index === 0 ? sign : " "} ${line}`)),
    ...more.map((line) => `  ${line}`),
  ].join("\n");
}

/** The votes of `now` that `before` did not have. */
const newTo = (before: Card["votes"], now: Card["votes"]): Card["votes"] =>
  now.filter((vote) => !before.some(({ name, verdict }) => name === vote.name && verdict === vote.verdict));

const renderGlass = (glass: string, width: number, look: Look): string[] =>
  wrap(sanitizeLine(`!! BROKEN GLASS ${glass}: two others have to review it afterwards !!`), width).map((line) =>
    paint(look, ["bold", "red"], line),
  );

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
    ["why", shown.reason ?? ""],
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
    ...renderOutdated(shown, width, look),
    ...status,
    ...renderReason(shown, width - 2).map((line) => `  ${line}`),
    ...(shown.receipt ? [...wrap(`  ${sanitizeLine(shown.receipt.summary)}`, width), ""] : []),
    ...(shown.receipt ? renderReceipt(shown.receipt, width, look) : []),
    ...(shown.state === "waiting" ? renderWaiting(shown, width, look) : []),
    ...(shown.state !== "waiting" && shown.buttons.length > 0
      ? renderFact("say", whatToSay(shown, look), width, look)
      : []),
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

/** Whom it waits for, what they have to say with it, and the words for it. */
const renderWaiting = (shown: Card, width: number, look: Look): string[] => [
  ...renderFact("who", whoMay(shown), width, look),
  ...(shown.asks === null ? [] : renderFact("takes", shown.asks, width, look)),
  ...renderFact("say", whatToSay(shown, look), width, look),
];

/** "Bob or Carol, until 2026-11-20 14:05 UTC" */
function whoMay({ approvers, expiresAt }: Card): string {
  const names =
    approvers.length > 0
      ? new Intl.ListFormat("en", { type: "disjunction" }).format(approvers)
      : "nobody yet: it takes somebody else with that role";
  return expiresAt === null ? names : `${names}, until ${expiresAt.slice(0, 16).replace("T", " ")} UTC`;
}

/** "/approve or /deny REASON": what can be said now, first by whoever asked, if it is their turn. */
function whatToSay(shown: Card, look: Look): string {
  const { buttons, owesReason, asksApprover } = shown;
  const words: Readonly<Record<Verdict, string>> = {
    approve: asksApprover ? "/approve REASON" : "/approve",
    deny: "/deny REASON",
    retract: "/retract",
    withdraw: "/withdraw",
    cancel: "/cancel",
  };
  const commands = buttons
    .flatMap((button) => [words[button], ...(button === "deny" ? narrowing(shown) : [])])
    .join(" or ");
  const answer = look.answerAs && commands ? `/as ${look.answerAs} and then ${commands}` : commands;
  return [owesReason ? "/reason TEXT" : "", answer].filter(Boolean).join(", or ");
}

/** Where several things are asked for, there may be fewer. */
function narrowing({ params }: Card): string[] {
  const [several] = Object.entries(params).filter(([, value]) => Array.isArray(value) && value.length > 1);
  return several ? [`/narrow ${several[0]}=FEWER`] : [];
}

const renderVotes = (votes: Card["votes"], width: number, look: Look): string[] =>
  votes.flatMap(({ name, verdict, reason }) => {
    const said = `${verdict === "approve" ? "✔" : "✘"} ${name} said ${verdict === "approve" ? "yes" : "no"}`;
    const lines = wrap(sanitizeLine(reason ? `${said}: ${reason}` : said), width);
    return lines.map((line) => paint(look, verdict === "approve" ? "green" : "red", line));
  });

const renderOutdated = ({ outdated }: Card, width: number, look: Look): string[] => {
  if (outdated.length === 0) return [];
  const names = new Intl.ListFormat("en").format(outdated);
  const text = sanitizeLine(`↻ The plan has changed: what ${names} said counts no more`);
  return wrap(text, width).map((line) => paint(look, "yellow", line));
};

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
