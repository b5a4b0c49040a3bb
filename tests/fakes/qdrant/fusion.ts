/**
 * How Qdrant fuses rankings, in its single-precision arithmetic.
 * Source: lib/segment/src/common/reciprocal_rank_fusion.rs and score_fusion.rs of Qdrant 1.19.
 */
import { Refusal } from "./refusal.ts";

export type Id = string | number;
/** Best first. */
export type Ranking = readonly (readonly [id: Id, score: number])[];

const f32 = Math.fround;

/** Descending; equal scores come in no order that means anything, as from the server. */
export const ranked = (scores: ReadonlyMap<Id, number>): Ranking =>
  [...scores].toSorted(([a, x], [b, y]) => y - x || (String(a) < String(b) ? 1 : -1));

function sum(rankings: readonly Ranking[]): Ranking {
  const scores = new Map<Id, number>();
  for (const [id, score] of rankings.flat()) scores.set(id, f32((scores.get(id) ?? 0) + score));
  return ranked(scores);
}

/** A weight stretches or compresses positions; without one they count as they are: 1 / (position + k), from 0. */
export function rrf(rankings: readonly Ranking[], k = 2, weights?: readonly number[] | null): Ranking {
  if (weights && weights.length !== rankings.length) {
    throw new Refusal(
      400,
      `Validation failed: Number of weights in RRF should match number of pre-fetches: got ${weights.length}, expected ${rankings.length}`,
    );
  }
  const scored = rankings.map((ranking, source) => {
    const weight = weights?.[source] ?? 1;
    return ranking.map(([id], at) => [id, weight <= 0 ? 0 : f32(1 / f32(f32((at + 1) / weight) + k - 1))] as const);
  });
  return sum(scored);
}

/** Scores from three standard deviations below the mean (0) to three above (1), added up. */
export const dbsf = (rankings: readonly Ranking[]): Ranking => sum(rankings.map(normal));

function normal(ranking: Ranking): Ranking {
  const scores = ranking.map(([, score]) => score);
  const mean = scores.reduce((total, score) => total + score, 0) / scores.length;
  const variance = scores.reduce((total, score) => total + (score - mean) ** 2, 0) / (scores.length - 1);
  const reach = 3 * Math.sqrt(variance);
  // One score alone, or all the same, says nothing.
  const place = (score: number): number => (reach > 0 ? (score - mean + reach) / (2 * reach) : 0.5);
  return ranking.map(([id, score]) => [id, f32(place(score))]);
}
