/** A runbook drafted from a thread, through the doors: from what the platform shows, else from what the bot was told. */
import { sql } from "kysely";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { readRunbook } from "../../knowledge/runbook.ts";
import type { Said } from "../../src/conversation.ts";
import type { Place } from "../../src/message.ts";
import type { Db } from "../../src/store/database.ts";
import { testDatabase } from "../support/database.ts";
import { openKernel, place, type Kernel } from "../support/kernel.ts";

let db: Db;
let kernel: Kernel;
let number = 0;
let thread: Place;
beforeAll(async () => {
  ({ db } = await testDatabase());
});
beforeEach(async () => {
  kernel = await openKernel(db);
  kernel.decision = { kind: "allow", policies: [] };
  thread = { ...place, thread: `thread-${(number += 1)}` };
});
afterEach(() => kernel.stop());

const says = (who: string, text: string, where = thread): Promise<void> =>
  kernel.says(who, text, undefined, new Date(), where);

/** What Ann is shown; the Markdown is "" where there is none. */
async function drafted(where = thread, who = "ann"): Promise<{ text: string; markdown: string; notes: string }> {
  await says(who, "do knowledge.draft {}", where);
  const reply = kernel.delivered.at(-1)?.reply;
  if (reply?.reply !== "text") throw new Error("no text was said");
  const [code, notes] = (reply.blocks ?? []).map((block) => ("text" in block ? block.text : ""));
  return { text: reply.text, markdown: code ?? "", notes: notes ?? "" };
}

/** Seconds after a minute ago. */
const at = (second: number): string => new Date(Date.now() - 60_000 + second * 1000).toISOString();
const said = (text: string, mentions: string[] = [], second = 0): Said => ({
  text,
  mentions,
  at: at(second),
});

it("quotes what was said first, with people by their names, and tells what was done and how it ended", async () => {
  const asked: Place[] = [];
  kernel.said = async (where) => {
    asked.push(where);
    return [
      said("the red lamp is dark, @bob and @zed please look", ["bob", "zed"]),
      { text: "LampDark fires for red", mentions: [], at: at(1) },
      said("set red to on", [], 1.5),
      said("```\nlampctl status red\n```", [], 2),
    ];
  };
  await says("ann", "set red to on");
  await kernel.until("done");
  const { text, markdown, notes } = await drafted();
  expect(asked).toEqual([thread]);
  expect(text).toBe(
    "A draft from this thread: The red lamp is dark, Bob and somebody please look. Nothing is saved; read it and put right what is wrong.",
  );
  const { title, chunks } = readRunbook("x.md", markdown);
  expect(title).toBe("The red lamp is dark, Bob and somebody please look");
  expect(chunks.map(({ passages }) => passages.map((passage) => passage.text))).toEqual([
    ["the red lamp is dark, Bob and somebody please look", "LampDark fires for red"],
    ["lampctl status red", expect.stringMatching(/^- Set red to on \(r-\w{8}\): done\. red is on$/)],
    [expect.stringContaining("How does one see that it is over?")],
  ]);
  expect(notes).toContain("the-red-lamp-is-dark-bob-and-somebody-please-look.md");
  expect(notes).toContain("It names no owner yet");
  expect(notes).not.toContain("I could only see");
});

it("says so where the platform does not let it read, and goes by what it was told in this very thread", async () => {
  await says("dan", "the red lamp flickers since noon\0");
  await says("dan", "look");
  await says("dan", "set red to on");
  await says("dan", "another matter altogether, really", { ...thread, thread: "another" });
  const { markdown, notes } = await drafted();
  expect(markdown).toContain("> the red lamp flickers since noon");
  // Neither another thread, nor orders, nor the words that ask for it.
  expect(markdown).not.toMatch(/another matter|> look|> set red|knowledge\.draft/);
  expect(notes).toContain("I could only see what was said to me in this thread");
});

it("shows nobody what somebody else has told the bot alone", async () => {
  const desk: Place = { platform: "test", channel: `desk-${number}`, direct: true };
  await says("dan", "the red lamp makes me nervous", desk);
  expect((await drafted(desk)).text).toMatch(/^There is nothing in this thread yet/);
  expect((await drafted(desk, "dan")).markdown).toContain("the red lamp makes me nervous");
  await sql`update inbox set received_at = clock_timestamp() - interval '5 hours'
    where strpos(body::text, ${desk.channel}) > 0`.execute(db);
  // Without threads, what was said hours ago is another matter.
  expect((await drafted(desk, "dan")).text).toMatch(/^There is nothing in this thread yet/);
});

it("tells of no request that its reader may not see, and of none that did not run", async () => {
  await says("bob", "set red to on");
  await kernel.until("done");
  kernel.decision = { kind: "deny", because: "no", policies: [] };
  await says("bob", "set red to off");
  await says("dan", "the lamp was dark again");
  expect((await drafted()).markdown.match(/Set red to \w+/g)).toEqual(["Set red to on"]);
  kernel.sees = () => false;
  expect((await drafted()).markdown).not.toContain("Set red");
});
