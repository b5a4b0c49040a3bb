/** Every stem with every ending, as one list: verbs come in families. */
export const forms = (stems: string, endings: string): string =>
  stems
    .split("|")
    .flatMap((stem) => endings.split("|").map((ending) => stem + ending))
    .join("|");
