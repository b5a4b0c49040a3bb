/**
 * Where documents come from. A source lists what there is and gives the text of one; it decides nothing, keeps nothing
 * that matters, and is never written to. Implemented by a folder and by a git repository.
 */
export interface Source {
  /** Unique in the site; "" for the main folder. Prefixes the documents' paths where it is not empty. */
  readonly name: string;
  /** For people: "./knowledge/runbooks", "https://git.example/ops/runbooks.git, branch main". */
  readonly where: string;
  /**
   * What is there now. Throws Problem SOURCE_UNREACHABLE if nobody can know: then whatever was known before stays.
   */
  list(signal: AbortSignal): Promise<Listing>;
}

export interface Listing {
  /** The commit that was read, where the source has such a thing. */
  readonly rev: string | null;
  /** Path with forward slashes → what is different as soon as the text is: the hash of its bytes, a blob's id. */
  readonly documents: ReadonlyMap<string, string>;
  /** Files that cannot be used, and why. */
  readonly refused: ReadonlyMap<string, string>;
  /**
   * The text of one, as bytes of UTF-8. Throws RangeError saying why it cannot be used, or Problem SOURCE_UNREACHABLE.
   * Many asked for at once cost less than one after the other.
   */
  read(path: string): Promise<Buffer>;
  /** Where a person reads it in a browser, if anywhere; lines are of the file, from 1. */
  link(path: string, lines?: readonly [from: number, to: number]): string | null;
}
