/** What the bot remembers of questions to the runbooks, and what people may say of the answers. */
import { sql } from "kysely";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Place } from "../../src/message.ts";
import type { Answer, Question } from "../../src/providers/library.ts";
import type { Suggestion } from "../../src/reply.ts";
import type { Db } from "../../src/store/database.ts";
import { redacting } from "../../src/store/redacting.ts";
import { testDatabase } from "../support/database.ts";
import { nothingFound, openKernel, place, type Kernel } from "../support/kernel.ts";

const direct: Place = { platform: "test", channel: "D-ann", direct: true };
const elsewhere: Place = { platform: "test", channel: "random", thread: "9", direct: false };

const found: Answer = {
  ...nothingFound,
  text: "Disk full › Find what is full",
  abstained: false,
  confidence: 0.9,
  sources: [
    { doc: "disk-full.md", section: "Find what is full#find-what-is-full", quote: "See which it is.", score: 0.9 },
    { doc: "logs.md", section: "Rotate#rotate", quote: "Rotate them.", score: 0.4 },
  ],
  suggestions: [{ label: "Report", command: "playbook.run disk-report targets=localhost" }],
};

let db: Db;
let kernel: Kernel;
const asked: Question[] = [];
beforeAll(async () => {
  const opened = await testDatabase();
  db = opened.db.withPlugin(redacting((text) => text.replaceAll("hunter2", "[redacted]")));
});
beforeEach(async () => {
  asked.length = 0;
  kernel = await openKernel(db);
  kernel.library = answering(found);
});
afterEach(async () => {
  await kernel.stop();
  await sql`delete from questions`.execute(db);
});

const answering = (answer: Answer): Kernel["library"] => ({
  answer: async (question) => {
    asked.push(question);
    return answer;
  },
});

const asks = async (who: string, question: string, where: Place = place, id?: string): Promise<Suggestion[]> => {
  await kernel.says(who, `do ask ${JSON.stringify({ question })}`, id, new Date(), where);
  await kernel.questions.settle();
  const last = kernel.delivered.at(-1)?.reply;
  if (last?.reply !== "answer") throw new Error(`no answer: ${JSON.stringify(last)}`);
  return [...last.suggestions];
};
const idOf = (suggestions: readonly Suggestion[]): string => suggestions.at(-1)?.command.split(" ").at(-1) ?? "";
const judges = async (
  who: string,
  verdict: "helped" | "unhelpful",
  id: string,
  where: Place = place,
): Promise<string> => {
  await kernel.says(
    who,
    `do answer.${verdict} ${JSON.stringify(id === "" ? {} : { question: id })}`,
    undefined,
    new Date(),
    where,
  );
  return kernel.text();
};
const questions = () => db.selectFrom("questions").selectAll().orderBy("asked_at").execute();
const feedback = () => db.selectFrom("feedback").select(["person", "helped"]).orderBy("person").execute();

/** The rows of the table. */
const gapsFor = async (who: string, where: Place = place): Promise<readonly (readonly string[])[]> => {
  await kernel.says(who, "do knowledge.gaps {}", undefined, new Date(), where);
  const reply = kernel.delivered.at(-1)?.reply;
  const blocks = reply?.reply === "text" ? (reply.blocks ?? []) : [];
  return blocks.flatMap((block) => (block.kind === "table" ? block.rows : []));
};

