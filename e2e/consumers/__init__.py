"""Drives modules that depend on this one as their users' do: docs/migration.md, and rules_oci."""
