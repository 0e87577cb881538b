"""HotCRP's files, read and written. No Django, no clock. Source: docs/hotcrp.md."""
