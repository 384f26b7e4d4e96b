"""A stocktake compares scanned codes with the list of copies."""

import pytest

from library.catalogue.description import holdings
from library.catalogue.description.holdings import Copy
from library.errors import CopyNumberTakenError
from library.stock import stock_list, stocktakes
from library.stock.problems import StocktakeClosedError
from library.stock.stock_list import StockFilter
from library.stock.stocktakes import Outcome
from tests.makers import BY, make_item

_LOCAL, _LOAN = "Kho địa chí", "Kho mượn"


@pytest.fixture
def books(session):
    """Enter two books with copies in two locations."""
    first, second = make_item(session, "Non nước xứ Lạng"), make_item(session, "Chợ phiên")
    holdings.replace_copies(
        session,
        first,
        (
            Copy(registration="LSO1", location=_LOCAL, price=95_000),
            Copy(registration="LSO2", barcode="8930000000019", location=_LOCAL),
            Copy(call_number="DC 5", location=_LOCAL),
        ),
        BY,
    )
    holdings.replace_copies(
        session, second, (Copy(registration="LSO10", location=_LOAN, price=5_000),), BY
    )
    return first, second


def test_scans_are_compared_with_the_list(session, books):
    stocktake = stocktakes.begin(session, _LOCAL, BY)
    outcomes = [
        stocktakes.scan(session, stocktake.id, code, BY).outcome
        for code in ("lso1", "LSO1", "LSO10", "LSO999")
    ]
    assert outcomes == [Outcome.FOUND, Outcome.AGAIN, Outcome.MISPLACED, Outcome.UNKNOWN]
    report = stocktakes.report(session, stocktake.id)
    assert [line.copy.registration for line in report.seen] == ["LSO1"]
    assert [line.copy.registration for line in report.missing] == ["LSO2"]
    assert [line.copy.call_number for line in report.without_code] == ["DC 5"]
    assert [line.copy.registration for line in report.misplaced] == ["LSO10"]
    assert report.unknown == ("LSO999",)


def test_a_copy_is_found_by_its_barcode(session, books):
    stocktake = stocktakes.begin(session, "", BY)
    scanned = stocktakes.scan(session, stocktake.id, " 8930000000019 ", BY)
    assert (scanned.outcome, scanned.title) == (Outcome.FOUND, "Non nước xứ Lạng")
    assert [line.copy.registration for line in stocktakes.report(session, stocktake.id).seen] == [
        "LSO2"
    ]


def test_a_wrong_scan_is_removed(session, books):
    stocktake = stocktakes.begin(session, "", BY)
    stocktakes.scan(session, stocktake.id, "LSO999", BY)
    stocktakes.remove_scan(session, stocktake.id, "LSO999")
    assert stocktakes.report(session, stocktake.id).unknown == ()


def test_a_closed_stocktake_takes_no_codes_until_it_is_opened_again(session, books):
    stocktake = stocktakes.begin(session, "", BY)
    stocktakes.set_closed(session, stocktake.id, BY, closed=True)
    with pytest.raises(StocktakeClosedError):
        stocktakes.scan(session, stocktake.id, "LSO1", BY)
    stocktakes.set_closed(session, stocktake.id, BY, closed=False)
    assert stocktakes.scan(session, stocktake.id, "LSO1", BY).outcome is Outcome.FOUND


@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        pytest.param(StockFilter(location=_LOAN), ["LSO10"], id="location"),
        pytest.param(StockFilter(first="LSO2", last="LSO10"), ["LSO2", "LSO10"], id="range"),
        pytest.param(StockFilter(words="chợ"), ["LSO10"], id="title"),
        pytest.param(StockFilter(words="8930"), ["LSO2"], id="barcode"),
        pytest.param(StockFilter(words="100%"), [], id="no wildcard"),
    ],
)
def test_copies_are_filtered_in_the_order_of_their_numbers(session, books, chosen, numbers):
    lines = tuple(stock_list.lines(session, chosen))
    assert [line.copy.registration for line in lines] == numbers
    assert stock_list.total(session, chosen)[0] == len(numbers)


def test_the_prices_are_added(session, books):
    assert stock_list.total(session, StockFilter()) == (4, 100_000)


@pytest.mark.parametrize(
    "copy", [Copy(registration="LSO1"), Copy(barcode="lso2"), Copy(registration="8930000000019")]
)
def test_a_number_belongs_to_one_copy(session, books, copy):
    with pytest.raises(CopyNumberTakenError, match="Non nước xứ Lạng"):
        holdings.replace_copies(session, books[1], (copy,), BY)


def test_two_copies_of_one_item_have_different_numbers(session, books):
    twice = (Copy(registration="LSO77"), Copy(registration="lso77"))
    with pytest.raises(CopyNumberTakenError):
        holdings.replace_copies(session, books[1], twice, BY)


@pytest.mark.parametrize("numbers", [("LSO77", "LSO77"), ("LSO78", "LSO1")])
def test_many_new_items_share_no_number_with_each_other_or_the_stock(session, books, numbers):
    new = [make_item(session, "Đền Kỳ Cùng"), make_item(session, "Đền Mẫu")]
    copies = zip((item.id for item in new), ([Copy(registration=n)] for n in numbers), strict=True)
    with pytest.raises(CopyNumberTakenError, match=f"{numbers[1]}.*(Non nước|Đền Kỳ Cùng)"):
        holdings.add_copies(session, dict(copies), BY)
