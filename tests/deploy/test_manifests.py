"""What deploy/ says to nginx, containers and Kubernetes, as far as it can be read without them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from app import languages, links, shell, words

ROOT: Final = Path(__file__).resolve().parents[2]
DEPLOY: Final = ROOT / "deploy"
NGINX: Final = DEPLOY / "nginx"


def read(path: str) -> str:
    return (DEPLOY / path).read_text(encoding="utf-8")


def digests(scripts: list[str]) -> list[str]:
    """As a content security policy names scripts (CSP 3, section 2.3.1)."""
    return [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in scripts]


def test_the_policy_names_every_script_that_stands_in_a_page() -> None:
    inline = re.compile(r"<script>(.*?)</script>", re.DOTALL)
    index = inline.findall(shell.INDEX.read_text(encoding="utf-8"))
    printed = inline.findall((ROOT / "app" / "browser.html").read_text(encoding="utf-8"))
    assert len(index) == 1
    assert len(printed) == 1
    # app.languages.tell_browser
    spoken = [f"document.documentElement.lang = {json.dumps(code)}" for code in languages.known()]
    assert spoken[0] == 'document.documentElement.lang = "en"'
    named = re.findall(r"'sha256-[^']+'", read("nginx/server.conf"))
    assert named == digests([*index, *printed, *spoken])


def test_every_answer_has_the_same_headers() -> None:
    """nginx leaves out those of the server where a location has one of its own."""
    server = read("nginx/server.conf")
    locations = re.findall(r"^location [^{]+\{\n(.*?)^\}", server, re.DOTALL | re.MULTILINE)
    assert len(locations) == 9
    assert not any("add_header" in location for location in locations)
    # The same holds for what is said to the replicas: one location says all of it again.
    (stream,) = [location for location in locations if "proxy_set_header" in location]
    assert "Upgrade" in stream
    said = re.findall(r"^proxy_set_header (\S+)", server, re.MULTILINE)
    again = re.findall(r"^  proxy_set_header (\S+)", stream, re.MULTILINE)
    assert set(said) - set(again) == {"Accept-Encoding"}


def test_a_newcomer_is_known_by_every_page() -> None:
    pattern = re.search(r'"(~\^\[0-9a-f\]\+ [^"]+)" "pledgebook=', read("nginx/nginx.conf"))
    assert pattern is not None
    greeted = re.compile(pattern[1].removeprefix("~"))
    assert all(greeted.match(f"0a1b {links.path(page)}") for page in words.PAGES)
    assert not greeted.match("0a1b /data/records.csv")
    assert not greeted.match(" /timeline")


@pytest.mark.parametrize(
    ("site", "replicas"),
    [("http", "loopback"), ("http", "containers"), ("https", "containers"), ("pod", "pod")],
)
def test_nginx_accepts_it(tmp_path: Path, site: str, replicas: str) -> None:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    if nginx is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI=true and no nginx on the path: install Debian's nginx")
        pytest.skip("no nginx on the path: apt-get install nginx")
    folder = tmp_path / "configuration"
    shutil.copytree(NGINX, folder)
    (folder / f"site.{site}.conf").rename(folder / "site.conf")
    (folder / f"replicas.{replicas}.conf").rename(folder / "replicas.conf")
    if site == "https":
        certify(folder / "tls")
    said = subprocess.run(
        [nginx, "-p", str(tmp_path), "-c", str(folder / "nginx.conf"), "-t"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert "[warn]" not in said.stderr


def certify(folder: Path) -> None:
    """A certificate that nobody trusts."""
    folder.mkdir()
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on the path")
    command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 1 -subj /CN=here"
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([openssl, *command.split(), *files], check=True, capture_output=True)


def instructions() -> list[str]:
    """The Dockerfile's instructions, each in one line, of the last stage last."""
    lines = [line for line in read("Dockerfile").splitlines() if not line.startswith("#")]
    return "\n".join(lines).replace("\\\n", " ").splitlines()


