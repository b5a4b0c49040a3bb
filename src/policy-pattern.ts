/**
 * Which regular expressions a policy may hold. People's words are put to them while others wait, so there is none that
 * could run for long: few quantifiers, and none on a group, which is where backtracking explodes.
 */

const longest = 100;
/** `*`, `+`, `{n,}`: two of them in a few hundred characters are some ten thousand steps. */
const mostUnbounded = 2;
const mostQuantifiers = 3;
const mostRepeats = 20;

/** What is wrong with it, as a clause; null if nothing is. */
export function unsafePattern(pattern: string): string | null {
  if (pattern === "") return "it is empty";
  if (pattern.length > longest) return `it is longer than ${longest} characters`;
  try {
    if (new RegExp(pattern).test("")) return "it holds in a text that says nothing";
  } catch {
    return "it cannot be read";
  }
  // Without what is escaped or in a class, what is left speaks of structure alone. Both are one character wide.
  if (/\\(?:[1-9]|k)/.test(pattern)) return "it may not refer back";
  if (/\(\?(?!:)/.test(pattern)) return "of groups it may use ( ) and (?: ) alone";
  const bare = pattern
    .replaceAll(/\\(?:u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|.)/g, "x")
    .replaceAll(/\[[^\]]*\]/g, "x");
  if (/\)(?:[*+]|\{)/.test(bare)) return "a group may not be repeated";
  const quantifiers = [...bare.matchAll(/(?<!\()[*+?]\??|\{(\d+)(,(\d*))?\}\??/g)];
  if (quantifiers.length > mostQuantifiers) return `it repeats more than ${mostQuantifiers} things`;
  const unbounded = quantifiers.filter(([text, , comma, upTo]) => /^[*+]/.test(text) || (comma && upTo === ""));
  if (unbounded.length > mostUnbounded) return `it repeats more than ${mostUnbounded} things without end`;
  const most = Math.max(0, ...quantifiers.flatMap(([, from = "0", , upTo]) => [Number(from), Number(upTo ?? 0)]));
  return most > mostRepeats ? `it repeats something more than ${mostRepeats} times` : null;
}
