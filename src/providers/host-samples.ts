/** What this machine says of itself right now: counters and gauges, from node:os and, on Linux, /proc. */
import { readdir, readFile, statfs } from "node:fs/promises";
import os from "node:os";

/** One reading. Counters only grow; a field is absent where the system does not say. */
export interface Reading {
  /** Unix seconds. */
  readonly time: number;
  /** Milliseconds of the monotonic clock: rates are taken over these. */
  readonly monotonic: number;
  readonly cpuBusy: number;
  readonly cpuTotal: number;
  /** Percent. */
  readonly memory: number;
  readonly swap?: number;
  readonly disk?: number;
  readonly load: number;
  /** Bytes received and sent since boot, without the loopback. */
  readonly network?: number;
  /** Bytes read from and written to whole disks since boot. */
  readonly diskIo?: number;
}

/** Reads everything once; `folder` says whose file system counts as the disk. */
export async function readHost(folder: string): Promise<Reading> {
  const [memory, disk, network, diskIo] = await Promise.all([
    readMemory(),
    readDisk(folder),
    readNetwork(),
    readDiskIo(),
  ]);
  const cpus = os.cpus().map((cpu) => cpu.times);
  const total = cpus.reduce((sum, times) => sum + times.user + times.nice + times.sys + times.irq + times.idle, 0);
  const idle = cpus.reduce((sum, times) => sum + times.idle, 0);
  return {
    time: Date.now() / 1000,
    monotonic: performance.now(),
    cpuBusy: total - idle,
    cpuTotal: total,
    load: os.loadavg()[0] ?? 0,
    ...memory,
    ...(disk === null ? {} : { disk }),
    ...(network === null ? {} : { network }),
    ...(diskIo === null ? {} : { diskIo }),
  };
}

/** Absent where there is no such file, as on every system but Linux. */
const readProc = (file: string): Promise<string | null> => readFile(file, "utf8").catch(() => null);

async function readMemory(): Promise<{ memory: number; swap?: number }> {
  const text = await readProc("/proc/meminfo");
  const kibibytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text ?? "")?.[1]);
  const total = kibibytes("MemTotal");
  const available = kibibytes("MemAvailable");
  if (!(total > 0) || Number.isNaN(available)) return { memory: 100 * (1 - os.freemem() / os.totalmem()) };
  const swapTotal = kibibytes("SwapTotal");
  const swap = swapTotal > 0 ? 100 * (1 - kibibytes("SwapFree") / swapTotal) : 0;
  return { memory: 100 * (1 - available / total), swap };
}

/** Percent used, as `df` counts it: of what ordinary users may fill. */
async function readDisk(folder: string): Promise<number | null> {
  const stats = await statfs(folder).catch(() => null);
  if (!stats) return null;
  const used = stats.blocks - stats.bfree;
  return used + stats.bavail > 0 ? (100 * used) / (used + stats.bavail) : null;
}

async function readNetwork(): Promise<number | null> {
  const text = await readProc("/proc/net/dev");
  if (text === null) return null;
  const lines = text.split("\n").filter((line) => line.includes(":") && !/^\s*lo:/.test(line));
  return lines.reduce((sum, line) => {
    const fields = line
      .slice(line.indexOf(":") + 1)
      .trim()
      .split(/\s+/)
      .map(Number);
    return sum + (fields[0] ?? 0) + (fields[8] ?? 0);
  }, 0);
}

/** /proc/diskstats counts in sectors of 512 bytes whatever the disk says (Documentation/admin-guide/iostats.rst). */
const sector = 512;

async function readDiskIo(): Promise<number | null> {
  const text = await readProc("/proc/diskstats");
  const blocks = await readdir("/sys/block").catch(() => null);
  if (text === null || blocks === null) return null;
  // Partitions, and what lies on top of other disks, would count the same bytes twice.
  const disks = new Set(blocks.filter((name) => !/^(loop|ram|zram|dm-|md|sr)/.test(name)));
  const rows = text.split("\n").map((line) => line.trim().split(/\s+/));
  return rows
    .filter((row) => disks.has(row[2] ?? ""))
    .reduce((sum, row) => sum + (Number(row[5]) + Number(row[9])) * sector, 0);
}
