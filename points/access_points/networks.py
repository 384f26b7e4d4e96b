"""Network addresses of a point, from which its computers reach the library."""

from datetime import datetime
from ipaddress import ip_address, ip_network

from sqlalchemy import JSON, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from library.database import Base
from points.access_points.problems import BadNetworkError

_MAX_NETWORKS = 20
_WIDEST_PREFIX = {4: 16, 6: 32}
"""Shortest prefix by version of IP; a wider network is not one library."""


class PointNetworks(Base):
    """Networks of a point, as 203.0.113.8 or 203.0.113.0/28; the last row is valid."""

    __tablename__ = "point_networks"

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), index=True)
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]
    networks: Mapped[list[str]] = mapped_column(JSON)


def read_networks(text: str) -> tuple[str, ...]:
    """Return the networks in a text, one per line; raise BadNetworkError."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > _MAX_NETWORKS:
        raise BadNetworkError(lines[_MAX_NETWORKS])
    return tuple(map(_network, lines))


def set_networks(
    session: Session, point_id: int, networks: tuple[str, ...], *, at: datetime, by: str
) -> None:
    """Record the networks of a point; none means that its addresses are not known."""
    row = PointNetworks(point_id=point_id, recorded=at, recorded_by=by, networks=list(networks))
    session.add(row)
    session.flush()


def networks_of(session: Session, point_id: int) -> tuple[str, ...]:
    """Return the networks of a point."""
    rows = select(PointNetworks.networks).where(PointNetworks.point_id == point_id)
    return tuple(session.scalar(rows.order_by(PointNetworks.id.desc()).limit(1)) or ())


def all_networks(session: Session) -> tuple[str, ...]:
    """Return the networks of all points."""
    latest = select(func.max(PointNetworks.id)).group_by(PointNetworks.point_id)
    rows = session.scalars(select(PointNetworks.networks).where(PointNetworks.id.in_(latest)))
    return tuple(network for networks in rows for network in networks)


def contains(networks: tuple[str, ...], address: str) -> bool:
    """Return True if an address belongs to one of the networks."""
    try:
        parsed_address = ip_address(address)
    except ValueError:
        return False
    return any(parsed_address in ip_network(network) for network in networks)


def _network(line: str) -> str:
    try:
        network = ip_network(line, strict=False)
    except ValueError as error:
        raise BadNetworkError(line) from error
    if network.prefixlen < _WIDEST_PREFIX[network.version]:
        raise BadNetworkError(line)
    return str(network)
