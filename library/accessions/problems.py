"""Errors on description lists and the files that they describe."""

from library.errors import name_problems, problem

DescriptionListNotFoundError = problem("Không có bảng mô tả số {0}.", status=404)
DuplicateDescriptionListError = problem(
    "Thư mục đã có bảng mô tả “{0}”, nên không dùng bảng này. Hãy gộp thành một bảng.", status=400
)
DescriptionListWithoutFilesError = problem(
    "Bảng mô tả “{0}” không đi kèm tệp nào. Hãy nộp cùng các tệp mà bảng mô tả.", status=400
)
# The sentence is that of library.accessions.refused_files.
RefusedFileError = problem("{0}", status=422)

name_problems(globals())
