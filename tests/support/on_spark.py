"""One session of Spark for all tests that need one: it takes 5 seconds to start, and a process has only one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wh.engine.spark import Spark

FAR = "viewfs://desk/far"
SMALL = {  # for data of a few thousand rows: compiling each query would take longer than running it
    "spark.driver.memory": "2g",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
}


@pytest.fixture(scope="session")
def far(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that Spark also reaches as `FAR`, an address that is none of this machine's."""
    return tmp_path_factory.mktemp("far")


@pytest.fixture(scope="session")
def spark(far: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    mounted = {"spark.hadoop.fs.viewfs.mounttable.desk.link./far": f"file://{far}"}
    with Spark("local[2]", SMALL | mounted, tmp_path_factory.mktemp("spark") / "spark.log") as session:
        yield session
