/** Words and shapes of the trade. A question is ours to answer only if it holds one of them or a name from the inventory. */
import { phraseSet } from "../phrases.ts";
import type { Word } from "../words.ts";

const list = (words: string): string[] => words.split("|");

export const trade = phraseSet([
  ...list(
    "disk|disks|filesystem|inode|inodes|raid|mdadm|oom|oomkilled|out of memory|cpu|cpus|iowait|load average|throttling|throttled",
  ),
  ...list(
    "server|servers|host|hosts|node|nodes|vm|vms|bare metal|localhost|hostname|systemd|systemctl|journalctl|kernel|daemon|cron|crontab|ssh|sshd|sudo|firewall|iptables|port 443|port 22|nic|packet loss|packets",
  ),
  ...list(
    "nginx|apache|haproxy|envoy|varnish|postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|kafka|rabbitmq|sidekiq|elasticsearch|opensearch|etcd|consul|ceph|memcached|pgbouncer|cassandra|clickhouse|zookeeper|minio|traefik|coredns|unbound",
  ),
  ...list(
    "docker|container|containers|kubernetes|k8s|kubectl|kubelet|pod|pods|deployment|deployments|daemonset|statefulset|namespace|helm|replica|replicas|cluster|clusters|ingress|autoscaler|hpa|pvc|pv|crashloopbackoff|control plane|apiserver|api server",
  ),
  ...list(
    "dns|nameserver|cname|txt record|mx record|a record|aaaa record|zone file|zonefile|cdn|cloudflare|purge|purges|purging|certs|cert|certificate|certificates|tls|ssl|https|letsencrypt|acme|http|502|503|504|500s|5xx|4xx|502s|503s|504s|error 500|status code",
  ),
  ...list(
    "deploy|deploys|deployed|deploying|rollback|roll back|rolling back|canary|release pipeline|ci|pipeline|jenkins|gitlab|terraform|ansible|playbook|playbooks|runbook|runbooks|helm chart|failover|fail over|replication|replica lag|standby|primary database|backup|backups|restore the|database|databases|db|query latency|queries|migrations",
  ),
  ...list(
    "cache|caches|cpu usage|latency|p95|p99|p50|error rate|throughput|qps|rps|timeout|timeouts|on-call|on call|oncall|pager|pagerduty|alert|alerts|alerting|alertmanager|log|log line|prometheus|grafana|metrics|exporter|grafana dashboard|slo|sli|postmortem|sre|devops|logs|log files|logrotate|syslog|loki|kibana|ntp|clock skew|clock drift",
  ),
  ...list(
    "queue lag|consumer lag|dead letter|load balancer|loadbalancer|proxy|reverse proxy|upstream|backend|backends|endpoint|endpoints|webhook|microservice|service mesh|ollama|gpu node|staging|production|prod|rate limiting|rate limit|ddos|blackhole|bgp|vpn tunnel",
  ),
  ...list(
    "fluentd|fluent-bit|thanos|cortex|mimir|gitaly|fastly|akamai|route53|aws|gcp|azure|s3 bucket|ec2|rds|lambda|iam|nacl|vpc|eks|gke|openstack|vmware|hypervisor|vault token|okta|sso|kerberos|ldap|active directory|certbot|pg_dump|barman|snapshot|snapshots|wal|autovacuum|deadlock|deadlocks",
  ),
  ...list(
    "promql|recording rule|recording rules|scrape|scraping|notifier|servicemonitor|alert rule|tenant|ingester|compactor|memberlist|gossip|sidecar|initcontainer|cgroup|oom killer|file descriptors|open handles|page cache|api key|access key|ssh key|private key|public repo|superuser|yaml|stack trace|traceback|segfault|core dump|core dumps",
  ),
  ...list(
    "kernel panic|swap space|batch run|cron job|cronjob|worker node|worker nodes|storage daemon|object storage|blob storage|datacenter|data center|colo|rack|switch port|dhcp|subdomain|subdomains|apt repo|origin server|origins|job queue|worker pool|garbage collection|heap|thread pool|connection pool|rest api|grpc|tcp|udp|mtu|bond0|eth0",
  ),
]);

/** Addresses with ports, paths, units, flags, snake_case and names of alerts (KubeJobFailed): nobody else writes so. */
const technical = [
  /^\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$/,
  /^\/(?:var|etc|usr|opt|srv|dev|proc|sys|tmp|mnt)(?:\/|$)/,
  /^[\w@-]+\.(?:service|socket|timer|target|mount)$/,
  /^[a-z]+(?:_[a-z0-9]+)+$/,
  /^(?:[A-Z]+[a-z0-9]+){3,}$/,
  /^(?:kube|etcd|node|prometheus|alertmanager|ceph|cortex|thanos|ovn|cnpg)[a-z]{6,}$/,
];

export function looksTechnical({ text, lower, quote }: Word): boolean {
  if (quote) return false;
  if (technical.some((shape) => shape.test(text))) return true;
  // "nginx-internal", "payments/redis": a compound with a word of the trade in it.
  const parts = lower.split(/[-_/.:]/);
  return parts.length > 1 && parts.some((part) => trade.at([{ text: part, lower: part, pause: "" }], 0) !== null);
}