def test_the_image_is_small_locked_and_without_rights() -> None:
    stages = "\n".join(filter(None, instructions())).split("FROM ")[1:]
    build, run = stages
    assert build.split()[0] == run.split()[0] == "python:3.13-slim-trixie"
    assert "--require-hashes" in build
    assert "--hash=sha256:" in (ROOT / "requirements.txt").read_text()
    assert re.search(r"^USER 10001:10001$", run, re.MULTILINE)
    assert "PYTHONDONTWRITEBYTECODE=1" in run
    # Nothing is installed or written where the image runs, and no shell stands in between.
    assert "RUN" not in run
    (command,) = re.findall(r"^CMD (.+)$", run, re.MULTILINE)
    started = json.loads(command)
    assert started[:4] == ["python", "-m", "uvicorn", "app.server:app"]
    unit = read("systemd/pledgebook@.service").replace("\\\n", " ")
    (served,) = re.findall(r"^ExecStart=\S+/(python .+)$", unit, re.MULTILINE)
    places = {"127.0.0.1": "0.0.0.0", "%i": "8501"}  # noqa: S104 - the image's own
    assert [places.get(part, part) for part in served.split()] == started
    (check,) = re.findall(r"^HEALTHCHECK .*CMD (.+)$", run, re.MULTILINE)
    program = json.loads(check)
    assert program[:2] == ["python", "-c"]
    compile(program[2], "HEALTHCHECK", "exec")
    assert "read() != b'ok'" in program[2]


def test_the_image_holds_what_the_dashboard_reads() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+)$", "\n".join(instructions()), re.MULTILINE)
    sources = [source for line in copied for source in line.split()[:-1]]
    for source in sources:
        assert (ROOT / source).exists(), source
    let_in = {line.removeprefix("!") for line in ignored() if line.startswith("!")}
    assert {source.replace(".streamlit", ".streamlit/config.toml") for source in sources} == let_in
    assert ignored()[0] == "*"
    # Every package but the measuring one, and what the dashboard reads besides.
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"bench"}
    assert packages | {"data", "seeds", "CITATION.cff", "docs/overview.png"} <= set(sources)


def ignored() -> list[str]:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_containers_are_locked_and_know_each_other() -> None:
    compose = yaml.safe_load(read("compose.yaml"))
    services = compose["services"]
    replicas = {name: each for name, each in services.items() if name.startswith("replica-")}
    assert len(replicas) == 2
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["mem_limit"], name
        assert service["restart"] == "unless-stopped", name
        assert all("size=" in mount for mount in service["tmpfs"]), name
    placed = {each["networks"]["inside"]["ipv4_address"] for each in replicas.values()}
    asked = re.findall(
        r"^server ([\d.]+):8501 ", read("nginx/replicas.containers.conf"), re.MULTILINE
    )
    assert placed == set(asked)
    nginx = services["nginx"]
    (trusted,) = {each["environment"]["FORWARDED_ALLOW_IPS"] for each in replicas.values()}
    assert trusted == nginx["networks"]["inside"]["ipv4_address"]
    # Only nginx is reached from outside, and it waits for health, not for a start.
    assert all("ports" not in each for each in replicas.values())
    assert compose["networks"]["inside"]["internal"] is True
    assert nginx["depends_on"] == {name: {"condition": "service_healthy"} for name in replicas}
    for mount in nginx["volumes"]:
        assert (DEPLOY / mount.split(":")[0]).is_file(), mount
    https = yaml.safe_load(read("compose.https.yaml"))["services"]["nginx"]
    assert (DEPLOY / https["volumes"][0].split(":")[0]).is_file()


def manifests() -> dict[str, dict[str, Any]]:
    """Those that deploy/kustomization.yaml names, by kind."""
    named = yaml.safe_load(read("kustomization.yaml"))["resources"]
    found = list(chain.from_iterable(yaml.safe_load_all(read(path)) for path in named))
    assert {f"kubernetes/{path.name}" for path in (DEPLOY / "kubernetes").iterdir()} == set(named)
    return {each["kind"]: each for each in found}


