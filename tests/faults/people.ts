/** People in Slack who keep asking for things and saying yes, whatever becomes of the bot meanwhile. */
import type { FakeSlack, Message, Outcome, Sent } from "../fakes/slack/index.ts";
import { botUser } from "../fakes/slack/world.ts";
import { channel, ids } from "../e2e/site.ts";

/** Milliseconds after which somebody who sees no change presses again. */
const pressAgainAfter = 1000;

/** One thing that Ann has asked for. */
export interface Wish {
  /** In every line that carrying it out writes, and in no other. */
  readonly token: string;
  /** Her message, whose thread the card belongs in. */
  readonly ts: string;
  /** What the bot has said in that thread. */
  replies(): Message[];
}

export interface People {
  readonly wishes: readonly Wish[];
  /** Those that have no end yet, as far as Slack shows. */
  open(): Wish[];
  /** Ann asks for one thing more. */
  ask(): void;
  /** Everybody looks at Slack once and does what there is to do: Bob says yes, Ann says it again if Slack gave up. */
  look(): void;
}

interface Asked extends Wish {
  sent: Sent;
  outcome: Outcome | null;
  pressedAt: number;
}

const approve = "signalbox.approve";
const isOpen = ({ text }: Message): boolean => /^[⏳🟢⚙]/u.test(text);

async function follow(wish: Asked, sent: Sent): Promise<void> {
  wish.sent = sent;
  wish.outcome = null;
  wish.outcome = await sent.outcome;
}

const isUnfinished = (wish: Wish): boolean => {
  const replies = wish.replies();
  return replies.length === 0 || replies.some(isOpen);
};

export function createPeople(slack: FakeSlack): People {
  const wishes: Asked[] = [];

  return {
    wishes,
    open: () => wishes.filter(isUnfinished),
    ask: () => {
      const token = `wish-${wishes.length + 1}`;
      const text = `playbook.run sign web-1 vars.name=${token}`;
      const sent = slack.mention({ user: ids.ann, channel, text });
      const { ts } = sent;
      const replies = (): Message[] =>
        slack.messages(channel).filter((message) => message.user === botUser && message.thread_ts === ts);
      const wish: Asked = { token, ts, sent, outcome: null, pressedAt: 0, replies };
      void follow(wish, sent);
      wishes.push(wish);
    },
    look: () => {
      for (const wish of wishes) {
        // Nobody has said "received", not even after the last attempt: the words are said again, as they were.
        if (wish.outcome?.acknowledged === false) void follow(wish, slack.again(wish.sent));
        if (performance.now() - wish.pressedAt < pressAgainAfter) continue;
        for (const message of wish.replies().filter(({ blocksJson }) => blocksJson?.includes(approve))) {
          wish.pressedAt = performance.now();
          // A double click. What no running bot hears is gone: Slack shows Bob an error, and he presses again.
          for (let click = 0; click < 2; click++) {
            slack.click({ user: ids.bob, channel, messageTs: message.ts, actionId: approve });
          }
        }
      }
    },
  };
}
