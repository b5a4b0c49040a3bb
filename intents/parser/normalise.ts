/** One spelling for what people type. Nothing is decided here; the original stays with the message for audit. */

/** Longer text is no order: it is cut here, so that no later stage can be made slow. Characters. */
export const longest = 2000;

/** Characters that nobody sees: controls, zero-width and bidirectional ones (Unicode TR 36), soft hyphens, tags. */
const invisible = /(?![\n\t])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** The marks of provenance.ts, which nobody else may write. */
const ours = /[⟦⟧]/gu;

export function normalise(text: string): string {
  return text
    .slice(0, longest)
    .replaceAll("\r\n", "\n")
    .normalize("NFKC")
    .replaceAll(invisible, "")
    .replaceAll(ours, " ")
    .replaceAll(/[‘’‛′]/gu, "'")
    .replaceAll(/[“”„‟«»″]/gu, '"')
    .replaceAll(/[\u2010\u2011\u2212]/gu, "-")
    .replaceAll(/[\u2012-\u2015]|…/gu, ", ")
    .slice(0, longest)
    .trim();
}
