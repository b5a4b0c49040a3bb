/** Ann asks, Bo answers, Mallory tries: the cards and replies that the golden files show. */
import type { Card } from "../../../src/card.ts";
import type { Receipt } from "../../../src/receipt.ts";
import type { Reply } from "../../../src/reply.ts";
import { buttons, type State } from "../../../src/request.ts";

/** Ann: "clean temp files on web-1". */
const annAsksToCleanWeb1: Card = {
  request: "r-8KQ2ZC7M",
  action: "playbook.run",
  params: { playbook: "clean-temp", targets: ["web-1"] },
  state: "waiting",
  digest: "9d3e01abf00d5eed".repeat(4),
  sentence: "Run the playbook clean-temp on web-1: delete 3 files (5.0 MB) that nothing has touched for a week.",
  requester: "Ann",
  effect: "destructive",
  targets: ["web-1"],
  changes: [
    { kind: "delete", subject: "web-1: /var/tmp/build-1841.tmp", before: "3.0 MB, 9 days old", after: null },
    { kind: "delete", subject: "web-1: /var/tmp/build-1842.tmp", before: "2.0 MB, 8 days old", after: null },
    { kind: "delete", subject: "web-1: /var/tmp/session-7f3a.tmp", before: "4.0 kB, 30 days old", after: null },
  ],
  checked: true,
  undo: null,
  status: "waiting for 1 approver",
  approvers: ["Bo", "Carol"],
  votes: [],
  outdated: [],
  buttons: buttons("waiting"),
  suggestions: [],
  reason: null,
  asks: null,
  owesReason: false,
  asksApprover: false,
  leastReason: 10,
  glass: null,
  because: null,
  receipt: null,
  expiresAt: "2026-11-20T14:05:00.000Z",
};

const receipt = (state: Receipt["state"], summary: string, more: Partial<Receipt> = {}): Receipt => ({
  state,
  summary,
  changes: [],
  startedAt: "2026-11-20T10:05:07.000Z",
  finishedAt: "2026-11-20T10:05:08.240Z",
  ...more,
});

const boSaidYes: Card["votes"] = [{ name: "Bo", verdict: "approve", reason: null }];

const later: Readonly<Record<Exclude<State, "waiting">, Partial<Card>>> = {
  queued: { status: "about to run", votes: boSaidYes },
  running: { status: "running", votes: boSaidYes },
  done: {
    status: "done",
    votes: boSaidYes,
    receipt: receipt("done", "Deleted 3 files on web-1; 5.0 MB are free again.", {
      changes: annAsksToCleanWeb1.changes,
      output: {
        text: "removed build-1841.tmp\nremoved build-1842.tmp\nremoved session-7f3a.tmp\n",
        bytes: 71,
        cut: false,
      },
    }),
  },
  failed: {
    status: "failed",
    votes: boSaidYes,
    receipt: receipt("failed", "Step 2 of 3 ended with exit code 1 on web-1.", {
      changes: annAsksToCleanWeb1.changes.slice(0, 1),
      output: { text: "rm: build-1842.tmp: Operation not permitted\n", bytes: 4_194_304, cut: true },
      undo: "Nothing to take back: what was deleted is gone.",
    }),
  },
  lost: {
    status: "outcome unknown: somebody must look",
    votes: boSaidYes,
    because: "The connection broke after step 2 was sent, and nobody can know whether it ran.",
    receipt: receipt("lost", "Nobody knows how step 2 on web-1 ended."),
  },
  cancelled: {
    status: "cancelled while running",
    votes: boSaidYes,
    receipt: receipt("cancelled", "Stopped after 1 of 3 files.", { changes: annAsksToCleanWeb1.changes.slice(0, 1) }),
  },
  denied: {
    status: "denied",
    votes: [{ name: "Bo", verdict: "deny", reason: "the build is still running" }],
    because: "Bo said no: the build is still running",
  },
  expired: {
    status: "nobody answered in time",
    suggestions: [{ label: "Ask again", command: "playbook.run playbook=clean-temp targets=web-1" }],
  },
  stale: {
    status: "out of date: the plan is no longer what was approved",
    votes: boSaidYes,
    because: "build-1842.tmp has been written to since; nothing was deleted.",
  },
  refused: { status: "not allowed", because: "destructive actions need a working day" },
  withdrawn: { status: "withdrawn", because: "Ann took it back." },
};

export const states = ["waiting", ...(Object.keys(later) as Exclude<State, "waiting">[])] as const;

/** Ann's card in this state. */
export const cleanWeb1 = (state: State): Card =>
  state === "waiting"
    ? annAsksToCleanWeb1
    : { ...annAsksToCleanWeb1, ...later[state], state, approvers: [], expiresAt: null, buttons: buttons(state, true) };

/** Ann: "point api.example.com at 203.0.113.10". It takes two, and there is a way back. */
export const pointApi: Card = {
  ...annAsksToCleanWeb1,
  request: "r-3N1X0TQP",
  action: "dns.record.update",
  params: { zone: "example.com", name: "api", type: "A", value: "203.0.113.10" },
  sentence: "Point api.example.com (A) at 203.0.113.10 instead of 192.0.2.10.",
  effect: "write",
  targets: ["example.com"],
  changes: [
    { kind: "update", subject: "api.example.com A", before: "192.0.2.10 (TTL 300)", after: "203.0.113.10 (TTL 300)" },
  ],
  undo: "Point api.example.com back at 192.0.2.10.",
  status: "waiting for 1 approver and 1 sre",
  votes: boSaidYes,
  approvers: ["Carol"],
};

