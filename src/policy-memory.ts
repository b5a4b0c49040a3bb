/** A decision depends on its question alone, as long as the policies stand: the same question has the same answer. */
import type { Decision, Question } from "./policy.ts";

/** The facts as a policy sees them, whoever stated them. */
export type Context = Readonly<Record<string, boolean | number | string>>;

/** As many answers are kept; then all are forgotten, which costs nothing but asking again. */
const mostAnswers = 1000;

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
    // A denial that no policy made may be an engine's bad moment: it is put again.
    if (answer.policies.length > 0) {
      if (answers.size >= mostAnswers) answers.clear();
      answers.set(key, answer);
    }
    return answer;
  };
}
