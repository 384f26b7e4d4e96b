"""Exports of repository software: DSpace Simple Archive Format, Greenstone."""
