/**
 * What was asked of the runbooks, and whether the answers helped: so that a team knows which runbook to write next.
 * Implemented over the database.
 */
import type { Place } from "../message.ts";
import type { Person } from "../people.ts";
import type { Source } from "../reply.ts";
import type { Answer, Question } from "./library.ts";

/** What the question was put to. */
export type Scope = Pick<Question, "audiences" | "about">;

/** A section that was found. */
export type Candidate = Pick<Source, "doc" | "section" | "score">;

/** A question, and how it was answered. */
export interface Asked {
  /** The message that asked, by its id in the inbox: the same one again asks nothing new. */
  readonly message: string;
  readonly person: Person;
  readonly place: Place;
  readonly question: Question;
  readonly answer: Answer;
}

/** The same, as it was remembered. */
export interface Past extends Scope {
  readonly id: string;
  /** ISO 8601, database clock. */
  readonly at: string;
  /** By their id. */
  readonly person: string;
  readonly direct: boolean;
  readonly text: string;
  readonly confidence: number;
  readonly abstained: boolean;
  /** Best first. */
  readonly candidates: readonly Candidate[];
  /** How many people said that it helped, and that it did not. */
  readonly helped: number;
  readonly unhelpful: number;
}

/** Who reads about gaps. */
export interface Viewer {
  /** Whose own words may be shown; null where others read along. */
  readonly person: string | null;
  /** As of a question: the viewer's roles, and those of the channel. */
  readonly audiences: Scope["audiences"];
}

/** Questions alike for which a runbook is missing, or does not help. */
export interface Gap {
  readonly times: number;
  readonly people: number;
  /** How many of them found nothing, and how often somebody said of an answer that it did not help. */
  readonly unanswered: number;
  readonly unhelpful: number;
  /** ISO 8601. */
  readonly last: string;
  /** One of them in its asker's words; null where they are not to be shown. */
  readonly wording: string | null;
  /** The runbook that came closest; null where none did, or it is not to be named. */
  readonly closest: string | null;
}

export interface Questions {
  /** Remembers it; its id. Nobody waits for the database: what cannot be written is logged, and the answer stands. */
  remember(asked: Asked): string;
  /** This person's newest question in this thread; null if none is remembered. */
  last(person: Person, place: Place): Promise<string | null>;
  /**
   * This person says whether the answer helped, from this place; their last word counts. Throws Problem UNKNOWN_ANSWER
   * if there is no such answer, or they did not see it.
   */
  feedback(id: string, person: Person, place: Place, helped: boolean): Promise<void>;
  /** Of the last so many seconds, the commonest first. */
  gaps(seconds: number, viewer: Viewer): Promise<readonly Gap[]>;
}
