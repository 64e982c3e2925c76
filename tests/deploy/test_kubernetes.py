"""The manifests of deploy/kubernetes/ keep the rules of Kubernetes and fit the bot and the page."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.chat.discord.runner import GRACE
from bot.setting_kinds import ShardsByOrdinal
from bot.settings import ResolvedSettings, Settings
from tests.deploy.dockerfile import stages
from tests.deploy.steps import commands
from tests.ops.test_folder_watcher import config_map
from tests.ops.test_reloading import watching
from tests.process.running import StudyGroup

MANIFESTS = Path(__file__).parents[2] / "deploy/kubernetes"
IMAGE = stages(MANIFESTS.parent / "Dockerfile")[""]


def manifest(name: str) -> Any:
    """Return what is written in one of the files."""
    return yaml.safe_load((MANIFESTS / name).read_text(encoding="utf-8"))


KUSTOMIZATION = manifest("kustomization.yaml")
STATEFUL_SET = manifest("statefulset.yaml")
POD = STATEFUL_SET["spec"]["template"]["spec"]
(BOT,) = POD["containers"]


def variables() -> dict[str, str]:
    """Return the variables of ``settings.env``."""
    lines = (MANIFESTS / "settings.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


def settings(tmp_path: Path) -> Settings:
    """Return the settings in force in a pod, whose token and database are those of its secret."""
    (token := tmp_path / "token").write_text("a-token\n")
    secret = {
        "DISCORD_TOKEN_FILE": str(token),
        "THREAD_BOT_DATABASE": "postgresql://bot:secret@database/bot\n",
    }
    return ResolvedSettings.read(IMAGE.environment | variables() | secret).settings


def values(tree: Any, name: str) -> Iterator[Any]:
    """Yield the value of each key of this name."""
    if isinstance(tree, dict):
        yield from (value for key, value in tree.items() if key == name)
    if isinstance(tree, dict | list):
        for value in tree.values() if isinstance(tree, dict) else tree:
            yield from values(value, name)


def test_kustomize_takes_every_manifest() -> None:
    """Each file of the folder is in the kustomization, and nothing else is."""
    listed = {*KUSTOMIZATION["resources"], "kustomization.yaml"}
    assert listed == {file.name for file in MANIFESTS.glob("*.yaml")}


@pytest.mark.parametrize("version", ["1.30", "1.37"])
@pytest.mark.parametrize("name", KUSTOMIZATION["resources"])
def test_kubernetes_understands_the_manifests(name: str, version: str) -> None:
    """Each manifest keeps to the schema of an old and of a new Kubernetes, and has no other key."""
    kubernetes_validate = pytest.importorskip("kubernetes_validate", reason="make test-all has it")
    kubernetes_validate.validate(manifest(name), version, strict=True)


def test_the_pod_has_no_right_that_it_does_not_need() -> None:
    """The pod keeps to the restricted Pod Security Standard, and writes to no file system."""
    enforced = manifest("namespace.yaml")["metadata"]["labels"]
    assert enforced["pod-security.kubernetes.io/enforce"] == "restricted"
    assert POD["securityContext"]["runAsNonRoot"]
    assert POD["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert BOT["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert not POD["automountServiceAccountToken"]
    assert all(mount["readOnly"] for mount in BOT["volumeMounts"])
    assert "resources" in BOT


def test_the_pod_runs_as_the_user_of_the_image() -> None:
    """The user, the group and the port are those of the image."""
    context = POD["securityContext"]
    assert f"{context['runAsUser']}:{context['runAsGroup']}" == IMAGE.user
    assert str(BOT["ports"][0]["containerPort"]) == IMAGE.environment["THREAD_BOT_PORT"]


def test_each_name_leads_somewhere() -> None:
    """Selectors, ports, mounts and the parts of the secret are named as where they are."""
    labels = STATEFUL_SET["spec"]["template"]["metadata"]["labels"]
    service, budget, policy = (
        manifest(name) for name in ("service.yaml", "disruption-budget.yaml", "network-policy.yaml")
    )
    assert service["spec"]["selector"] == labels
    assert service["metadata"]["name"] == STATEFUL_SET["spec"]["serviceName"]
    assert STATEFUL_SET["spec"]["selector"]["matchLabels"] == labels
    assert budget["spec"]["selector"]["matchLabels"] == labels
    assert policy["spec"]["podSelector"]["matchLabels"] == labels

    (port,) = (port["name"] for port in BOT["ports"])
    probes = [BOT[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")]
    assert {probe["port"] for probe in probes} == {service["spec"]["ports"][0]["targetPort"], port}
    assert [probe["path"] for probe in probes] == ["/livez", "/livez", "/readyz"]

    assert {mount["name"] for mount in BOT["volumeMounts"]} == {
        volume["name"] for volume in POD["volumes"]
    }
    made = "\n".join(commands("On Kubernetes"))
    assert set(values(POD, "key")) == set(re.findall(r"--from-file=(\w+)=", made))
    (secret,) = {*values(POD, "secretName"), *(one["name"] for one in values(POD, "secretKeyRef"))}
    assert f"create secret generic {secret} " in made
    generated = {one["name"] for one in KUSTOMIZATION["configMapGenerator"]}
    (mounted,) = values(POD["volumes"], "configMap")
    assert {one["configMapRef"]["name"] for one in BOT["envFrom"]} == generated
    assert f"create configmap {mounted['name']} " in made
    assert KUSTOMIZATION["images"][0]["name"] == BOT["image"]


def test_the_settings_are_the_bots(tmp_path: Path) -> None:
    """What the pod is given are settings: it reloads by itself, and answers the kubelet."""
    in_force = settings(tmp_path)
    assert in_force.watch
    assert in_force.expose_port
    assert in_force.token is not None
    assert str(in_force.database) == "postgresql://bot:**********@database/bot"


def test_the_pods_serve_every_shard(tmp_path: Path) -> None:
    """There are as many pods as all shards need, also while twice as many shards replace them."""
    shards = settings(tmp_path).shards
    assert isinstance(shards, ShardsByOrdinal)
    assert STATEFUL_SET["spec"]["replicas"] == shards.processes

    more = manifest("../kubernetes-more-shards/kustomization.yaml")
    name, _, value = more["configMapGenerator"][0]["literals"][0].partition("=")
    twice = ResolvedSettings.read({name: value}).settings.shards
    assert twice == ShardsByOrdinal(2 * shards.total, shards.each)
    assert more["replicas"] == [{"name": "thread-bot", "count": twice.processes}]


def test_the_pod_may_finish_its_answers() -> None:
    """Kubernetes waits longer than the bot takes to stop."""
    assert POD["terminationGracePeriodSeconds"] > GRACE


async def test_a_changed_config_map_is_reloaded(group: StudyGroup, tmp_path: Path) -> None:
    """A bot with the pod's settings reloads by itself when the kubelet renews the mount."""
    mounts = {mount["name"]: mount for mount in BOT["volumeMounts"]}
    assert mounts["threads"]["mountPath"] == f"{IMAGE.folder}/{Settings().knowledge}"
    assert "subPath" not in mounts["threads"]
    group.knowledge, update = config_map(tmp_path)
    watch = {"THREAD_BOT_WATCH": variables()["THREAD_BOT_WATCH"]}
    async with group.bot(watch) as bot:
        await watching(bot)
        assert "first" in (await group.answered("!thread list")).text
        update("second")
        await bot.log.first(lambda line: "[watch] Threads: 0 added, 1 changed" in line)
        assert "second" in (await group.answered("!thread list")).text
