/** A series of numbers as one line of text: ▁▂▃▅▇. */

const bars = "▁▂▃▄▅▆▇█";

/** At most this many columns; several points share one, which shows their greatest: a peak is what people look for. */
const width = 40;

/**
 * One character per column, from the smallest value (or 0, if that is smaller) to the greatest. No number is a blank, an
 * infinite one an arrow: neither is drawn as if it were measured.
 */
export function sparkline(values: readonly number[]): string {
  const perColumn = Math.max(1, Math.ceil(values.length / width));
  const columns: number[] = [];
  for (let from = 0; from < values.length; from += perColumn) {
    const numbers = values.slice(from, from + perColumn).filter((value) => !Number.isNaN(value));
    columns.push(numbers.length > 0 ? Math.max(...numbers) : Number.NaN);
  }
  const finite = columns.filter((value) => Number.isFinite(value));
  const low = Math.min(0, ...finite);
  const high = Math.max(0, ...finite);
  return columns
    .map((value) => {
      if (Number.isNaN(value)) return " ";
      if (!Number.isFinite(value)) return value > 0 ? "↑" : "↓";
      const share = high === low ? 0 : (value - low) / (high - low);
      return bars[Math.round(share * (bars.length - 1))];
    })
    .join("");
}
