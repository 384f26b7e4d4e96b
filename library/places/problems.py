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
DecisionNotFoundError = problem("Không có quyết định này. Hãy tải lại trang.", status=404)
DecidedMeanwhileError = problem(
    "Trong lúc bạn xem, {0} đã quyết định hoặc hoàn tác tên này; xem ở dưới. "
    "Nếu bạn thấy khác, hãy ghi lại.",
    status=409,
)
ScopeMissingError = problem("Tài liệu này không thuộc tùng thư, báo nào.", status=400)
UnitUnclearError = problem(
    "“{0}” là của nhiều đơn vị. Hãy chọn một đơn vị trong danh sách dưới đây.", status=400
)
UnitUnknownError = problem("Không có đơn vị nào tên “{0}”.", status=400)
MeaningMissingError = problem("Hãy chọn tên này là nơi nào.", status=400)

name_problems(globals())
