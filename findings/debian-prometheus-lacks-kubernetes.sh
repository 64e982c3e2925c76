#!/usr/bin/env bash
# Debian's prometheus 2.42.0+ds-5+deb12u1: `kubernetes_sd_configs` is an unknown field.
#
# Guess: what Prometheus 2.42 documents as a scrape configuration passes `promtool check config` of
# Debian's package of that version.
#
# What happens: the package is built without the discovery of targets by Kubernetes. Its promtool and
# its server refuse the documented key as a field that does not exist, in words that read like a typo.
# Discovery by DNS is there.
#
# Why it matters: who checks rules and scrape configurations for a cluster with the distribution's
# promtool, in CI for instance, reads that a correct file is wrong. Discovery by DNS over a headless
# Service finds the same pods and passes both.
#
# It needs Debian 12 on amd64 or arm64, and no root.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download --quiet=2 prometheus=2.42.0+ds-5+deb12u1 2>/dev/null
dpkg-deb --extract prometheus_*.deb .

cat >kubernetes.yml <<'YAML'
scrape_configs:
  - job_name: bot
    kubernetes_sd_configs:
      - role: pod
YAML
cat >dns.yml <<'YAML'
scrape_configs:
  - job_name: bot
    dns_sd_configs:
      - names: [bot.example]
        type: A
        port: 8080
YAML

usr/bin/promtool --version 2>&1 | head -1
usr/bin/promtool check config dns.yml
if refusal=$(usr/bin/promtool check config kubernetes.yml 2>&1); then
  echo "kubernetes_sd_configs is known now"
  exit 1
fi
echo "$refusal"
grep --quiet "field kubernetes_sd_configs not found" <<<"$refusal"
