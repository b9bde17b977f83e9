"""Glossaries: files of terms, and where the terms stand in a text."""

from pinglot.glossary.glossary import Glossary

__all__ = ["Glossary"]
