/** The figures below which the search may not fall. `node tests/evals/knowledge.ts` prints them all. */
import path from "node:path";
import { expect, it } from "vitest";
import { openCorpus } from "../../knowledge/corpus.ts";
import { bySource, measure, measureOwn, publicSet, questionsOf } from "../evals/knowledge.ts";
import {
  answerable,
  answerableLater,
  answerableNew,
  unanswerable,
  unanswerableLater,
  unanswerableNew,
} from "../evals/questions.ts";
import { describeWithData } from "../servers/needs.ts";

it("finds the right one of this project's runbooks first, and tells a question they do not answer", async () => {
  const tuned = await measureOwn(answerable, unanswerable);
  const later = await measureOwn(answerableLater, unanswerableLater);
  const fresh = await measureOwn(answerableNew, unanswerableNew);
  expect(tuned.first).toBeGreaterThanOrEqual(0.95);
  expect(tuned.auroc).toBeGreaterThanOrEqual(0.98);
  expect(later.first).toBeGreaterThanOrEqual(0.85);
  expect(later.auroc).toBeGreaterThanOrEqual(0.95);
  expect(fresh.first).toBeGreaterThanOrEqual(0.93);
  expect(fresh.auroc).toBeGreaterThanOrEqual(0.92);
});

describeWithData(publicSet, "on 1,386 public runbooks", () => {
  it("keeps its figures for identifiers, alerts, hard questions and abstention", { timeout: 120_000 }, async () => {
    const library = await openCorpus(path.join(publicSet, "corpus"));
    const questions = questionsOf(publicSet);
    const measured = await measure(library, questions);
    const row = (kind: string, { rows } = measured) => rows.find((one) => one.kind === kind);
    expect(row("identifier")?.success1).toBeGreaterThanOrEqual(0.95);
    expect(row("alert-description")?.ndcg10).toBeGreaterThanOrEqual(0.75);
    expect(row("hand")?.ndcg10).toBeGreaterThanOrEqual(0.33);
    expect(measured.auroc).toBeGreaterThanOrEqual(0.8);
    // Whoever says where to look finds more.
    expect(row("hand", await measure(library, questions, bySource))?.success3).toBeGreaterThanOrEqual(0.53);
    await library.close();
  });
});