/** What a waiting card can be about, besides a yes or a no. */
export const cases: Readonly<Record<string, Card>> = {
  "ann-owes-a-reason": {
    ...pointApi,
    votes: [],
    approvers: ["Bo", "Carol"],
    buttons: ["deny", "withdraw"],
    status: "waiting for Ann to say why, and for 1 approver and 1 sre",
    asks: "a reason of the requester: at least 10 characters",
    owesReason: true,
  },
  "bo-is-asked-for-a-ticket": {
    ...annAsksToCleanWeb1,
    reason: "OPS-311 the nightly build finds no room",
    asks: "a reason of whoever approves: something that holds OPS-\\d+, like the number of a ticket",
    asksApprover: true,
    leastReason: 1,
  },
  "bo-may-take-back-a-yes": {
    ...pointApi,
    votes: [{ name: "Bo", verdict: "approve", reason: "OPS-311, agreed with the shop" }],
    buttons: buttons("waiting", true),
    status: "waiting for 1 sre",
  },
  "bo-may-still-take-it-back": {
    ...pointApi,
    state: "queued",
    buttons: buttons("queued", true),
    status: "about to run",
  },
  "mallory-breaks-the-glass": {
    ...annAsksToCleanWeb1,
    state: "queued",
    requester: "Mallory",
    glass: "g-4F7Q2M1X",
    reason: "INC-7: the shop is down and nobody answers",
    buttons: buttons("queued"),
    status: "about to run",
    approvers: [],
    expiresAt: null,
  },
  "nobody-answered-so-others-may": {
    ...annAsksToCleanWeb1,
    status: "waiting for 1 sre or duty-manager",
    approvers: ["Carol", "Dana"],
  },
  "carol-narrowed-it": {
    ...annAsksToCleanWeb1,
    digest: "5c0ffee5abad1dea".repeat(4),
    outdated: ["Bo"],
    approvers: ["Bo", "Carol"],
  },
};

/** Every way of writing a mention, a link or the end of a code block that Slack knows. */
export const hostile = [
  "<!channel>",
  "<!here>",
  "<!everyone>",
  "<@U1>",
  "<!subteam^S1>",
  "<https://evil.example|https://bank.example>",
  "<#C1>",
  "<!date^0^{x}|y>",
  "```\n<!channel>\n```",
  "````",
  "a`b``c",
  "& &amp; &lt;!channel&gt;",
  "*bold*\n>quote",
  "\u202Egnihtemos \u200B\u0007",
];
const all = hostile.join(" ");

/** Mallory writes words that want to be more than words, wherever there is room for words. */
export const mallorysCard = (state: State): Card => ({
  ...cleanWeb1(state),
  request: "r-0BADBAD0",
  action: all,
  sentence: all,
  requester: `Mallory ${all}`,
  targets: [all],
  changes: [{ kind: "run", subject: all, before: all, after: all }],
  approvers: state === "waiting" ? [all] : [],
  outdated: [all],
  reason: all,
  asks: all,
  owesReason: true,
  asksApprover: true,
  glass: all,
  votes: [{ name: all, verdict: "deny", reason: all }],
  status: all,
  because: `because ${all}`,
  undo: all,
  receipt: receipt("failed", all, {
    changes: [{ kind: "delete", subject: all, before: all, after: null }],
    output: { text: `${all}\n`.repeat(60), bytes: 9_999, cut: true },
    undo: all,
  }),
});

export const mallorysReply: Reply = {
  reply: "answer",
  text: all,
  abstained: false,
  confidence: 0.5,
  blocks: [
    { kind: "text", text: all },
    { kind: "code", text: all },
    { kind: "table", columns: hostile, rows: [hostile, hostile] },
  ],
  sources: [{ doc: all, section: `${all}#${all}`, quote: all, score: 1 }],
  suggestions: hostile.map((text) => ({ label: text, command: "help" })),
};

export const replies: Readonly<Record<string, Reply>> = {
  "bot-says-hello": { reply: "text", text: "Hello Ann. Say `help` for what you may do." },
  "bot-shows-the-hosts": {
    reply: "text",
    text: "I know 3 hosts.",
    blocks: [
      {
        kind: "table",
        columns: ["host", "environment", "services"],
        rows: [
          ["web-1", "prod", "shop"],
          ["web-2", "prod", "shop"],
          ["db-1", "prod", ""],
        ],
      },
    ],
  },
  "bot-asks-which-host": {
    reply: "text",
    text: "On which host?",
    suggestions: [
      { label: "web-1", command: "playbook.run playbook=clean-temp targets=web-1" },
      { label: "web-2", command: "playbook.run playbook=clean-temp targets=web-2" },
    ],
  },
  "bot-answers-from-a-runbook": {
    reply: "answer",
    text: "Find out what fills the disk, then clean the temporary files.",
    abstained: false,
    confidence: 0.82,
    blocks: [{ kind: "code", text: "du -xh / | sort -h | tail -20" }],
    sources: [
      {
        doc: "disk-full.md",
        section: "Find what is full#find-what-is-full",
        quote: "Ask `df` which file system is full, then `du` what is large in it.",
        score: 7.2,
      },
    ],
    suggestions: [
      { label: "Clean temp files on web-1", command: "playbook.run playbook=clean-temp targets=web-1" },
      { label: "Search everything", command: 'ask question="what fills the disk?" everywhere=true' },
      { label: "Helped", command: "answer.helped k-8KQ2ZC7M", aside: true },
      { label: "Did not help", command: "answer.unhelpful k-8KQ2ZC7M", aside: true },
    ],
  },
  "bot-does-not-know": {
    reply: "answer",
    text: "I found nothing about that in the runbooks.",
    abstained: true,
    confidence: 0,
    blocks: [],
    sources: [],
    suggestions: [],
  },
};