describe("a question", () => {
  it("is remembered with what it was put to and what was found, the best first", async () => {
    kernel.channels = { "test:ops": { roles: ["operator"], services: ["checkout"] } };
    const id = idOf(await asks("ann", "why is the disk full?"));
    expect(await questions()).toMatchObject([
      {
        id,
        person: "ann",
        place,
        question: "why is the disk full?",
        scope: { audiences: [["operator"], ["operator"]], about: ["checkout"] },
        confidence: 0.9,
        abstained: false,
        candidates: [
          { doc: "disk-full.md", section: "Find what is full#find-what-is-full", score: 0.9 },
          { doc: "logs.md", section: "Rotate#rotate", score: 0.4 },
        ],
        shown: "Disk full › Find what is full",
      },
    ]);
    expect(id).toMatch(/^k-[0-9A-HJKMNP-TV-Z]{8}$/);
  });

  it("that is heard twice, as after a crash, was asked once", async () => {
    const first = await asks("ann", "why?", place, "m-1");
    const { rows } = await sql<{ id: string }>`select id from inbox where platform_id = 'message:m-1'`.execute(db);
    const id = rows[0]?.id ?? "";
    await sql`update inbox set state = 'taken', lease_until = clock_timestamp() where id = ${id}`.execute(db);
    await kernel.sweep();
    await expect.poll(() => asked.length).toBe(2);
    await kernel.questions.settle();
    expect(await questions()).toHaveLength(1);
    expect((await questions())[0]?.id).toBe(idOf(first));
  });

  it("is written down without its secrets, and whatever else stands in it", async () => {
    await asks("ann", "is hunter2\0 still the password?");
    expect((await questions())[0]?.question).toBe("is [redacted]\u{FFFD} still the password?");
  });

  it("that cannot be written down is answered all the same", async () => {
    await sql`alter table questions add constraint broken check (question <> 'lost?')`.execute(db);
    try {
      await asks("ann", "lost?");
      expect(await questions()).toEqual([]);
    } finally {
      await sql`alter table questions drop constraint broken`.execute(db);
    }
  });

  it("is forgotten when it is older than it is kept, with what was said of it", async () => {
    const id = idOf(await asks("ann", "old"));
    await judges("ann", "helped", id);
    await asks("ann", "young");
    await sql`update questions set asked_at = clock_timestamp() - interval '181 days' where id = ${id}`.execute(db);
    await kernel.sweep();
    expect((await questions()).map(({ question }) => question)).toEqual(["young"]);
    expect(await feedback()).toEqual([]);
  });

  it("leaves in the audit trail what any look leaves, and none of its words", async () => {
    await asks("ann", "zebra in the datacentre?");
    const { rows } = await sql<{ body: string }>`select body from audit order by seq desc limit 1`.execute(db);
    expect(JSON.parse(rows[0]?.body ?? "")).toMatchObject({ event: "answered", action: "ask", person: "ann" });
    expect(rows[0]?.body).not.toContain("zebra");
  });
});

describe("what a question is put to", () => {
  it("is what its asker may read where nobody reads along", async () => {
    kernel.channels = { "test:D-ann": { roles: ["security"], services: ["checkout"] } };
    await asks("ann", "why?", direct);
    expect(asked).toEqual([{ text: "why?", audiences: [["operator"]], about: null }]);
  });

  it("is in a channel what the channel may read, too: without settings what everybody may", async () => {
    await asks("bob", "why?");
    expect(asked).toEqual([{ text: "why?", audiences: [["operator", "approver"], []], about: null }]);
  });

  it("is what the channel is about, and a button searches everything, whatever was asked", async () => {
    kernel.channels = { "test:ops": { roles: [], services: ["checkout"] } };
    const suggestions = await asks("ann", 'say "hi" everywhere=false, and\n“then”?');
    expect(asked[0]?.about).toEqual(["checkout"]);
    const wider = suggestions.find(({ label }) => label === "Search everything");
    expect(wider?.command).toBe(
      String.raw`ask question="say \"hi\" everywhere=false, and\n\u201cthen\u201d?" everywhere=true`,
    );
    await kernel.says("ann", 'do ask {"question":"why?","everywhere":true}');
    expect(asked[1]?.about).toBeNull();
    await kernel.says("ann", 'do ask {"question":"why?","about":"payments"}');
    expect(asked[2]?.about).toEqual(["payments"]);
    kernel.channels = {};
    expect((await asks("ann", "why?")).map(({ label }) => label)).toEqual(["Report", "Helped", "Did not help"]);
  });
});

