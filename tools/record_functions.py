#!/usr/bin/env python3
"""Record what real helm 3 and helm 4 make of the templates in tests/corpus/functions.

Each file holds values and cases; a case is a template and the answers of both releases: the output
(text, or base64 where it is not UTF-8) or the error. New cases need only their template. Where
helm 4's answer is missing, it is that of helm 3; a suite with "only": "helm4" has no helm 3.

usage: record_functions.py HELM3 HELM4 FILE.json... [--all]

Without --all, only cases without answers are recorded.
"""
import base64
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile

BATCH = 40
CHUNK = 400


def render(helm, folder):
    done = subprocess.run([helm, "template", "rel", folder, "-n", "ns1"], capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode("utf-8", "replace")


def error_text(stderr):
    text = stderr.split("\n\nUse --debug")[0].rstrip("\n")
    lines = [l for l in text.split("\n") if not l.startswith("level=") and "warning:" not in l]
    return "\n".join(lines).removeprefix("Error: ")


def write_chart(folder, values):
    (folder / "templates").mkdir()
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: p\nversion: 0.1.0\n")
    (folder / "values.yaml").write_text(values)


def record(helm, values, templates):
    """Answers of one helm: many templates at once, those that fail alone."""
    answers = [None] * len(templates)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "p"
        folder.mkdir()
        write_chart(folder, values)
        main = folder / "templates" / "t.yaml"
        todo = list(range(len(templates)))
        while todo:
            batch = todo[:BATCH]
            for number in batch:
                text = '{{define "t%d"}}%s{{end}}' % (number, templates[number])
                (folder / "templates" / f"_t{number}.tpl").write_text(text)
            lines = [f'  r{n}: "{{{{ include "t{n}" . | b64enc }}}}"\n' for n in batch]
            main.write_text("apiVersion: v1\nkind: ConfigMap\ndata:\n" + "".join(lines))
            code, stdout, stderr = render(helm, folder)
            for number in batch:
                (folder / "templates" / f"_t{number}.tpl").unlink()
            if code == 0:
                for number, text in re.findall(r'  r(\d+): "([^"]*)"', stdout):
                    raw = base64.b64decode(text)
                    try:
                        answers[int(number)] = {"output": raw.decode()}
                    except UnicodeDecodeError:
                        answers[int(number)] = {"base64": text}
                todo = todo[len(batch):]
                continue
            found = re.findall(r"_t(\d+)\.tpl", stderr) or re.findall(r'include "t(\d+)"', stderr)
            if not found:
                sys.exit(f"cannot tell which template failed: {stderr}")
            bad = int(found[0])
            main.write_text(templates[bad])
            answers[bad] = {"error": error_text(render(helm, folder)[2])}
            todo.remove(bad)
    return answers


def main():
    everything = "--all" in sys.argv
    helm3, helm4, *files = [a for a in sys.argv[1:] if a != "--all"]
    for name in files:
        path = pathlib.Path(name)
        suite = json.loads(path.read_text())
        key = "helm4" if suite.get("only") == "helm4" else "helm3"
        cases = [c for c in suite["cases"] if everything or key not in c]
        for start in range(0, len(cases), CHUNK):
            record_chunk(suite, cases[start:start + CHUNK], helm3, helm4)
            save(path, suite)


def record_chunk(suite, cases, helm3, helm4):
    templates = [c["template"] for c in cases]
    releases = {"helm3": helm3, "helm4": helm4}
    if suite.get("only") == "helm4":
        del releases["helm3"]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(record, h, suite["values"], templates) for h in releases.values()]
        for case, *answers in zip(cases, *[job.result() for job in jobs]):
            case.update(zip(releases, answers))
            if case.get("helm3") == case["helm4"]:
                del case["helm4"]


def save(path, suite):
    rows = ",\n".join("  " + json.dumps(c, ensure_ascii=False) for c in suite["cases"])
    head = {k: v for k, v in suite.items() if k != "cases"}
    text = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    path.write_text(text + ',\n "cases": [\n' + rows + "\n ]\n}\n")


main()
