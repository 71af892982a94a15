"""Models in the dialect of another engine: Apache Spark."""
