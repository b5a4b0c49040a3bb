/** Words of the trade. A question is ours to answer only if it holds one of them or a name from the inventory. */
import { phraseSet } from "../phrases.ts";

const list = (words: string): string[] => words.split("|");

export const trade = phraseSet([
  ...list(
    "disk|disks|filesystem|inode|inodes|partition|raid|volume mount|swap|oom|oomkilled|out of memory|cpu|cpus|iowait|load average|throttling|throttled",
  ),
  ...list(
    "server|servers|host|hosts|node|nodes|vm|vms|bare metal|localhost|hostname|systemd|systemctl|journalctl|kernel|daemon|cron|crontab|ssh|sshd|sudo|firewall|iptables|port 443|port 22|nic|packet loss|packets",
  ),
  ...list(
    "nginx|apache|haproxy|envoy|varnish|postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|kafka|rabbitmq|sidekiq|elasticsearch|opensearch|etcd|consul|vault|ceph|memcached|pgbouncer|cassandra|clickhouse|zookeeper|minio|traefik|coredns|bind|unbound",
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
    "cache|caches|cpu usage|latency|p95|p99|p50|error rate|throughput|qps|rps|timeout|timeouts|outage|incident|on-call|oncall|pager|pagerduty|alert|alerts|alerting|alertmanager|prometheus|grafana|metrics|exporter|dashboard|slo|sli|postmortem|sre|devops|logs|log files|logrotate|syslog|loki|kibana|ntp|clock skew|clock drift",
  ),
  ...list(
    "queue lag|consumer lag|dead letter|load balancer|loadbalancer|proxy|reverse proxy|upstream|backend|backends|endpoint|endpoints|webhook|microservice|service mesh|ollama|gpu node|staging|production|prod|rate limiting|rate limit|ddos|blackhole|bgp|vpn tunnel",
  ),
]);
