/**
 * Texts as vectors of their meaning, by an embedding model of an Ollama server. Nobody ever waits for it in vain or sees
 * its errors: where it does not answer, there are no vectors, and words alone have to find what is sought.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { isProblem, problem, type Problem } from "../src/problem.ts";
import { Missing, ollamaClient } from "../src/providers/ollama-client.ts";

export type Vector = readonly number[];

export interface Embeddings {
  readonly model: string;
  /** How long its vectors are. Asks the server each time, whatever happened before, and so has it load the model; null if it does not answer. */
  dimension(): Promise<number | null>;
  /** Null: not now, or the question is too long. */
  question(text: string): Promise<Vector | null>;
  /** Null: not now. Null for one of them: it is too long for the model, and is not cut, for nobody would know what is missing. */
  documents(texts: readonly string[]): Promise<readonly (Vector | null)[] | null>;
  /** Why there were none the last time; null if there were. */
  trouble(): Problem | null;
}

export interface EmbeddingSettings {
  readonly url: string;
  readonly model: string;
  /** Milliseconds that somebody who asks may be kept waiting. */
  readonly questionMs?: number;
  /** Milliseconds for some documents, and for loading the model. */
  readonly documentsMs?: number;
  /** Milliseconds without another try after one that failed. */
  readonly restMs?: number;
}

interface Prefixes {
  readonly question: string;
  readonly document: string;
}

const sentence = "Represent this sentence for searching relevant passages: ";

/** What the models were trained to see before a text, by the beginning of their names. Any other gets the text as it is. */
const prefixes: readonly (readonly [name: string, prefixes: Prefixes])[] = [
  // https://huggingface.co/nomic-ai/nomic-embed-text-v1.5
  ["nomic-embed-text", { question: "search_query: ", document: "search_document: " }],
  // https://www.mixedbread.com/docs/models/embedding/mxbai-embed-large-v1
  ["mxbai-embed-large", { question: sentence, document: "" }],
  // https://huggingface.co/BAAI/bge-large-en-v1.5
  ["bge-large", { question: sentence, document: "" }],
  // https://ai.google.dev/gemma/docs/embeddinggemma/model_card
  ["embeddinggemma", { question: "task: search result | query: ", document: "title: none | text: " }],
  // https://huggingface.co/Qwen/Qwen3-Embedding-0.6B
  [
    "qwen3-embedding",
    {
      question: "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:",
      document: "",
    },
  ],
];

/** Also of a model with a namespace and a tag: "somebody/nomic-embed-text:v1.5". */
const prefixesOf = (model: string): Prefixes =>
  prefixes.find(([name]) => model.slice(model.lastIndexOf("/") + 1).startsWith(name))?.[1] ?? {
    question: "",
    document: "",
  };

/** Texts in one request: their vectors, as JSON, are well below what is read of an answer. */
const together = 32;
/** Vectors that are remembered: about 12 MB with 768 dimensions. */
const remembered = 2000;

const answer = z.object({ embeddings: z.array(z.array(z.number())) });
const tooLong = (error: unknown): boolean => isProblem(error) && /context length/i.test(error.sentence);

export function ollamaEmbeddings(settings: EmbeddingSettings): Embeddings {
  const { url, model, questionMs = 2000, documentsMs = 60_000, restMs = 30_000 } = settings;
  const client = ollamaClient(url);
  const before = prefixesOf(model);
  // Insertion order is age: the first key was used longest ago.
  const known = new Map<string, Vector>();
  let trouble: Problem | null = null;
  let closed = 0;
  let loading: Promise<unknown> | null = null;

  const keyOf = (text: string): string => createHash("sha256").update(`${model}\n${text}`).digest("base64");
  const remember = (text: string, vector: Vector): void => {
    const key = keyOf(text);
    known.delete(key);
    known.set(key, vector);
    const [oldest] = known.keys();
    if (known.size > remembered && oldest !== undefined) known.delete(oldest);
  };

  /** Throws what the server says. It is asked to keep the model: nobody who asks could wait until it is loaded again. */
  const embed = async (input: readonly string[], ms: number): Promise<readonly Vector[]> => {
    const request = { model, input: [...input], truncate: false, keep_alive: -1 };
    const said = answer.safeParse(await client.ask((api) => api.embed(request), AbortSignal.timeout(ms)));
    const vectors = said.data?.embeddings ?? [];
    const [first] = vectors;
    const whole = vectors.length === input.length && vectors.every(({ length }) => length === first?.length);
    if (!whole || !first?.length) throw problem("MODEL_UNREACHABLE", { url, why: "what answers there is not Ollama" });
    trouble = null;
    closed = 0;
    return vectors;
  };
  const failed = (error: unknown): void => {
    if (error instanceof Missing) trouble = problem("MODEL_MISSING", { name: model, url });
    else if (isProblem(error)) trouble = error;
    else throw error;
    closed = performance.now() + restMs;
  };

  const dimension = async (): Promise<number | null> => {
    try {
      return (await embed(["dimension"], documentsMs))[0]?.length ?? null;
    } catch (error) {
      failed(error);
      return null;
    }
  };

  /** In halves, as long as one among them is too long. */
  const some = async (texts: readonly string[], ms: number): Promise<readonly (Vector | null)[]> => {
    try {
      const vectors = await embed(texts, ms);
      texts.forEach((text, at) => remember(text, vectors[at] ?? []));
      return vectors;
    } catch (error) {
      if (!tooLong(error)) throw error;
      if (texts.length === 1) return [null];
      const middle = texts.length >> 1;
      return [...(await some(texts.slice(0, middle), ms)), ...(await some(texts.slice(middle), ms))];
    }
  };

  const all = async (texts: readonly string[], ms: number): Promise<readonly (Vector | null)[] | null> => {
    const vectors = new Map(texts.map((text) => [text, known.get(keyOf(text)) ?? null]));
    for (const [text, vector] of vectors) if (vector) remember(text, vector);
    const unknown = [...vectors].flatMap(([text, vector]) => (vector ? [] : [text]));
    if (unknown.length > 0 && performance.now() < closed) return null;
    try {
      for (let from = 0; from < unknown.length; from += together) {
        const part = unknown.slice(from, from + together);
        const made = await some(part, ms);
        part.forEach((text, at) => vectors.set(text, made[at] ?? null));
      }
    } catch (error) {
      failed(error);
      return null;
    }
    return texts.map((text) => vectors.get(text) ?? null);
  };

  return {
    model,
    dimension,
    trouble: () => trouble,
    documents: (texts) =>
      all(
        texts.map((text) => before.document + text),
        documentsMs,
      ),
    question: async (text) => {
      const vectors = await all([before.question + text], questionMs);
      // Perhaps the model was not loaded: that is done behind the back of whoever asked.
      if (!vectors) loading ??= dimension().finally(() => (loading = null));
      return vectors?.[0] ?? null;
    },
  };
}
