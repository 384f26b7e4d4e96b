"""Errors of recordings and their transcripts."""

from library.errors import name_problems, problem

UnknownTranscriptError = problem(
    "“{0}” không phải tệp lời băng mở được. Hãy nộp tệp VTT, SRT, TXT, DOCX, ELAN (.eaf) hoặc "
    "TextGrid, nhiều nhất 5 MB.",
    status=422,
)
NoCuesError = problem(
    "Trong “{0}” không có lời nào kèm thời gian. Mỗi lời cần một mốc như 0:05 ở đầu dòng.",
    status=422,
)
TooManyCuesError = problem(
    "Có {0} lời, nhiều hơn {1} lời mà một băng nhận được. Hãy gộp các lời ngắn liền nhau.",
    status=422,
)
CueOutsideError = problem(
    "Lời ở {0} nằm ngoài băng, băng chỉ dài {1}. Hãy xem lại mốc ấy, hay tệp này là của băng khác.",
    status=422,
)
NoStretchError = problem("Trang này không phải là đoạn băng.", status=404)
BadTimeError = problem(
    "“{0}” không phải mốc thời gian. Hãy ghi như 4:05, 4:05,5 hay 1:04:05.", status=400
)
ReversedSpanError = problem("Đoạn giữ kín phải kết thúc sau khi bắt đầu.", status=400)
SpanOutsideError = problem("Đoạn giữ kín ra ngoài băng, băng chỉ dài {0}.", status=400)
NoSilenceReasonError = problem("Hãy chọn lý do giữ kín đoạn này.", status=400)
NoLiftReasonError = problem("Hãy ghi vì sao thôi giữ kín đoạn này.", status=400)
TooManySpansError = problem(
    "Băng này đã có {0} đoạn giữ kín. Hãy gộp các đoạn gần nhau.",
    status=400,
)
SpanNotFoundError = problem("Không có đoạn giữ kín này.", status=404)
HearingNotNotedError = problem(
    "Hãy bấm “Nghe bản gốc” ở trang các đoạn giữ kín; lần nghe ấy được ghi vào nhật ký.",
    status=403,
)

name_problems(globals())
