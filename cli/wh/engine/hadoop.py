"""Files wherever Spark reaches: of this machine, HDFS, object stores, by the libraries that its session has."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wh.engine.spark_errors import told

Found = tuple[str, int]  # the address of a file, and how many bytes it has


class Files:
    """Files by their addresses (file:///…, hdfs://…), as a session of Spark sees them."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder of that name."""
        files, found = self._files(path)
        with told(path):
            return bool(files.exists(found))

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted; none where there is no such folder."""
        files, found = self._files(folder)
        with told(folder):
            return sorted(each.getPath().getName() for each in files.listStatus(found)) if files.exists(found) else []

    def read(self, path: str) -> str:
        """The text of a small file; "" where there is none."""
        files, found = self._files(path)
        with told(path):
            stream = files.open(found) if files.exists(found) else None
            text = self._session._jvm.org.apache.commons.io.IOUtils.toString(stream, "UTF-8") if stream else ""
            if stream:
                stream.close()
        return str(text)

    def put(self, source: Path, path: str) -> None:
        """Moves a local file or folder to `path`, which is there whole or not at all."""
        files, target = self._files(path)
        _, part = self._files(path + ".part")
        with told(path):
            files.mkdirs(target.getParent())
            files.delete(part, True)
            files.copyFromLocalFile(True, True, self._path(f"file://{source.absolute()}"), part)
            if path.startswith("file:") and source.suffix:
                Path(path.removeprefix("file://") + ".part").replace(path.removeprefix("file://"))
                return
            files.delete(target, True)
            files.rename(part, target)

    def fetch(self, path: str, folder: Path) -> None:
        """Copies a folder to this machine."""
        files, found = self._files(path)
        with told(path):
            files.copyToLocalFile(False, found, self._path(address(str(folder))), True)

    def delete(self, path: str) -> None:
        """Deletes a file or folder, if it is there."""
        files, found = self._files(path)
        with told(path):
            files.delete(found, True)

    def find(self, pattern: str) -> list[Found]:
        """The files that an address names: all of a folder or a glob."""
        files, found = self._files(pattern)
        with told(pattern):
            matches = files.globStatus(found) or ()
            return sorted(each for match in matches for each in self._walk(files, match))

    def _walk(self, files: Any, status: Any) -> Iterator[Found]:
        if not status.isDirectory():
            yield status.getPath().toString(), int(status.getLen())
            return
        listed = files.listFiles(status.getPath(), True)
        while listed.hasNext():
            each = listed.next()
            yield each.getPath().toString(), int(each.getLen())

    def write(self, path: str, text: str) -> None:
        """Writes a small file, whole or not at all."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "written.txt"
            file.write_text(text, "utf-8")
            self.put(file, path)

    def _files(self, path: str) -> tuple[Any, Any]:
        """The file system of a path, and the path as it takes it."""
        found = self._path(path)
        with told(path):
            return found.getFileSystem(self._session._jsc.hadoopConfiguration()), found

    def _path(self, path: str) -> Any:
        return self._session._jvm.org.apache.hadoop.fs.Path(path)


def address(place: str) -> str:
    """A folder of this machine as an address; what is one already stays."""
    return place.rstrip("/") if "://" in place else f"file://{Path(place).absolute()}"
