"""Place of an index on a cluster of OpenSearch: how to reach the cluster, and the name there."""

from dataclasses import dataclass
from pathlib import Path

from library.settings import Settings


@dataclass(frozen=True, slots=True)
class Cluster:
    """Cluster that several machines share, and the names that this library uses on it."""

    addresses: tuple[str, ...]
    prefix: str
    password_file: Path | None = None
    ca: Path | None = None
    shards: int = 1

    @property
    def live(self) -> str:
        """Alias of the index that answers queries."""
        return f"{self.prefix}-live"

    @property
    def building(self) -> str:
        """Alias of indexes that are being filled; every change is written to them too."""
        return f"{self.prefix}-building"


@dataclass(frozen=True, slots=True)
class ClusterIndex:
    """Index on a cluster."""

    cluster: Cluster
    name: str

    @property
    def pages(self) -> str:
        """Alias to which pages are written: writing to a deleted index makes no new one."""
        return f"{self.name}-pages"


def cluster_of(settings: Settings) -> Cluster:
    """Return the cluster of an installation."""
    return Cluster(
        settings.opensearch_url,
        settings.opensearch_prefix,
        settings.opensearch_password_file,
        settings.opensearch_ca,
        settings.opensearch_shards,
    )
