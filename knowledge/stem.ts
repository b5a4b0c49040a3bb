/**
 * A light English stemmer: inflections only (plural, -ing, -ed, -ion, -ment, -ly), so that "caching", "cached" and
 * "caches" meet while "communal" and "communication" do not. Words shorter than four letters stay, and words with digits but for "502s".
 */
export function stem(word: string): string {
  if (/\d/.test(word)) return word.replace(/(?<=^\d+)s$/, "");
  if (word.length < 4) return word;
  let root = word
    .replace(/(?<=..)ies$/, "y")
    .replace(/(?<=s|x|z|ch|sh)es$/, "")
    .replace(/(?<=[^su i])s$/, "");
  const bare = root.replace(/(?:ing|ed)$/, "");
  // "string" and "need" keep theirs: what is left must look like a word.
  if (bare !== root && bare.length > 2 && /[aeiouy]/.test(bare)) {
    root = bare.replace(/([b-df-hj-kmnp-rtv-y])\1$/, "$1");
  } else {
    root = root.replace(/(?<=.{4})ly$/, "").replace(/(?<=.{4})ment$/, "");
  }
  return root.replace(/(?<=.{2}[st])ion$/, "").replace(/(?<=.{2})[ey]$/, "");
}
