import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { findsNothing } from "../../knowledge/answer.ts";
import { calibrate, calibrationOf } from "../../knowledge/calibration.ts";
import { openLibrary } from "../../knowledge/library.ts";
import { everything, page, sourceOf } from "../support/library.ts";

const animals = ["walrus", "ibex", "quagga", "goose", "zebra", "lynx", "otter", "heron", "badger", "weasel"];
const files = Object.fromEntries(
  animals.map((name) => [`${name}.md`, page(`Care of the ${name}`, `Feed the ${name} fresh straw and water.`)]),
);
const questions = [
  ...animals.map((name) => ({ text: `what does the ${name} eat in winter nights`, docs: [name] })),
  ...animals.map((name) => ({ text: `fresh paint for the ${name.slice(0, 2)} staircase of the town hall`, docs: [] })),
];

it("moves the line between answering and not to where a site's own questions have it, and keeps that", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "calibrated-"));
  const open = () => openLibrary({ sources: [sourceOf(() => files)], file: path.join(folder, "knowledge.db") });
  const refusals = async (library: Awaited<ReturnType<typeof open>>): Promise<number> => {
    const grades = await Promise.all(questions.map(({ text }) => library.search(text, everything)));
    const wrong = grades.filter(
      ([hit], at) => (hit?.grade?.confidence ?? 0) >= findsNothing !== (questions[at]?.docs.length ?? 0) > 0,
    );
    return wrong.length;
  };
  try {
    const before = await open();
    const wrongBefore = await refusals(before);
    expect(calibrationOf(before.shelf)).toBeNull();
    const made = await calibrate(before, questions);
    await before.close();
    expect(made).toMatchObject({ answerable: 10, unanswerable: 10, documents: 10, answered: 1, refused: 1 });
    const after = await open();
    expect(calibrationOf(after.shelf)).toEqual(made);
    expect(await refusals(after)).toBe(0);
    expect(wrongBefore).toBeGreaterThan(0);
    // The same questions again say the same: what was learnt is not learnt on top of itself.
    expect((await calibrate(after, questions)).offset).toBeCloseTo(made.offset, 2);
    await after.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
