"""Recordings: their facts, access copies and pictures, made with ffmpeg in the sandbox."""
