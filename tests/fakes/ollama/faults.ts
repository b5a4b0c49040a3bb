/** What can go wrong with one chat. */
export type Fault =
  /** Nothing comes, not even headers. */
  | { readonly kind: "hang" }
  /** Headers and the first words, and then nothing. */
  | { readonly kind: "stall" }
  /** A word every `every` milliseconds, without an end. */
  | { readonly kind: "drip"; readonly every: number }
  /** The connection breaks in the middle; `half`: in the middle of a line. */
  | { readonly kind: "cut"; readonly half?: boolean }
  /** The last line, the one that says it is done, never comes, though the stream ends well. */
  | { readonly kind: "unfinished" }
  /** An error as a line in an answer that began as HTTP 200. */
  | { readonly kind: "error-line"; readonly error: string }
  /** So many bytes of words. */
  | { readonly kind: "flood"; readonly bytes: number }
  /** An HTTP status with an error. */
  | { readonly kind: "status"; readonly status: number; readonly error: string }
  /** An HTTP status with text that is no JSON, as proxies write it. */
  | { readonly kind: "page"; readonly status: number; readonly html: string }
  | { readonly kind: "redirect"; readonly to: string }
  /** These words, with this reason for their end. */
  | { readonly kind: "ends"; readonly text: string; readonly reason: string }
  /** These words, a few letters every so many milliseconds. */
  | { readonly kind: "slow"; readonly text: string; readonly every: number }
  /** These words, and then the connection breaks. */
  | { readonly kind: "breaks"; readonly text: string }
  /** The answer comes after so many milliseconds. */
  | { readonly kind: "late"; readonly ms: number; readonly text: string };
