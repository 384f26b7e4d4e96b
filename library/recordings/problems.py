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

name_problems(globals())
