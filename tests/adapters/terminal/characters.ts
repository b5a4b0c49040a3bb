/** Ann asks, Bob answers: the cards and replies that the golden files show. */
import type { Card } from "../../../src/card.ts";
import type { Receipt } from "../../../src/receipt.ts";
import type { Reply } from "../../../src/reply.ts";
import { buttons, type State } from "../../../src/request.ts";

const digest = "9d3e01abf00d5eed9d3e01abf00d5eed9d3e01abf00d5eed9d3e01abf00d5eed";

/** Ann: "clean temp files on localhost". */
const annAsksToCleanLocalhost: Card = {
  request: "r-8KQ2ZC7M",
  action: "playbook.run",
  params: { playbook: "clean-temp", targets: ["localhost"] },
  state: "waiting",
  digest,
  sentence: "Run the playbook clean-temp on localhost: delete 3 files (5.0 MB) that nothing has touched for a week.",
  requester: "Ann",
  effect: "destructive",
  targets: ["localhost"],
  changes: [
    { kind: "delete", subject: "localhost: build-1841.tmp", before: "3.0 MB, 9 days old", after: null },
    { kind: "delete", subject: "localhost: build-1842.tmp", before: "2.0 MB, 8 days old", after: null },
    { kind: "delete", subject: "localhost: session-7f3a.tmp", before: "4.0 kB, 30 days old", after: null },
  ],
  checked: true,
  undo: null,
  status: "waiting for 1 approver",
  approvers: ["Bob", "Carol"],
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

const bobSaidYes: Card["votes"] = [{ name: "Bob", verdict: "approve", reason: null }];
const bobSaidNo: Card["votes"] = [{ name: "Bob", verdict: "deny", reason: "the build is still running" }];

const later: Readonly<Record<Exclude<State, "waiting">, Partial<Card>>> = {
  queued: { status: "about to run", votes: bobSaidYes },
  running: { status: "running", votes: bobSaidYes },
  done: {
    status: "done",
    votes: bobSaidYes,
    receipt: receipt("done", "Deleted 3 files on localhost; 5.0 MB are free again.", {
      changes: annAsksToCleanLocalhost.changes,
      output: {
        text: "removed build-1841.tmp\nremoved build-1842.tmp\nremoved session-7f3a.tmp\n",
        bytes: 71,
        cut: false,
      },
    }),
  },
  failed: {
    status: "failed",
    votes: bobSaidYes,
    receipt: receipt("failed", "Step 2 of 3 ended with exit code 1 on localhost.", {
      changes: annAsksToCleanLocalhost.changes.slice(0, 1),
      output: { text: "rm: build-1842.tmp: Operation not permitted\n", bytes: 4_194_304, cut: true },
      undo: "Nothing to take back: what was deleted is gone.",
    }),
  },
  lost: {
    status: "outcome unknown: somebody must look",
    votes: bobSaidYes,
    because: "The connection broke after step 2 was sent, and nobody can know whether it ran.",
    receipt: receipt("lost", "Nobody knows how step 2 on localhost ended."),
  },
  cancelled: {
    status: "cancelled while running",
    votes: bobSaidYes,
    receipt: receipt("cancelled", "Stopped after 1 of 3 files.", {
      changes: annAsksToCleanLocalhost.changes.slice(0, 1),
    }),
  },
  denied: { status: "denied", votes: bobSaidNo, because: "Bob said no: the build is still running" },
  expired: { status: "nobody answered in time" },
  stale: {
    status: "out of date: the plan is no longer what was approved",
    votes: bobSaidYes,
    because: "build-1842.tmp has been written to since; nothing was deleted.",
  },
  refused: { status: "not allowed", because: "destructive actions need a working day" },
  withdrawn: { status: "withdrawn", because: "Ann took it back." },
};

export const states = ["waiting", ...(Object.keys(later) as Exclude<State, "waiting">[])] as const;

/** Ann's card in this state. */
export const cleanLocalhost = (state: State): Card =>
  state === "waiting"
    ? annAsksToCleanLocalhost
    : {
        ...annAsksToCleanLocalhost,
        ...later[state],
        state,
        approvers: [],
        expiresAt: null,
        buttons: buttons(state, true),
      };

/** Ann: "point api.example.test at 203.0.113.10". It takes two, and there is a way back. */
export const pointApi: Card = {
  ...annAsksToCleanLocalhost,
  request: "r-3N1X0TQP",
  action: "dns.record.update",
  params: { zone: "example.test", name: "api", type: "A", value: "203.0.113.10" },
  sentence: "Point api.example.test (A) at 203.0.113.10 instead of 192.0.2.10, in the zone file example.test.zone.",
  effect: "write",
  targets: ["example.test"],
  changes: [
    { kind: "update", subject: "api.example.test A", before: "192.0.2.10 (TTL 300)", after: "203.0.113.10 (TTL 300)" },
    {
      kind: "create",
      subject: "api.example.test TXT",
      before: null,
      after: `v=spf1 ${"ip4:203.0.113.0/24 ".repeat(6)}-all`,
    },
  ],
  undo: "Point api.example.test back at 192.0.2.10.",
  status: "waiting for 1 approver and 1 sre",
};

/** What a waiting card can be about, besides a yes or a no. */
export const cases: Readonly<Record<string, Card>> = {
  "ann-owes-a-reason": {
    ...pointApi,
    buttons: ["deny", "withdraw"],
    status: "waiting for Ann to say why, and for 1 approver and 1 sre",
    asks: "a reason of the requester: at least 10 characters",
    owesReason: true,
  },
  "bob-is-asked-for-a-ticket": {
    ...annAsksToCleanLocalhost,
    params: { playbook: "clean-temp", targets: ["localhost", "web-1"] },
    reason: "OPS-311 the nightly build finds no room",
    asks: "a reason of whoever approves: something that holds OPS-\\d+, like the number of a ticket",
    asksApprover: true,
    leastReason: 1,
  },
  "bob-may-take-back-a-yes": {
    ...pointApi,
    votes: [{ name: "Bob", verdict: "approve", reason: "OPS-311, agreed with the shop" }],
    approvers: ["Carol"],
    buttons: buttons("waiting", true),
    status: "waiting for 1 sre",
  },
  "ann-breaks-the-glass": {
    ...annAsksToCleanLocalhost,
    state: "queued",
    glass: "g-4F7Q2M1X",
    reason: "INC-7: the shop is down and nobody answers",
    buttons: buttons("queued"),
    status: "about to run",
    approvers: [],
    expiresAt: null,
  },
  "nobody-answered-so-others-may": {
    ...annAsksToCleanLocalhost,
    status: "waiting for 1 sre or duty-manager",
    approvers: ["Carol", "Dana"],
  },
  "carol-narrowed-it": { ...annAsksToCleanLocalhost, digest: "5c0ffee5".repeat(8), outdated: ["Bob"] },
};

/** Mallory writes words that want to be more than words: control sequences, hidden and reversed text. */
export const mallorysCard: Card = {
  ...annAsksToCleanLocalhost,
  request: "r-0BADBAD0",
  sentence: "Run safe\u001b[2K\u001b[1Gread-only thing\u202Egnihtemos on \u200Blocalhost\u0007\u009b31m",
  requester: "Mallory\r\nApproved by Bob",
  targets: ["localhost\u001b]0;owned\u0007"],
  changes: [{ kind: "run", subject: "rm -rf\n│ ✔ approved", before: null, after: "\u2066hidden\u2069" }],
  approvers: ["Bob\u001b[8m"],
  because: "be\u0000cause",
  reason: "no\u001b[2Kreason",
  asks: "a reason\u0007",
  outdated: ["Bob\u001b[8m"],
  glass: "g-1\u009b31m",
};

export const replies: Readonly<Record<string, Reply>> = {
  "bot-says-hello": { reply: "text", text: "Hello Ann. Say `help` for what you may do." },
  "bot-shows-the-hosts": {
    reply: "text",
    text: "I know 3 hosts.",
    blocks: [
      {
        kind: "table",
        columns: ["host", "environment", "free", "what runs there"],
        rows: [
          [
            "localhost",
            "dev",
            "63 %",
            "shop, and a description that is so long that it cannot stand in eighty columns",
          ],
          ["db-1", "prod", "7 %", "postgres"],
          ["東京-1", "prod", "100 %", "shop"],
        ],
      },
      { kind: "code", text: "$ df -h /\n/dev/sda1   20G  7.4G   12G  39% /\n" },
      { kind: "text", text: "Numbers are from a minute ago." },
    ],
    suggestions: [
      { label: "Clean temporary files", command: "playbook.run clean-temp targets=localhost" },
      { label: "host.list", command: "host.list" },
    ],
  },
  "bot-answers-from-a-runbook": {
    reply: "answer",
    text: "Find what is full with `df -h`, then what is large with `du -xsh /*`. Deleting a file that a process still holds open frees nothing.",
    abstained: false,
    confidence: 0.83,
    blocks: [{ kind: "code", text: "df -h\ndu -xsh /* | sort -h | tail" }],
    sources: [
      { doc: "disk-full.md", section: "Find what is full#find-what-is-full", quote: "Find what is full", score: 0.9 },
      { doc: "disk-full.md", section: "Find what is full#find-what-is-full", quote: "the same section", score: 0.7 },
      { doc: "linux/open-files.md", section: "Deleted but open#deleted-but-open", quote: "frees nothing", score: 0.6 },
    ],
    suggestions: [
      { label: "How full is localhost?", command: "metrics.query signal=disk target=localhost" },
      { label: "Search everything", command: 'ask question="what fills the disk?" everywhere=true' },
      { label: "Helped", command: "answer.helped k-8KQ2ZC7M", aside: true },
      { label: "Did not help", command: "answer.unhelpful k-8KQ2ZC7M", aside: true },
    ],
  },
  "bot-does-not-know": {
    reply: "answer",
    text: "None of the runbooks says anything about that.",
    abstained: true,
    confidence: 0.08,
    blocks: [],
    sources: [],
    suggestions: [],
  },
  "bot-asks-which-host": {
    reply: "text",
    text: "Which host is it for host.status?",
    unmet: true,
    suggestions: [
      { label: "localhost", command: "host.status host=localhost" },
      { label: "db-1", command: "host.status host=db-1" },
      { label: "Why?", command: "why", aside: true },
    ],
  },
  "mallory-writes-escapes": {
    reply: "text",
    text: "log says: \u001b[31mred\u001b[0m \u202Edesrever\u202C bell\u0007 nul\u0000 csi\u009b2J tab\tend",
    blocks: [
      { kind: "code", text: "\u001b[1Aup one line" },
      { kind: "table", columns: ["na\u001bme"], rows: [["two\nlines"]] },
    ],
    suggestions: [{ label: "press\u001b[5m me", command: "host.list\u2029" }],
  },
};
