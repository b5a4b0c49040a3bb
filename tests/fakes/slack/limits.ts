/** Slack's rate limits, in calls a minute: https://docs.slack.dev/apis/web-api/rate-limits */

const tiers: Readonly<Record<string, number>> = {
  "usergroups.list": 20,
  "usergroups.users.list": 20,
  "chat.update": 50,
  "chat.delete": 50,
  "conversations.history": 50,
  "conversations.replies": 50,
  "apps.connections.open": 50,
  "chat.postEphemeral": 100,
  "views.open": 100,
  "users.info": 100,
};

/** chat.postMessage: one a second in each channel, with short bursts. */
const burst = 5;

interface Bucket {
  left: number;
  at: number;
}

/** Seconds to be quiet; null if the call may pass. `now` in milliseconds. */
export type Limit = (method: string, channel: string, now: number) => number | null;

export function createLimit(): Limit {
  const buckets = new Map<string, Bucket>();

  const draw = (key: string, size: number, perSecond: number, now: number): number | null => {
    const bucket = buckets.get(key) ?? { left: size, at: now };
    buckets.set(key, bucket);
    bucket.left = Math.min(size, bucket.left + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    if (bucket.left < 1) return Math.max(1, Math.ceil((1 - bucket.left) / perSecond));
    bucket.left -= 1;
    return null;
  };

  return (method, channel, now) => {
    if (method === "chat.postMessage") return draw(`${method} ${channel}`, burst, 1, now);
    const perMinute = tiers[method];
    return perMinute === undefined ? null : draw(method, perMinute, perMinute / 60, now);
  };
}
