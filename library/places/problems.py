"""Errors about units of the province, with their messages."""

from library.errors import name_problems, problem

PlaceNotFoundError = problem("Không có địa danh này trong sổ địa danh.", status=404)
BadPlaceRecordError = problem("Chưa ghi được: {0}.", status=400, shows_form=True)
PlaceChangedError = problem(
    "Dòng này đã có người sửa khác ở ô {0} từ khi đề xuất. Hãy từ chối đề xuất này và lập lại.",
    status=409,
)
ChangeDecidedError = problem("Đề xuất này đã có người quyết định. Hãy tải lại trang.", status=409)
OwnPlaceChangeError = problem("Người khác phải duyệt đề xuất này của bạn.", status=409)
NoPlaceChangeError = problem("Không có gì khác với dòng đang dùng.", status=400)
PlaceReasonMissingError = problem(
    "Hãy ghi lý do, để người duyệt và người sau hiểu.", status=400, shows_form=True
)

name_problems(globals())
