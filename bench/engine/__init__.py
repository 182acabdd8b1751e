"""What PostgreSQL's own means bring beyond one machine, tried for real (docs/scale.md)."""
