/** Vectors without a model: texts that share words are near each other, and the same text always gets the same. */
export interface EmbedRequest {
  readonly model: string;
  readonly input: string | readonly string[];
  readonly truncate?: boolean;
  readonly keep_alive?: unknown;
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Of unit length, as Ollama gives them: each word adds to one of so many dimensions, the first is the same for all. */
export function vectorOf(text: string, dimension: number): number[] {
  const vector: number[] = Array.from({ length: dimension }, () => 0);
  vector[0] = 0.1;
  for (const word of wordsOf(text)) {
    const hash = Buffer.from(word).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7);
    const at = 1 + (hash % (dimension - 1));
    vector[at] = (vector[at] ?? 0) + 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Status and body. `context`: the most words that a text may have. */
export function embed(request: EmbedRequest, dimension: number, context: number): [status: number, body: object] {
  const texts = [request.input].flat();
  const short = (text: string): string => wordsOf(text).slice(0, context).join(" ");
  const tooLong = texts.some((text) => wordsOf(text).length > context);
  if (tooLong && request.truncate === false) return [400, { error: "the input length exceeds the context length" }];
  return [
    200,
    {
      model: request.model,
      embeddings: texts.map((text) => vectorOf(short(text), dimension)),
      total_duration: 14_143_917,
      load_duration: 1_019_500,
      prompt_eval_count: texts.reduce((sum, text) => sum + wordsOf(text).length, 0),
    },
  ];
}
