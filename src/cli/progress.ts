/** Long work, told on standard error: one line that is drawn over and over, or in a file a line for each tenth. */
const width = 30;

export interface Bar {
  (status: string, done?: number, total?: number): void;
  /** Leaves nothing of it behind. */
  end(): void;
}

/** `word` makes words of an amount: "2.5 GB". */
export function createBar(word: (amount: number) => string = String, out = process.stderr): Bar {
  let last = "";
  const draw = (status: string, done?: number, total?: number): void => {
    const share = done !== undefined && total ? done / total : null;
    const of = share === null || total === undefined ? null : word(total);
    if (out.isTTY) {
      const bar =
        share === null
          ? ""
          : ` [${"#".repeat(Math.round(share * width)).padEnd(width)}] ${Math.floor(share * 100)} % of ${of}`;
      out.write(`\r\u001b[K${status}${bar}`);
      return;
    }
    const line = share === null ? status : `${status} ${Math.floor(10 * share) * 10} % of ${of}`;
    if (line !== last) out.write(`${line}\n`);
    last = line;
  };
  return Object.assign(draw, { end: () => void (out.isTTY && out.write("\r\u001b[K")) });
}