def test_manifests_name_each_other() -> None:
    found = manifests()
    pods = found["Deployment"]["spec"]["template"]
    labels = pods["metadata"]["labels"]
    assert found["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert found["Service"]["spec"]["selector"] == labels
    assert found["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert found["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == labels
    target = found["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
    assert target["name"] == found["Deployment"]["metadata"]["name"]

    containers = {each["name"]: each for each in pods["spec"]["containers"]}
    (measured,) = found["HorizontalPodAutoscaler"]["spec"]["metrics"]
    assert measured["containerResource"]["container"] in containers
    ports = {port["name"] for each in containers.values() for port in each["ports"]}
    (port,) = found["Service"]["spec"]["ports"]
    assert port["targetPort"] in ports
    (allowed,) = found["NetworkPolicy"]["spec"]["ingress"]
    assert [each["port"] for each in allowed["ports"]] == [port["targetPort"]]
    ingress = found["Ingress"]["spec"]
    (rule,) = ingress["rules"]
    backend = rule["http"]["paths"][0]["backend"]["service"]
    assert backend == {
        "name": found["Service"]["metadata"]["name"],
        "port": {"name": port["name"]},
    }
    assert ingress["tls"][0]["hosts"] == [rule["host"]]
    volumes = {volume["name"] for volume in pods["spec"]["volumes"]}
    used = {mount["name"] for each in containers.values() for mount in each["volumeMounts"]}
    assert used == volumes


def test_pods_are_locked_limited_and_probed() -> None:
    spec = manifests()["Deployment"]["spec"]
    assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    pod = spec["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        locked = container["securityContext"]
        assert locked["readOnlyRootFilesystem"] is True
        assert locked["allowPrivilegeEscalation"] is False
        assert locked["capabilities"] == {"drop": ["ALL"]}
        assert locked["runAsUser"] > 0
        assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
        assert "memory" in container["resources"]["limits"]
        pause = container["lifecycle"]["preStop"]["sleep"]["seconds"]
        assert pause + 15 <= pod["terminationGracePeriodSeconds"]
    replica, nginx = pod["containers"]
    for probe in ("startupProbe", "livenessProbe"):
        program = replica[probe]["exec"]["command"]
        compile(program[2], probe, "exec")
        assert 'read() != b"ok"' in program[2]
    assert "/_stcore/health" in nginx["readinessProbe"]["exec"]["command"][2]


def test_kustomize_takes_versions_and_the_one_configuration_of_nginx() -> None:
    said = yaml.safe_load(read("kustomization.yaml"))
    tags = {image["name"]: image["newTag"] for image in said["images"]}
    (container,) = {
        each["image"]
        for each in manifests()["Deployment"]["spec"]["template"]["spec"]["containers"]
        if ":" not in each["image"]
    }
    assert re.fullmatch(r"\d+\.\d+\.\d+", tags[container])
    generated = {each["name"]: each for each in said["configMapGenerator"]}
    files = dict(entry.split("=") for entry in generated["nginx"]["files"])
    assert all((DEPLOY / path).is_file() for path in files.values())
    # What nginx.conf and those that it includes ask for.
    asked = {"nginx.conf"}
    for path in files.values():
        asked |= set(re.findall(r"^\s*include (\S+);", read(path), re.MULTILINE))
    assert asked == files.keys()


def test_images_are_the_same_everywhere() -> None:
    images = set(
        re.findall(r"nginx:[\w.-]+", read("compose.yaml") + read("kubernetes/deployment.yaml"))
    )
    assert len(images) == 1
    assert not any(image.endswith("latest") for image in images)


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*.*")), ids=lambda path: path.name)
def test_no_secret_stands_in_a_file(path: Path) -> None:
    assert not re.search(
        r"(?i)(secret|password|token)\w*\s*[:=]\s*[\"']?[0-9a-f]{16}", path.read_text()
    )
