/**
 * Linking an account takes proof from both sides. A code is shown to a person whom we know, and to nobody else; the new
 * account types it, which proves that one holds both; then the person says, where we know them, that this account is
 * theirs: whoever looked over their shoulder is named before they can do anything.
 */
import { wordAccount, type Account, type Message, type Place } from "../message.ts";
import { problem } from "../problem.ts";
import type { Accounts } from "../providers/accounts.ts";
import { say, type Reply } from "../reply.ts";
import type { Roster } from "../roster.ts";
import { append } from "../store/audit.ts";
import type { Db, Trx } from "../store/database.ts";
import * as links from "../store/links.ts";
import { post } from "../store/outbox.ts";
import * as store from "../store/people.ts";
import { codeIn, hashOf, newCode } from "./code.ts";
import type { Groups } from "./groups.ts";

/** Seconds in which a code can be typed, and in which an account may try again. */
const codeFor = 600;
/** Seconds in which the person can say that the account is theirs. */
const wordFor = 86_400;
/** Codes that one account may try within `codeFor`. */
const mostTries = 5;

export interface Links {
  /**
   * What is said to `link CODE`; null for all other words. It is the one thing that an account which is nobody's may
   * say. Throws Problem LINK_REFUSED, LINK_TRIES or ACCOUNT_TAKEN. The same message again has the same answer.
   */
  redeem(inboxId: string, message: Message): Promise<Reply | null>;
}

interface Parts {
  readonly db: Db;
  readonly roster: Roster;
  readonly groups: Pick<Groups, "memberships">;
}

export function createAccounts({ db, roster, groups }: Parts): Accounts & Links {
  const write = <T>(work: (trx: Trx) => Promise<T>): Promise<T> => db.transaction().execute(work);

  const free = async (on: Db | Trx, account: Account): Promise<void> => {
    const owner = (await roster.now(on)).of(account);
    if (owner) throw problem("ACCOUNT_TAKEN", { account: wordAccount(account) });
  };

  return {
    redeem: async (inboxId, message) => {
      const code = codeIn(message.text);
      if (code === null) return null;
      await free(db, message.account);
      const answer = await write((trx) => typed(trx, roster, inboxId, message, code));
      if ("refused" in answer) throw answer.refused;
      return answer.reply;
    },
    of: async (person) => {
      const linked = (await store.added(db)).accounts.filter((one) => one.person === person.id);
      const since = new Map(linked.map(({ account, at }) => [wordAccount(account), at]));
      const known = person.accounts.map((account) => {
        const at = since.get(wordAccount(account));
        return { account, from: at === undefined ? ("configuration" as const) : ("link" as const), since: at ?? null };
      });
      const waiting = await links.waiting(db, person.id);
      return [...known, ...waiting.map((account) => ({ account, from: "waiting" as const, since: null }))];
    },
    code: async (person, place) => {
      if (!place.direct) throw problem("ASK_DIRECTLY", {});
      const code = newCode();
      await write(async (trx) => {
        await links.offer(trx, hashOf(code), person.id, place, codeFor);
        const because = `A code was shown on ${place.platform}`;
        await append(trx, { event: "link-offered", person: person.id, account: null, because });
      });
      return code;
    },
    mayLink: async (person, account) => {
      await free(db, account);
      const waiting = await links.waiting(db, person.id);
      const word = wordAccount(account);
      if (!waiting.some((one) => wordAccount(one) === word)) throw problem("LINK_UNKNOWN", { account: word });
      return groups
        .memberships()
        .filter(({ accounts }) => accounts?.some((one) => wordAccount(one) === word))
        .map(({ role }) => role)
        .filter((role) => !person.roles.includes(role));
    },
    link: (person, account, request) =>
      write(async (trx) => {
        const word = wordAccount(account);
        const done = `${word} is ${person.name}'s account now`;
        // An earlier attempt of this request got so far.
        if ((await roster.now(trx)).of(account)?.id === person.id) return done;
        if (!(await links.settle(trx, person.id, account))) throw problem("LINK_UNKNOWN", { account: word });
        await free(trx, account);
        if (!(await store.link(trx, account, person.id, request))) throw problem("ACCOUNT_TAKEN", { account: word });
        await append(trx, { event: "account-linked", person: person.id, account: word, request });
        return done;
      }),
    mayUnlink: async (person, account) => {
      const { accounts } = await store.added(db);
      const word = wordAccount(account);
      if (!accounts.some((one) => one.person === person.id && wordAccount(one.account) === word)) {
        throw problem("ACCOUNT_FIXED", { account: word });
      }
    },
    unlink: (person, account, request) =>
      write(async (trx) => {
        const word = wordAccount(account);
        if (await store.unlink(trx, account, person.id)) {
          await append(trx, { event: "account-unlinked", person: person.id, account: word, request });
        }
        return `${word} is nobody's account now`;
      }),
  };
}

/** Problems are returned, so that the count of tries and the audit entry are kept. */
async function typed(
  trx: Trx,
  roster: Roster,
  inboxId: string,
  { account, place }: Message,
  code: string,
): Promise<{ readonly reply: Reply } | { readonly refused: Error }> {
  const word = wordAccount(account);
  const tries = await links.countTry(trx, account, inboxId, codeFor);
  if (tries > mostTries) return { refused: problem("LINK_TRIES", { minutes: codeFor / 60 }) };
  const hash = hashOf(code);
  const claim = await links.claim(trx, hash, account, wordFor);
  const person = claim && (await roster.now(trx)).get(claim.person);
  if (!claim || !person) {
    const because = `A code that links nothing, try ${tries} of ${mostTries}`;
    await append(trx, { event: "link-refused", person: null, account: word, because });
    return { refused: problem("LINK_REFUSED", {}) };
  }
  if (claim.fresh) {
    const because = `It typed a code that was shown on ${claim.place.platform}`;
    await append(trx, { event: "link-claimed", person: person.id, account: word, because });
    await post(trx, `link:${hash}`, claim.place, isItYours(word));
  }
  return {
    reply: say(
      `Thank you. Now say, on ${wordPlace(claim.place, place)}, that this account is yours: \`account.link ${word}\`.`,
    ),
  };
}

const isItYours = (word: string): Reply =>
  say(
    `The account ${word} has typed your code. Is it yours? If it is not, do nothing: the code is dead, and so will this be.`,
    {
      suggestions: [{ label: "It is mine", command: `account.link ${word}` }],
    },
  );

const wordPlace = (shown: Place, here: Place): string =>
  shown.platform === here.platform ? "your first account" : shown.platform;
