/** The terminal: a chat for one person (in a demonstration, for everybody) on standard input and output. */
import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Adapter, House } from "../../src/adapter.ts";
import type { Arrival, Place } from "../../src/message.ts";
import type { People } from "../../src/people.ts";
import { isProblem, problem } from "../../src/problem.ts";
import { say, type Reply } from "../../src/reply.ts";
import { renderUpdate } from "./card.ts";
import { greet } from "./greeting.ts";
import { toJson } from "./json.ts";
import { commandAbout, readLine, type Line } from "./listen.ts";
import type { Look } from "./look.ts";
import { renderProblem, renderProgress, renderReply } from "./render.ts";
import { safeJson, sanitizeLine } from "./sanitize.ts";
import { openScreen, type Input, type Output } from "./screen.ts";
import { createShown } from "./shown.ts";

export interface TerminalOptions {
  readonly input: Input;
  readonly output: Output;
  /** The account of who sits here, as in `people.*.accounts.terminal`. */
  readonly account: string;
  /** Whether `/as NAME` may speak as anybody. */
  readonly demo: boolean;
  readonly people: People;
  /** The site's name, for the greeting. */
  readonly site: string;
  /** Sentences worth trying; the greeting shows three. */
  readonly examples?: readonly string[];
  /** One JSON object a line per reply (json.ts), for programs. */
  readonly json?: boolean;
  /** Greeting and prompt; by default if both ends are a terminal. Otherwise every line is handled in its turn. */
  readonly interactive?: boolean;
  /** How long the reply to one line of piped input may take before the next line is taken, milliseconds. */
  readonly patience?: number;
}

export interface TerminalAdapter extends Adapter {
  /** Resolves when the person has left, or the input has ended and everything asked here rests. Rejects on a bug. */
  readonly finished: Promise<void>;
}

const platform = "terminal";
const place: Place = { platform, channel: "terminal", direct: true };
/** Lines shown of one request's output; its receipt keeps the head and tail of all of it. */
const mostProgress = 200;
/** A reply may have a sibling (a text and a card); milliseconds to let it come. */
const breath = 30;

