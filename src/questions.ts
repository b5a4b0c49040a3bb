/** The memory of questions: written behind the answers, read when somebody wants to know what is missing. */
import type { Log } from "./log.ts";
import type { Place } from "./message.ts";
import { problem } from "./problem.ts";
import type { Gap, Past, Questions, Viewer } from "./providers/questions.ts";
import type { Db } from "./store/database.ts";
import * as store from "./store/questions.ts";

/** Questions that are compared with one another; of more, the newest. */
export const mostCompared = 5000;
/** Milliseconds between two rounds of forgetting. */
const forgetEvery = 3_600_000;

export interface QuestionMemory extends Questions {
  /** Takes out what is too old, now and then. */
  forget(): Promise<void>;
  /** Resolves when everything that was to be remembered is written, or logged as lost. */
  settle(): Promise<void>;
}

interface Options {
  readonly db: Db;
  readonly log: Log;
  /** Seconds that a question is kept. */
  readonly keep: number;
  /** knowledge/gaps.ts */
  readonly gapsOf: (past: readonly Past[], viewer: Viewer) => Gap[];
  /** Milliseconds; a test's own clock. */
  readonly now?: () => number;
}

export function createQuestions({ db, log, keep, gapsOf, now = Date.now }: Options): QuestionMemory {
  const writing = new Set<Promise<void>>();
  let forgotten = -Infinity;
  return {
    remember: (asked) => {
      const id = store.idOf(asked.message);
      const written = store
        .insert(db, asked)
        .catch((error: unknown) => log.error({ question: id, error: String(error) }, "a question was not remembered"))
        .finally(() => writing.delete(written));
      writing.add(written);
      return id;
    },
    last: (person, place) => store.last(db, person.id, place),
    feedback: async (id, person, place, helped) => {
      const question = await store.find(db, id);
      if (!question || !(question.person === person.id || isHeardIn(question.place, place))) {
        throw problem("UNKNOWN_ANSWER", { id });
      }
      await store.judge(db, id, person.id, helped);
    },
    gaps: async (seconds, viewer) => gapsOf(await store.since(db, seconds, mostCompared), viewer),
    forget: async () => {
      if (now() - forgotten < forgetEvery) return;
      forgotten = now();
      await store.forget(db, keep);
    },
    settle: async () => {
      while (writing.size > 0) await Promise.all(writing);
    },
  };
}

/** Whoever speaks here has seen what was said there: in the same channel, unless it is one person's alone. */
const isHeardIn = (there: Place, here: Place): boolean =>
  !there.direct &&
  there.platform === here.platform &&
  there.workspace === here.workspace &&
  there.channel === here.channel;