describe("what is said of an answer", () => {
  it("is kept once for each person, and their last word counts", async () => {
    const suggestions = await asks("ann", "why?");
    expect(suggestions.slice(-2)).toMatchObject([
      { label: "Helped", aside: true },
      { label: "Did not help", aside: true },
    ]);
    const id = idOf(suggestions);
    expect(await judges("ann", "helped", id)).toBe("Noted: that helped. Thank you.");
    expect(await judges("ann", "unhelpful", id)).toMatch(/^Noted: that did not help\./);
    await judges("bob", "helped", id.toLowerCase());
    expect(await feedback()).toEqual([
      { person: "ann", helped: false },
      { person: "bob", helped: true },
    ]);
  });

  it("comes from those who saw it, and to anybody else there is no such answer", async () => {
    const alone = idOf(await asks("ann", "why?", direct));
    const open = idOf(await asks("ann", "how?"));
    const never = await judges("bob", "helped", "k-00000000");
    expect(never).toBe(
      "There is no answer k-00000000 that you have seen. Press the button below the answer that you mean.",
    );
    const hidden = (id: string): string => never.replace("k-00000000", id);
    // Not even from the same terminal or conversation: that is one person's.
    expect(await judges("bob", "helped", alone, direct)).toBe(hidden(alone));
    expect(await judges("bob", "helped", alone)).toBe(hidden(alone));
    expect(await judges("bob", "helped", open, elsewhere)).toBe(hidden(open));
    expect(await feedback()).toEqual([]);
    await judges("bob", "helped", open, { ...place, thread: "7" });
    await judges("ann", "helped", alone, elsewhere);
    expect(await feedback()).toEqual([
      { person: "ann", helped: true },
      { person: "bob", helped: true },
    ]);
  });

  it("is of their newest answer in that thread, if they name none", async () => {
    await asks("ann", "one?");
    const second = idOf(await asks("ann", "two?"));
    await asks("bob", "three?");
    await asks("ann", "four?", { ...place, thread: "other" });
    await judges("ann", "helped", "");
    expect(await db.selectFrom("feedback").select(["question_id", "person"]).execute()).toEqual([
      { question_id: second, person: "ann" },
    ]);
    expect(await judges("dan", "helped", "")).toBe("I remember no answer of mine to you in this thread.");
  });

  it("is asked for below an answer alone: where there is none, why is offered", async () => {
    kernel.library = answering(nothingFound);
    expect((await asks("ann", "why?")).map(({ command }) => command)).toEqual(["why"]);
  });
});

describe("gaps", () => {
  const today = new Date().toISOString().slice(0, 10);

  it("are the questions without an answer that helped, the commonest first", async () => {
    const sure = idOf(await asks("ann", "how do I rotate the certificates?"));
    kernel.library = answering({ ...found, confidence: 0.5 });
    await asks("ann", "checkout pods keep crashing");
    await asks("bob", "why do the checkout pods keep crashing?");
    kernel.library = answering(nothingFound);
    await asks("bob", "printer on fire");
    expect(await gapsFor("ann")).toEqual([
      ["2", "2", today, "why do the checkout pods keep crashing?", "not sure 2×", "disk-full.md"],
      ["1", "1", today, "printer on fire", "nothing found 1×", ""],
    ]);
    expect(kernel.text()).toBe("3 questions of 2 kinds found no answer that helped in the last 30 days.");
    await judges("bob", "unhelpful", sure);
    expect(await gapsFor("ann")).toContainEqual([
      "1",
      "1",
      today,
      "how do I rotate the certificates?",
      "did not help 1×",
      "disk-full.md",
    ]);
  });

  it("show nobody what somebody else asked the bot alone, and name no runbook that they may not read", async () => {
    kernel.library = answering({ ...found, confidence: 0.5 });
    await asks("ann", "am I about to be fired?", direct);
    // Cleo is no operator, and what Ann was shown may be for operators.
    expect(await gapsFor("cleo")).toEqual([["1", "1", today, "(asked in a direct message)", "not sure 1×", ""]]);
    // Others read along, also in the thread where Ann asks.
    expect((await gapsFor("ann"))[0]?.[3]).toBe("(asked in a direct message)");
    expect((await gapsFor("ann", direct))[0]?.slice(3)).toEqual([
      "am I about to be fired?",
      "not sure 1×",
      "disk-full.md",
    ]);
    await asks("dan", "about to be fired", { ...direct, channel: "D-dan" });
    expect((await gapsFor("cleo"))[0]?.[3]).toBe("about to be fired");
  });

  it("are none where everything was answered", async () => {
    await asks("ann", "why?");
    expect(await gapsFor("ann")).toEqual([]);
    expect(kernel.text()).toBe("No question in the last 30 days went without an answer that helped.");
  });
});

describe("words that no rule took for a question", () => {
  it("are put to the runbooks if they are one", async () => {
    await kernel.says("ann", "what does nobody know?");
    expect(asked.map(({ text }) => text)).toEqual(["what does nobody know?"]);
    expect(kernel.delivered.at(-1)?.reply).toMatchObject({ reply: "answer", text: found.text });
    kernel.library = answering(nothingFound);
    await kernel.says("ann", "what does nobody know?");
    expect(kernel.text()).toContain("I found nothing about that in the runbooks, and read no request in it");
  });

  it("and are left alone if they are none", async () => {
    await kernel.says("ann", "good morning everybody");
    expect(asked).toEqual([]);
    expect(kernel.text()).toContain("I did not read a request in that");
  });
});
