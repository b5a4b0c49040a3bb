/** Ids that people read aloud and type. */

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Eight characters of Crockford's base 32, which nobody misreads: 40 bits, of these eight bytes. Not a secret. */
export const readable = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, 8), (byte) => alphabet[byte % 32]).join("");
