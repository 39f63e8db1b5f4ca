"""The registry and deposit feeds: streamed, all or nothing, every bad row reported with file, line and column."""
