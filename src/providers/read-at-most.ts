/** A response's body as text. Throws RangeError as soon as it is longer than `limit` bytes; the rest is not read. */
export async function readAtMost(response: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw new RangeError(`more than ${limit / 1_000_000} MB of answer; ask for less`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
