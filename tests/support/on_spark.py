"""One session of Spark for all tests that need one: it takes 5 seconds to start, and a process has only one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from wh.engine.spark import Spark

SMALL = {  # for data of a few thousand rows: compiling each query would take longer than running it
    "spark.driver.memory": "2g",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
}


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    with Spark("local[2]", SMALL, tmp_path_factory.mktemp("spark") / "spark.log") as session:
        yield session
