/**
 * What somebody with the page before them would object to in a sentence. It reads the file's own characters and shares
 * nothing with what it judges: it is simple, and sees less.
 */

const marks = /^["'“”‘’`([]+|["'“”‘’`)\].,;:!?]+$/g;
const tokens = (text: string): string[] =>
  text
    .split(/\s+/)
    .map((token) => token.replaceAll(marks, ""))
    .filter((token) => token !== "");

const denies = (text: string): boolean =>
  /\b(?:not|never|no|nor|none|without|nobody|nothing|cannot)\b|n't\b/i.test(text);

export function objections(sentence: string, raw: string): string[] {
  const there = new Set(tokens(raw));
  const hard = tokens(sentence).filter((token) => /[\d\-/._`"'@<>|$=:\\]/.test(token) && !there.has(token));
  const beginnings = new Set(Array.from(raw.toLowerCase().matchAll(/[a-z]+/g), ([word]) => word.slice(0, 4)));
  const words = sentence.toLowerCase().match(/[a-z]{4,}/g) ?? [];
  const strange = words.filter((word) => !beginnings.has(word.slice(0, 4)));
  const own = new Set(words);
  const shared = (text: string): number =>
    (text.toLowerCase().match(/[a-z]{4,}/g) ?? []).filter((word) => own.has(word)).length;
  const [closest = ""] = raw.split(/(?<=[.!?;])\s+|\n/).toSorted((a, b) => shared(b) - shared(a));
  return [
    ...hard.map((token) => `${token} does not stand there`),
    ...strange.map((word) => `nothing there begins like ${word}`),
    ...(denies(sentence) === denies(closest) ? [] : [`it is turned around: ${closest}`]),
  ];
}
