import { expect, test } from "vitest";
import { cardOf } from "../src/card.ts";
import { directory } from "../src/people.ts";
import type { Request } from "../src/request.ts";
import { everybody, place } from "./support/kernel.ts";

const people = directory(everybody);
const digest = "9d3e01ab".repeat(8);
const yes = { person: "bob", verdict: "approve", reason: null, digest, at: "2026-11-20T10:05:00.000Z" } as const;

const request = (more: Partial<Request> = {}): Request => ({
  id: "r-8KQ2ZC7M",
  action: "lamp.set",
  input: { lamp: "red", value: "on" },
  plan: {
    sentence: "Set red to on",
    effect: "write",
    resources: [{ kind: "site", id: "red" }],
    changes: [],
    facts: {},
    undo: null,
    inverse: null,
    checked: true,
    data: {},
  },
  digest,
  policyVersion: "1",
  policies: ["writes"],
  needs: [{ count: 2, role: "approver" }],
  terms: {},
  reason: null,
  glass: null,
  requester: "ann",
  place,
  state: "waiting",
  because: null,
  approvals: [],
  receipt: null,
  fence: 0,
  createdAt: "2026-11-20T10:00:00.000Z",
  expiresAt: "2026-11-20T14:00:00.000Z",
  validUntil: null,
  startedAt: null,
  ...more,
});
const card = (more: Partial<Request> = {}) => cardOf(request(more), people);

test("AP-7 a reason that is owed is asked of its requester first, and no yes is offered before", () => {
  expect(card({ terms: { reason: ["requester", "approver"] } })).toMatchObject({
    status: "waiting for Ann to say why, and for 2 × approver",
    asks: "a reason of the requester and of whoever approves: at least 10 characters",
    owesReason: true,
    asksApprover: true,
    leastReason: 10,
    buttons: ["deny", "withdraw"],
  });
});

test("AP-7 once it is given only whoever approves is asked", () => {
  const terms = { reason: ["requester", "approver"], ticket: "OPS-\\d+" } as const;
  expect(card({ terms, reason: "for OPS-311" })).toMatchObject({
    status: "waiting for 2 × approver",
    asks: "a reason of whoever approves: something that holds OPS-\\d+, like the number of a ticket",
    owesReason: false,
    leastReason: 1,
    buttons: ["approve", "deny", "withdraw"],
  });
});

test("nobody is asked for a reason that no policy wants, or that comes too late", () => {
  expect(card()).toMatchObject({ asks: null, owesReason: false, asksApprover: false });
  const over = card({ state: "expired", terms: { reason: ["requester", "approver"] } });
  expect(over).toMatchObject({ asks: null, owesReason: false, asksApprover: false });
});

test("AP-13 a yes can be taken back where there is one, until it runs", () => {
  expect(card({ approvals: [yes] }).buttons).toEqual(["approve", "deny", "retract", "withdraw"]);
  expect(card({ approvals: [yes], state: "queued" }).buttons).toEqual(["retract", "withdraw"]);
  expect(card({ state: "queued" }).buttons).toEqual(["withdraw"]);
  expect(card({ approvals: [yes], state: "running" }).buttons).toEqual(["cancel"]);
});

test("AP-9 a yes to an earlier plan is shown as what it is: outdated", () => {
  const narrowed = card({ approvals: [{ ...yes, digest: "0".repeat(64) }] });
  expect(narrowed).toMatchObject({ votes: [], outdated: ["Bob"], buttons: ["approve", "deny", "withdraw"] });
});

test("a need that has been escalated names both roles", () => {
  expect(card({ needs: [{ count: 1, role: "sre", or: "approver" }] })).toMatchObject({
    status: "waiting for 1 sre or approver",
    approvers: ["Bob", "Cleo"],
  });
});
