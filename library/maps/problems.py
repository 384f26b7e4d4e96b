"""Errors of map sheets and their placements."""

from library.errors import name_problems, problem

CoordinateError = problem(
    "Không đọc được toạ độ “{0}”. Hãy ghi số thập phân (21,85), độ phút giây (21°51'00\"), "
    "hay grát (24,28 gr).",
    status=422,
)
PointOutsideError = problem(
    "Điểm {0} nằm ngoài vùng bản đồ (vĩ độ 18 đến 26, kinh độ 102 đến 111). "
    "Hãy xem lại toạ độ và hệ toạ độ.",
    status=422,
)
PointNotOnSheetError = problem(
    "Điểm {0} không nằm trên ảnh: chỗ trên ảnh ghi bằng phần trăm, từ 0 đến 100.", status=422
)
TooFewPointsError = problem(
    "Cần ít nhất ba điểm, mỗi điểm đủ chỗ trên ảnh và toạ độ; mới có {0}.", status=422
)
TooManyPointsError = problem("Có {0} điểm, nhiều hơn {1} điểm mà một tờ nhận được.", status=422)
PointsInLineError = problem(
    "Các điểm gần như thẳng hàng hay trùng nhau, không đủ để đặt tờ bản đồ. "
    "Hãy chọn những điểm ở các góc khác nhau.",
    status=422,
)
MirroredSheetError = problem(
    "Theo các điểm này thì tờ bản đồ bị lật như trong gương. Có lẽ hai điểm bị đổi chỗ.",
    status=422,
)
PlacementChangedError = problem(
    "Chưa lưu: {0} vừa đặt lại tờ này. Những gì bạn ghi còn nguyên dưới đây; hãy xem bản của "
    "người ấy rồi lưu lại nếu vẫn muốn thay.",
    status=409,
)
NoEarlierPlacementError = problem("Tờ này không có cách đặt nào trước đó.", status=409)
UnknownSheetError = problem(
    "“{0}” không phải số tờ của bộ bản đồ 1:50.000 (L7014), như 6352-1.", status=422
)

name_problems(globals())
