/** A decision depends on its question alone, as long as the policies stand: the same question has the same answer. */
import type { Decision, Question } from "./policy.ts";

/** The facts as a policy sees them, whoever stated them. */
export type Context = Readonly<Record<string, boolean | number | string>>;

/** As many answers are kept; then all are forgotten, which costs nothing but asking again. */
const mostAnswers = 1000;

/** How the reason of a denial begins that no policy made, but the engine's failure. */
export const undecided = "the policy engine could not decide";

export function withMemory(
  contextOf: (question: Question) => Context,
  ask: (question: Question, context: Context) => Decision,
): (question: Question) => Decision {
  const answers = new Map<string, Decision>();
  return (question) => {
    const { person, action, effect, resources, now } = question;
    const context = contextOf(question);
    const key = JSON.stringify([person.id, person.roles, action, effect, resources, context, now.breakGlass]);
    const known = answers.get(key);
    if (known) return known;
    const answer = ask(question, context);
    // That the engine could not decide may be a bad moment of its own: it is put again.
    if (answer.kind !== "deny" || !answer.because.startsWith(undecided)) {
      if (answers.size >= mostAnswers) answers.clear();
      answers.set(key, answer);
    }
    return answer;
  };
}
