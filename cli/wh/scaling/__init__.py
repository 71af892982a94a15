"""The same models on Apache Spark, where history outgrows one machine."""
