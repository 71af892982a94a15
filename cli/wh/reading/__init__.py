"""Files read: found, known by their form, unpacked, and taken apart into documents."""
