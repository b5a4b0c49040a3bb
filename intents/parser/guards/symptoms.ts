/** Words for something that is wrong. With a word of the trade or a name they make a sentence a symptom: a question. */
import { phraseSet } from "../phrases.ts";

export const symptoms = phraseSet(
  [
    "down|offline|unreachable|unavailable|unresponsive|unhealthy|degraded|broken|dead|gone|missing|stuck|hung|hanging|hangs|frozen|flapping|lagging|behind|slow|sluggish|slower|failing|fails|failed|failure|failures|crashed|crashing|crashes|crash|looping|restarting|dying|died|leaking|leaks",
    "full|filling up|fills up|filled up|almost full|nearly full|running out|runs out|ran out|out of space|out of memory|out of disk|no space|low on|exhausted|maxed out|pegged|pinned|saturated|overloaded|throttled|spiking|spiked|spikes|spike|climbing|growing|grows|high|too high|very high|higher|at 100%|at 100|100%|99%|98%|95%|90%",
    "expired|expires|expiring|expire|invalid|rejected|refused|refuses|denied|dropped|dropping|lost|corrupt|corrupted|inconsistent|mismatch|stale|errors out|erroring|throwing|throws|returning|returns|responding with|timing out|times out|timed out|timeout|timeouts|not responding|not working|doesn't work|does not work|isn't working|won't|through the roof|off the charts|can't connect|cannot connect|not resolving|doesn't resolve|not starting|not ready|pending|evicted|oomkilled|crashloopbackoff|out of sync",
    "less than|more than|above|below|exceeded|exceeds|exceeding|unable to|did not|didn't|has not|have not|hasn't|haven't|no longer|not able to|no data|stopped|stops|blocked|bouncing|limit exceeded|skipped|ignored|diverged|differs|different|late|hours late|is alive but|lost a|not allowed|forbidden|crc|losses|evicting|non-zero",
    "502|503|504|500s|502s|503s|504s|5xx|alert|firing|fires|outage|incident|weird|strange|acting up|under attack|went down|keeps",
  ].flatMap((line) => line.split("|")),
);