export function terminalAdapter(options: TerminalOptions): TerminalAdapter {
  const { input, output, people, demo, json = false, patience = 60_000 } = options;
  const interactive = !json && (options.interactive ?? (input.isTTY === true && output.isTTY === true));
  const screen = openScreen(input, output, interactive);
  const shown = createShown(() => screen.typing());
  const said = new Set<string>();
  const progressed = new Map<string, number>();
  const underWay = new Set<Promise<void>>();
  const replies = new EventEmitter();
  const finished = Promise.withResolvers<void>();
  let account = options.account;
  let left = false;

  const speaker = () => people.of({ platform, id: account });
  const prompt = (): void => screen.prompt(`${sanitizeLine(speaker()?.id ?? account)}> `);

  const tell = (text: string, reply: Reply): Promise<void> =>
    json ? screen.print(safeJson(toJson(reply)), true) : screen.print(text);

  /** In a demonstration a card says whom to speak as, unless they speak already. */
  const look = (reply: Reply): Look => {
    const plain = screen.look();
    if (reply.reply !== "card") return plain;
    const { approvers, request } = reply.card;
    const watched = (progressed.get(request) ?? 0) > 0;
    if (!demo || approvers.includes(speaker()?.name ?? "")) return { ...plain, watched };
    return { ...plain, watched, answerAs: people.all().find(({ name }) => approvers.includes(name))?.id };
  };

  const draw = async (reply: Reply): Promise<void> => {
    const before = shown.remember(reply);
    if (!before || reply.reply !== "card") return tell(renderReply(reply, look(reply)), reply);
    const update = renderUpdate(before, reply.card, look(reply));
    if (update) await tell(update, reply);
  };

  /** Hands it to the house. Unless somebody sits here: resolves when its reply has come and all asked here rests. */
  const send = async (house: House, arrival: Arrival): Promise<void> => {
    const giveUp = new AbortController();
    const answered = once(replies, "shown", { signal: giveUp.signal }).then(
      () => true,
      () => false,
    );
    try {
      const { id } = await house.receive(arrival);
      const attended = house.attend(id);
      underWay.add(attended);
      void attended.catch(finished.reject).then(() => underWay.delete(attended));
      if (interactive) return;
      await attended;
      setTimeout(() => giveUp.abort(), patience).unref();
      if (!(await answered)) throw problem("NO_ANSWER", { seconds: patience / 1000 });
      do {
        while (shown.moving()) await once(replies, "shown");
        await sleep(breath);
      } while (shown.moving());
    } finally {
      giveUp.abort();
    }
  };

  const stamp = () => ({ id: randomUUID(), account: { platform, id: account }, place, at: new Date().toISOString() });

  const speakAs = async (name: string): Promise<void> => {
    if (!demo) throw problem("AS_NOT_ALLOWED", {});
    const person = people.all().find(({ id }) => id === name.toLowerCase()) ?? people.of({ platform, id: name });
    if (!person) throw problem("UNKNOWN_PERSON", { name });
    // Somebody without an account here speaks under their name, and the house will say what that is worth.
    account = person.accounts.find((face) => face.platform === platform)?.id ?? person.id;
    const text = `You are now ${person.name} (${person.roles.join(", ") || "no roles"}).`;
    if (interactive) await tell(sanitizeLine(text), say(text));
  };

  const review = (house: House, { verdict, request, reason }: Extract<Line, { kind: "review" }>): Promise<void> => {
    const card = request === null ? shown.latest().card : shown.find(request);
    if (!card) throw problem("CARD_NOT_SHOWN", { what: request === null ? "No card" : `No card ${request}` });
    const click = { ...stamp(), request: card.request, digest: card.digest, verdict };
    return send(house, { kind: "click", click: reason === null ? click : { ...click, reason } });
  };

  /** Whoever began their terminal anew may still say why: the id alone will do, since nothing is agreed to. */
  const wordAbout = ({ action, request, text }: Extract<Line, { kind: "about" }>): string => {
    const card = request === null ? shown.latest().card : shown.find(request);
    const id = card?.request ?? request;
    if (id === null) throw problem("CARD_NOT_SHOWN", { what: "No card" });
    return commandAbout(action, id, text);
  };

  const sayFor = async (house: House, text: string): Promise<void> => {
    if (interactive) await screen.print(`→ ${sanitizeLine(text)}`, true);
    return send(house, { kind: "message", message: { ...stamp(), text } });
  };

  const take = async (house: House, text: string): Promise<void> => {
    const line = readLine(text, shown.latest().suggestions);
    shown.turn();
    switch (line.kind) {
      case "nothing":
        return;
      case "quit":
        left = true;
        return screen.close();
      case "as":
        return speakAs(line.name);
      case "review":
        return review(house, line);
      case "about":
        return sayFor(house, wordAbout(line));
      case "say":
        if (line.picked) return sayFor(house, line.text);
        return send(house, { kind: "message", message: { ...stamp(), text: line.text } });
    }
  };

  const takeOrTell = async (house: House, text: string): Promise<void> => {
    if (left) return;
    try {
      await take(house, text);
    } catch (error) {
      if (!isProblem(error)) throw error;
      await tell(renderProblem(error, screen.look()), say(error.message));
    }
    prompt();
  };

  return {
    platform,
    finished: finished.promise,
    async start(house) {
      if (interactive) {
        const { site, examples = [] } = options;
        await screen.print(greet({ site, account, people, demo, examples }, screen.look()));
      }
      // One line after the other, in the order in which they came.
      let turn = Promise.resolve();
      screen.listen(
        (text) => {
          turn = turn.then(() => takeOrTell(house, text));
          turn.catch(finished.reject);
        },
        () => void turn.then(finished.resolve, finished.reject),
        finished.resolve,
      );
      prompt();
    },
    async deliver({ key, reply }) {
      const isNews = reply.reply === "card" || !said.has(key);
      if (isNews) await draw(reply);
      said.add(key);
      replies.emit("shown");
      return reply.reply === "card" ? { request: reply.card.request } : null;
    },
    progress(_place, request, _ref, line) {
      const count = (progressed.get(request) ?? 0) + 1;
      progressed.set(request, count);
      if (json || count > mostProgress + 1) return;
      const text = count > mostProgress ? "… more in the receipt" : line;
      // Nobody waits for progress, and who left needs none.
      screen.print(renderProgress(text, screen.look()), true).catch(() => {});
    },
    async stop() {
      screen.close();
      await Promise.all(underWay);
    },
  };
}
