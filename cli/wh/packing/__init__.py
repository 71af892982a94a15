"""Bytes that others read: workbooks and encrypted zips, written to a stream as they come."""
