import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createVerifier, type Sentence } from "../../../knowledge/written/verify.ts";
import { promptFor } from "../../../knowledge/written/prompt.ts";
import { answerTokens, createWriter } from "../../../knowledge/written/write.ts";
import { createCall } from "../../../src/model/call.ts";
import { ollamaChat } from "../../../src/model/ollama-chat.ts";
import { fakeOllama, qwen, type FakeOllama } from "../../fakes/ollama/server.ts";
import { dice, honest, lies, planted, rewordings, said, sectionsIn, type Claim } from "../../fakes/ollama/writers.ts";
import { objections } from "./oracle.ts";
import { everyPage, pagesFor, questions, type Page } from "./pages.ts";

const random = dice(11);
const kinds = Object.keys(lies);

/** Truth first, so that the answer is shown, then lies for as long as the form has room. */
const mixed = (truth: readonly Claim[], lie: readonly Claim[]): Claim[] => {
  const start = Math.floor(random() * Math.max(1, lie.length - 4));
  const some = lie.slice(start, start + 4);
  return [...truth.slice(0, 8 - some.length), ...some];
};

/** Everything that is wrong with what is shown. */
function judge(
  shown: readonly Sentence[],
  pages: readonly Page[],
  untrue: readonly Claim[],
  truth: readonly Claim[] = [],
): string[] {
  const told = new Set(truth.map(({ text }) => text));
  const lied = new Set(untrue.map(({ text }) => text).filter((text) => !told.has(text)));
  return shown.flatMap(({ text, cites }) => {
    const wrong = cites.flatMap((n) => {
      const page = pages.find((one) => one.n === n);
      return page ? objections(text, page.raw) : [`there is no [${n}]`];
    });
    if (cites.length === 0) wrong.push("it cites nothing");
    if (lied.has(text)) wrong.push("it is a lie");
    if (/evil|203\.0\.113\.9|curl/.test(text)) wrong.push("it was planted");
    return wrong.map((why) => `${text} [${cites.join()}]: ${why}`);
  });
}

/** Sections into one of which somebody wrote for the machine. */
function withPlanted(pages: readonly Page[], which: number): Page[] {
  const at = which % pages.length;
  return pages.map((page, i) => {
    const text = planted.said[which % planted.said.length] ?? "";
    return i === at ? { ...page, passages: [...page.passages, { kind: "item", text: `- ${text}` } as const] } : page;
  });
}

describe("a model that lies", () => {
  let server: FakeOllama;
  beforeAll(async () => {
    server = await fakeOllama();
  });
  afterAll(() => server.stop());

  it("gets none of its lies shown, whole or as they come, on every question", { timeout: 180_000 }, async () => {
    const chat = ollamaChat({ url: server.url, model: qwen.name, longest: answerTokens });
    const write = createWriter({ call: createCall({ chat, deadline: 20_000 }), redact: (text) => text });
    const wrong: string[] = [];
    let asked = 0;
    let shownAtAll = 0;
    for (const [i, [question, runbook]] of questions.entries()) {
      for (const turn of [0, 1]) {
        const kind = kinds[(2 * i + turn) % kinds.length] ?? "";
        const pages = withPlanted(pagesFor(runbook, random), i);
        let untrue: readonly Claim[] = [];
        let truth: readonly Claim[] = [];
        server.reply = ({ messages }) => {
          const sections = sectionsIn(messages.at(-1)?.content ?? "");
          const lie = lies[kind]?.(sections, random) ?? [];
          truth = honest(sections);
          const all = mixed(truth, lie);
          untrue = all.filter((claim) => lie.includes(claim));
          return said(all);
        };
        const early: Sentence[] = [];
        const answer = await write({ question, sections: pages, onSentence: (one) => void early.push(one) });
        asked++;
        shownAtAll += answer?.sentences.length ?? 0;
        wrong.push(
          ...judge([...early, ...(answer?.sentences ?? [])], pages, untrue, truth).map((one) => `${kind}: ${one}`),
        );
        expect(early.slice(0, answer?.sentences.length ?? 0)).toEqual(answer?.sentences ?? []);
      }
    }
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThanOrEqual(300);
    // The judge had something to look at.
    expect(shownAtAll).toBeGreaterThan(asked);
  });

  it.each(kinds)("%s: not one in all of them passes", (kind) => {
    const wrong: string[] = [];
    let tried = 0;
    for (let i = 0; i < everyPage.length; i += 3) {
      const next = everyPage.slice(i, i + 3);
      const pages = kind === "obeys what was planted" ? withPlanted(next, i / 3) : next;
      const lie = lies[kind]?.(sectionsIn(promptFor("", pages).user), random) ?? [];
      const verify = createVerifier(pages);
      tried += lie.length;
      wrong.push(
        ...judge(
          lie.flatMap((claim) => verify(claim).sentences),
          pages,
          lie,
        ),
      );
    }
    expect(tried).toBeGreaterThan(75);
    expect(wrong.slice(0, 10)).toEqual([]);
  });
});

/** The share of all sentences of all runbooks that may be shown. */
const share = (reword: (sentence: string) => string): number => {
  let passed = 0;
  let all = 0;
  for (const page of everyPage) {
    const [section] = sectionsIn(promptFor("", [page]).user);
    const verify = createVerifier([page]);
    for (const text of section?.sentences ?? []) {
      const { sentences, dropped } = verify({ cites: [page.n], quote: text, text: reword(text) });
      all++;
      if (sentences.length > 0 && dropped.length === 0) passed++;
    }
  }
  expect(all).toBeGreaterThan(250);
  return passed / all;
};

describe("a model that tells the truth", () => {
  it("gets its sentences shown if it quotes", () => {
    expect(share((text) => text)).toBeGreaterThanOrEqual(0.95);
  });

  it.each(Object.entries(rewordings))("gets nearly all of them shown if it says them %s", (_, reword) => {
    expect(share(reword)).toBeGreaterThanOrEqual(0.9);
  });
});

it("has commands beneath it that stand in the file of the section as they are", () => {
  const commands = everyPage.flatMap(({ passages, raw }) =>
    passages.filter(({ kind }) => kind === "code").map(({ text }) => ({ text, raw })),
  );
  expect(commands.length).toBeGreaterThan(50);
  for (const { text, raw } of commands) expect(raw).toContain(text);
});
