/**
 * The beginning of what somebody else said, on one line, for a sentence of ours. Cut between words and never within one:
 * what is redacted later would not recognise half a secret.
 */
export function excerpt(text: string, most: number): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length <= most ? line : `${line.slice(0, most).replace(/\S+$/, "")}…`;
}
