/** Everything that can go wrong with a call of a model, by name. None of it is an error of the person's. */
import { excerpt } from "../providers/excerpt.ts";

export type Why =
  | "timeout"
  | "busy"
  | "resting"
  | "down"
  | "missing"
  | "refused"
  | "cut"
  | "too_large"
  | "truncated"
  | "empty"
  | "not_json"
  | "schema"
  | "failed";

/** For people, after "the language model could not be asked: ". */
export const sentences: Readonly<Record<Why, string>> = {
  timeout: "it did not answer in time",
  busy: "it is busy",
  resting: "it did not answer in time before, so it is left alone for a while",
  down: "its server cannot be reached",
  missing: "the model is not installed there",
  refused: "its server refused",
  cut: "its answer broke off",
  too_large: "its answer was too long",
  truncated: "its answer was too long",
  empty: "its answer was empty",
  not_json: "its answer made no sense",
  schema: "its answer made no sense",
  failed: "its server answered with an error",
};

export class ModelFault extends Error {
  override readonly name = "ModelFault";
  readonly why: Why;

  constructor(why: Why, detail = "") {
    super(excerpt(detail, 200));
    this.why = why;
  }
}
