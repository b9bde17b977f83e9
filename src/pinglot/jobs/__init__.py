"""The use cases: each composes the stages in their order and yields events while it works."""
