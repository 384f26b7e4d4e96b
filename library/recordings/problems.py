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
NoStretchError = problem("Trang này không phải là đoạn băng.", status=404)

name_problems(globals())
