/** Time zones by their IANA names, or by the city: "Europe/Berlin", "berlin time", "UTC". */
import { nothing, type Finder } from "./finder.ts";

const zones = Intl.supportedValuesOf("timeZone");
const byName = new Map(zones.map((zone) => [zone.toLowerCase(), zone]));
const byCity = new Map(
  zones.map((zone) => [(zone.split("/").at(-1) ?? zone).toLowerCase().replaceAll("_", " "), zone]),
);
const time = new Set(["time", "tz", "timezone"]);

export const zoneOfTime: Finder = (words, at) => {
  const lead = words[at]?.lower === "in" ? 1 : 0;
  const lower = (from: number): string => words[at + lead + from]?.lower ?? "";
  const hit = (value: string, length: number) => [{ slot: "zone-of-time" as const, value, length: lead + length }];
  const trailing = (length: number): number => (time.has(lower(length)) ? length + 1 : length);
  if (/^(?:utc|gmt|zulu)$/.test(lower(0))) return hit("UTC", trailing(1));
  const full = byName.get(lower(0));
  if (full !== undefined && full.includes("/")) return hit(full, trailing(1));
  const one = time.has(lower(1)) ? byCity.get(lower(0)) : undefined;
  if (one !== undefined) return hit(one, 2);
  const two = time.has(lower(2)) ? byCity.get(`${lower(0)} ${lower(1)}`) : undefined;
  return two === undefined ? nothing : hit(two, 3);
};
