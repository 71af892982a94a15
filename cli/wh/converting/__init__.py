"""The platform's downloads, and our own exports, as documents that loads read."""
