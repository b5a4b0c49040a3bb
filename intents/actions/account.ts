/** account.*: which accounts are somebody's. Linking one takes a code, typed by it, and then its person's own word. */
import { z } from "zod";
import { defineDeed, defineRead } from "../../src/action.ts";
import { readAccount, wordAccount, type Account } from "../../src/message.ts";
import type { Resource } from "../../src/plan.ts";
import { say } from "../../src/reply.ts";
import * as wording from "../wording/account.ts";

const account = z
  .string()
  .trim()
  .max(200, "must be 200 characters at most")
  .refine((text) => readAccount(text) !== null, "must be a platform and its id, like slack:U024BE7LH");

const accounts: readonly Resource[] = [{ kind: "site", id: "accounts" }];

/** The input has been checked. */
function named(text: string): Account {
  const found = readAccount(text);
  if (!found) throw new Error(`${text} names no account`);
  return found;
}

const wordFrom = { configuration: "the configuration", link: "linked", waiting: "waits for your word" } as const;

export const accountList = defineRead({
  name: "account.list",
  summary: "Show your accounts, and those that wait for your word",
  input: z.strictObject({}),
  examples: ["account.list", "which accounts do I have?"],
  frames: wording.accountList,
  resources: () => accounts,
  answer: async (_, { person, providers }) => {
    const faces = await providers.accounts.of(person);
    const waiting = faces.filter(({ from }) => from === "waiting").map((face) => wordAccount(face.account));
    const rows = faces.map((face) => [wordAccount(face.account), wordFrom[face.from], face.since?.slice(0, 16) ?? ""]);
    const count = faces.length - waiting.length;
    return say(`You are ${person.name}, with ${count} ${count === 1 ? "account" : "accounts"}.`, {
      blocks: [{ kind: "table", columns: ["account", "from", "since"], rows }],
      suggestions: waiting.map((word) => ({ label: `${word} is mine`, command: `account.link ${word}` })),
    });
  },
});

export const accountCode = defineRead({
  name: "account.code",
  summary: "Show you a code that links another account to you",
  input: z.strictObject({}),
  examples: ["account.code", "link my account"],
  frames: wording.accountCode,
  resources: () => accounts,
  answer: async (_, { person, place, providers }) => {
    const code = await providers.accounts.code(person, place);
    return say(
      `Say \`link ${code}\` to me from your other account within ten minutes. It works once. Nobody who asks you for it is me.`,
    );
  },
});

export const accountLink = defineDeed({
  name: "account.link",
  summary: "Say that an account which has typed your code is yours",
  effect: "write",
  governed: true,
  input: z.strictObject({ account }),
  positional: ["account"],
  examples: ["account.link slack:U024BE7LH"],
  frames: [],
  resources: () => accounts,
  plan: async ({ account: word }, { person, providers }) => {
    const gained = await providers.accounts.mayLink(person, named(word));
    const roles = person.roles.join(", ") || null;
    const more = gained.length > 0 ? `, and gives ${person.name} the role ${gained.join(" and ")}` : "";
    return {
      sentence: `Link ${word} to ${person.name}: whoever uses it may do what ${person.name} may${more}`,
      effect: "write",
      resources: accounts,
      changes: [
        { kind: "update", subject: word, before: "nobody's", after: person.id },
        ...(gained.length > 0
          ? [
              {
                kind: "update" as const,
                subject: `roles of ${person.id}`,
                before: roles,
                after: [...person.roles, ...gained].join(", "),
              },
            ]
          : []),
      ],
      facts: { person: person.id, own: true, gains: gained.length > 0 },
      undo: `account.unlink ${word}`,
      inverse: { action: "account.unlink", params: { account: word } },
      checked: true,
      data: { account: word },
    };
  },
  apply: async (plan, { effect, person, providers, request }) => {
    const { account: word } = dataOf.parse(plan.data);
    const summary = await effect({
      key: word,
      retry: "idempotent",
      run: () => providers.accounts.link(person, named(word), request),
    });
    return { state: "done", summary, changes: plan.changes };
  },
});

export const accountUnlink = defineDeed({
  name: "account.unlink",
  summary: "Take an account away from yourself that was linked to you",
  effect: "write",
  input: z.strictObject({ account }),
  positional: ["account"],
  examples: ["account.unlink slack:U024BE7LH"],
  frames: [],
  resources: () => accounts,
  plan: async ({ account: word }, { person, providers }) => {
    await providers.accounts.mayUnlink(person, named(word));
    return {
      sentence: `Take the account ${word} away from ${person.name}`,
      effect: "write",
      resources: accounts,
      changes: [{ kind: "update", subject: word, before: person.id, after: "nobody's" }],
      facts: { person: person.id, own: true },
      undo: "It can be linked again, with a new code.",
      inverse: null,
      checked: true,
      data: { account: word },
    };
  },
  apply: async (plan, { effect, person, providers, request }) => {
    const { account: word } = dataOf.parse(plan.data);
    const summary = await effect({
      key: word,
      retry: "idempotent",
      run: () => providers.accounts.unlink(person, named(word), request),
    });
    return { state: "done", summary, changes: plan.changes };
  },
});

const dataOf = z.object({ account: z.string() });
